import { describe, expect, it } from 'vitest'
import { fits, levelOf, linesOf, whyKey } from './level'

describe('hotline', () => {
  it('service level', () => {
    expect(levelOf({ offered: 0, in_time: 0 })).toBe('—')
    expect(levelOf({ offered: 3, in_time: 2 })).toBe('67 %')
  })
  it('numbers as people write them', () => {
    expect(linesOf(' 010 6234 5678\n\n4008001234，95000 ; +861\n')).toEqual(['010 6234 5678', '4008001234', '95000', '+861'])
  })
  it('searches departments', () => {
    const d = { name: '安装部', number: '8021', purpose: 'Repairs', hours: '9–17' }
    expect(['', ' 安装', '802', 'repair'].map((w) => fits(d, w))).toEqual([true, true, true, true])
    expect(fits(d, '财务')).toBe(false)
  })
  it('names why nobody took a call', () => {
    expect([undefined, '', 'closed', 'room_failed: x'].map(whyKey)).toEqual(['hung_up', 'hung_up', 'closed', 'other'])
  })
})
