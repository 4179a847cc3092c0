import { describe, expect, it } from 'vitest'
import { quickChoices } from './quick'

describe('quick choices', () => {
  it('round up to five minutes and are in the future', () => {
    const now = new Date(2026, 6, 1, 9, 57, 30) // a Wednesday
    const c = quickChoices(now)
    expect(c[0]!.at).toEqual(new Date(2026, 6, 1, 11, 0))
    expect(c[1]!.at).toEqual(new Date(2026, 6, 1, 12, 0))
    expect(c[2]!.at).toEqual(new Date(2026, 6, 2, 10, 0))
    expect(c[3]!.at).toEqual(new Date(2026, 6, 2, 15, 0))
    expect(c[4]!.at).toEqual(new Date(2026, 6, 6, 10, 0))
    for (const x of c) expect(x.at.getTime()).toBeGreaterThan(now.getTime())
  })
  it('do not offer Monday twice on a Sunday, and offer the next one on a Monday', () => {
    expect(quickChoices(new Date(2026, 6, 5, 9)).map((c) => c.key)).not.toContain('monday')
    expect(quickChoices(new Date(2026, 6, 6, 9)).at(-1)!.at).toEqual(new Date(2026, 6, 13, 10))
  })
  it('cross the end of a month', () => {
    expect(quickChoices(new Date(2026, 11, 31, 23, 59))[2]!.at).toEqual(new Date(2027, 0, 1, 10))
  })
})
