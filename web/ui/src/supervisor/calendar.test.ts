import { describe, expect, it } from 'vitest'
import { daysFromTo, moved, weekdayOf, weeksOf } from './calendar'

describe('calendar', () => {
  it('knows the days of the week', () => {
    expect(['2026-02-16', '2026-02-22', '2028-02-29'].map(weekdayOf)).toEqual([1, 7, 2])
  })
  it('lays out a month from Monday', () => {
    const w = weeksOf(2026, 2)
    expect(w).toHaveLength(5)
    expect(w[0]).toEqual([null, null, null, null, null, null, '2026-02-01'])
    expect(w[4]).toEqual(['2026-02-23', '2026-02-24', '2026-02-25', '2026-02-26', '2026-02-27', '2026-02-28', null])
  })
  it('has every day of a year once', () => {
    for (const [year, n] of [[2026, 365], [2028, 366]] as const) {
      const all = Array.from({ length: 12 }, (_, m) => weeksOf(year, m + 1)).flat(2).filter((d) => d !== null)
      expect(new Set(all).size).toBe(n)
      expect(all).toHaveLength(n)
      expect(weeksOf(year, 5).every((w) => w.every((d, i) => d === null || weekdayOf(d) === i + 1))).toBe(true)
    }
  })
  it('moves by keys and stays in the year', () => {
    const go = (d: string, ...keys: string[]) => keys.reduce((x, k) => moved(x, k) ?? '?', d)
    expect(go('2026-03-01', 'ArrowLeft')).toBe('2026-02-28')
    expect(go('2026-02-17', 'ArrowDown', 'ArrowRight')).toBe('2026-02-25')
    expect(go('2026-02-17', 'Home')).toBe('2026-02-16')
    expect(go('2026-02-17', 'End')).toBe('2026-02-22')
    expect(go('2026-03-31', 'PageUp')).toBe('2026-02-28')
    expect(go('2026-01-31', 'PageDown')).toBe('2026-02-28')
    expect(go('2026-01-01', 'ArrowLeft')).toBe('2026-01-01')
    expect(go('2026-12-31', 'PageDown')).toBe('2026-12-31')
    expect(moved('2026-01-01', 'a')).toBeNull()
  })
  it('counts days, within reason', () => {
    expect(daysFromTo('2027-02-27', '2027-03-01')).toEqual(['2027-02-27', '2027-02-28', '2027-03-01'])
    expect(daysFromTo('2027-02-05', '2027-02-05')).toEqual(['2027-02-05'])
    expect(daysFromTo('2027-02-05', '2027-02-04')).toEqual([])
    expect(daysFromTo('2027-01-01', '2027-02-01')).toEqual([])
    expect(daysFromTo('2027-01-01', '')).toEqual([])
  })
})
