import { describe, expect, it } from 'vitest'
import { cleanTime, opening } from './window'

describe('calling window form', () => {
  it('cleans what people type', () => {
    expect(['9', '9:5', '0930', '９：３０', ' 18.00 ', '24:00'].map(cleanTime)).toEqual(['09:00', '09:05', '09:30', '09:30', '18:00', '24:00'])
  })
  it('leaves what is no time for the service to refuse', () => {
    expect(['25:00', '24:30', 'noon', ''].map(cleanTime)).toEqual(['25:00', '24:30', 'noon', ''])
  })
  it('shows the open parts of each day', () => {
    const w = opening([{ weekdays: [1, 7], from: '06:00', to: '24:00' }, { weekdays: [1], from: 'x', to: '07:00' }])
    expect(w[0]).toEqual([[0.25, 1]])
    expect(w[1]).toEqual([])
    expect(w[6]).toEqual([[0.25, 1]])
  })
})
