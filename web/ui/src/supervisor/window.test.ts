import { describe, expect, it } from 'vitest'
import { addSeason, changeSeason, cleanTime, monthDay, opening, removeSeason, sameHours, setExceptions, setHolidays, withPreset, writeMonthDay, type Window } from './window'

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

// As the service stores it, with a member that this page does not know.
const whole = {
  zone: 'Asia/Shanghai',
  intervals: [
    { weekdays: [1, 2, 3, 4, 5, 6, 7], from: '14:30', to: '16:30', season: 'summer' },
    { weekdays: [1, 2, 3, 4, 5, 6, 7], from: '14:00', to: '16:30', season: 'winter' },
    { weekdays: [1, 2, 3, 4, 5, 6, 7], from: '19:00', to: '20:00' },
  ],
  seasons: [{ name: 'summer', from: '06-01', to: '09-30' }, { name: 'winter', from: '10-01', to: '05-31' }],
  holidays: 'closed', calendar: 'CN',
  exceptions: [{ date: '2026-12-31', intervals: [{ from: '10:00', to: '12:00' }] }],
  later: 'a member of a newer service',
} as Window & { later: string }
const names = { summer: '夏季', winter: '冬季', other: '季节' }

describe('the rest of a calling window', () => {
  it('survives an edit of something else', () => {
    const { seasons, exceptions, holidays, calendar } = whole
    const kept = { seasons, exceptions, holidays, calendar, later: whole.later }
    expect({ ...whole, zone: 'Asia/Urumqi' }).toMatchObject(kept)
    expect(setExceptions(whole, [...whole.exceptions!, { date: '2027-01-04', closed: true }])).toMatchObject({ ...kept, exceptions: [{}, { closed: true }], intervals: whole.intervals })
    expect(setHolidays(setHolidays(whole, 'open'), 'closed')).toEqual(whole)
    expect(changeSeason(whole, 0, { to: '08-31' }).intervals).toEqual(whole.intervals)
    expect(addSeason(whole, names)).toMatchObject({ exceptions, intervals: whole.intervals, later: whole.later })
  })
  it('renames a season with its intervals', () => {
    const w = changeSeason(whole, 1, { name: '冬' })
    expect(w.seasons!.map((s) => s.name)).toEqual(['summer', '冬'])
    expect(w.intervals.map((v) => v.season)).toEqual(['summer', '冬', undefined])
  })
  it('removes a season with its intervals, not those of the whole year', () => {
    const w = removeSeason(removeSeason(whole, 0), 0)
    expect(w.seasons).toBeUndefined()
    expect(w.intervals).toEqual([whole.intervals[2]])
    expect(w.exceptions).toEqual(whole.exceptions)
  })
  it('adds summer, winter, then others by number', () => {
    let w: Window = { zone: 'UTC', intervals: [] }
    for (let i = 0; i < 4; i++) w = addSeason(w, names)
    expect(w.seasons!.map((s) => s.name)).toEqual(['夏季', '冬季', '季节', '季节 2'])
    expect(w.seasons![1]).toEqual({ name: '冬季', from: '10-01', to: '05-31' })
  })
  it('asks a calendar only where holidays matter', () => {
    expect(setHolidays({ zone: 'UTC', intervals: [] }, 'closed')).toEqual({ zone: 'UTC', intervals: [], holidays: 'closed', calendar: 'CN' })
    expect(setHolidays(whole, 'ignore').calendar).toBeUndefined()
    expect('exceptions' in setExceptions(whole, [])).toBe(false)
  })
  it('takes the hours of a preset, and knows them again', () => {
    const preset: Window = { zone: 'Asia/Shanghai', intervals: [{ weekdays: [2, 3, 4, 5, 6, 7], from: '10:00', to: '11:30' }], holidays: 'closed', calendar: 'CN' }
    const w = withPreset({ ...whole, zone: 'Asia/Urumqi' }, preset, {})
    expect(w).toEqual({ ...preset, zone: 'Asia/Urumqi', exceptions: whole.exceptions })
    expect(sameHours(w, preset)).toBe(true)
    expect(sameHours(whole, preset)).toBe(false)
    expect(sameHours({ ...w, holidays: 'open' }, preset)).toBe(false)
    expect(sameHours({ ...w, intervals: [{ ...w.intervals[0]!, season: 'x' }] }, preset)).toBe(false)
    const hospital = withPreset({ zone: '', intervals: [] }, whole, { summer: '夏季', winter: '冬季' })
    expect(hospital.zone).toBe('Asia/Shanghai')
    expect(hospital.intervals.map((v) => v.season)).toEqual(['夏季', '冬季', undefined])
    expect(sameHours(hospital, whole)).toBe(true)
    expect(sameHours(changeSeason(hospital, 0, { to: '08-31' }), whole)).toBe(false)
  })
  it('reads and writes month and day', () => {
    expect(monthDay('09-30')).toEqual([9, 30])
    expect(monthDay('9-30')).toEqual([0, 0])
    expect(writeMonthDay(2, 31)).toBe('02-31') // the service says what is wrong with it
  })
})
