import { describe, expect, it } from 'vitest'
import { midnight, toQuery } from './search'

describe('search of calls', () => {
  it('includes both days, in local time', () => {
    const q = toQuery({ from: '2026-07-01', to: '2026-07-31' })
    expect(q.from).toBe(new Date(2026, 6, 1).toISOString())
    expect(q.to).toBe(new Date(2026, 7, 1).toISOString())
  })
  it('leaves out what is not asked', () => {
    expect(Object.values(toQuery({ phone: '  ' })).filter((v) => v !== undefined)).toEqual([])
    expect(midnight('yesterday')).toBeUndefined()
  })
})
