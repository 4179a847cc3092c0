import { describe, expect, it } from 'vitest'
import { bytes, clockMs, dateTime, dayInWords, duration, firstDay, inZone, lastDay } from './format'
import { firstLang } from './prefs'

describe('format', () => {
  it('durations', () => {
    expect([-5, 0, 999, 61_000, 3_600_000, 3_725_000].map(duration)).toEqual(['0:00', '0:00', '0:00', '1:01', '1:00:00', '1:02:05'])
  })
  it('leaves out this year only', () => {
    const now = new Date(2026, 5, 1)
    expect(dateTime(new Date(2026, 2, 4, 5, 6), 'zh-CN', now)).not.toContain('2026')
    expect(dateTime(new Date(2025, 2, 4, 5, 6), 'zh-CN', now)).toContain('2025')
    expect(dateTime(new Date(2026, 2, 4, 0, 6), 'en', now)).toContain('00:06')
  })
  it('days and zones are not the browser’s', () => {
    expect(dayInWords('2026-02-17', 'en')).toBe('Feb 17, 2026')
    expect(inZone('2026-02-17T23:30:00Z', 'en', 'Asia/Shanghai')).toMatch(/Wed.*02\/18\/2026.*07:30/)
    expect(inZone('2026-02-17T23:30:00Z', 'en', 'America/New_York')).toMatch(/Tue.*02\/17\/2026.*18:30/)
  })
  it('periods are of the plan’s zone, their last day included', () => {
    expect(firstDay('2026-10-31T16:00:00Z', 'en', 'Asia/Shanghai')).toBe('Nov 1, 2026')
    expect(lastDay('2026-11-30T16:00:00Z', 'en', 'Asia/Shanghai')).toBe('Nov 30, 2026')
    expect(lastDay('2026-11-30T16:00:00Z', 'en', 'America/New_York')).toBe('Nov 30, 2026')
  })
  it('milliseconds and sizes', () => {
    expect(clockMs(new Date(2026, 0, 1, 7, 8, 9, 5))).toBe('07:08:09.005')
    expect([12, 1500, 2_340_000].map(bytes)).toEqual(['12 B', '1.5 kB', '2.3 MB'])
  })
})

describe('first language', () => {
  it('is what was chosen, else what the browser wants first, else Chinese', () => {
    expect(firstLang('en', ['zh-CN'])).toBe('en')
    expect(firstLang(null, ['fr', 'en-GB', 'zh'])).toBe('en')
    expect(firstLang(null, ['zh-TW', 'en'])).toBe('zh-CN')
    expect(firstLang('xx', ['fr'])).toBe('zh-CN')
  })
})
