// The calling window as the form edits it (R10). Pure. What a function here does not know of a window it keeps.
import type { Schemas } from '../api/client'

export type Window = Schemas['Window']
export type Interval = Schemas['WindowInterval']
export type Exception = Schemas['WindowException']
export type Span = Schemas['WindowSpan']
export type Trade = Schemas['WindowTrade']

/** cleanTime makes "9", "9:5", "0930" and "９：３０" the form "09:30"; what is no time stays as it was typed. */
export function cleanTime(s: string): string {
  const ascii = s.trim().replace(/[０-９]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/[：.]/g, ':')
  const m = /^(\d{1,2})(?::(\d{1,2}))?$/.exec(ascii) ?? /^(\d{2})(\d{2})$/.exec(ascii)
  if (!m) return s.trim()
  const h = Number(m[1])
  const min = Number(m[2] ?? 0)
  if (h > 24 || min > 59 || (h === 24 && min > 0)) return s.trim()
  return `${String(h).padStart(2, '0')}:${String(min).padStart(2, '0')}`
}

/** minutes from midnight, null when it is no time. */
export function minutes(s: string): number | null {
  const m = /^(\d\d):(\d\d)$/.exec(s)
  return m ? Number(m[1]) * 60 + Number(m[2]) : null
}

/** monthDay reads "06-01" as [6, 1]; what cannot be read is 0. */
export function monthDay(s: string): [number, number] {
  const m = /^(\d\d)-(\d\d)$/.exec(s)
  return m ? [Number(m[1]), Number(m[2])] : [0, 0]
}

export const writeMonthDay = (month: number, day: number) => `${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`

/** addSeason adds the half of the year that is not there yet. */
export function addSeason(w: Window, names: { summer: string; winter: string; other: string }): Window {
  const seasons = w.seasons ?? []
  const taken = new Set(seasons.map((s) => s.name))
  const next = [
    { name: names.summer, from: '06-01', to: '09-30' },
    { name: names.winter, from: '10-01', to: '05-31' },
  ].find((s) => !taken.has(s.name))
  let other = names.other
  for (let i = 2; taken.has(other); i++) other = `${names.other} ${i}`
  return { ...w, seasons: [...seasons, next ?? { name: other, from: '01-01', to: '12-31' }] }
}

/** changeSeason changes a season; its intervals follow a new name. A name that another season has is for the caller to refuse. */
export function changeSeason(w: Window, i: number, p: Partial<Schemas['WindowSeason']>): Window {
  const before = w.seasons?.[i]?.name
  const { name } = p
  return {
    ...w,
    seasons: (w.seasons ?? []).map((s, j) => (j === i ? { ...s, ...p } : s)),
    intervals: name !== undefined && before ? w.intervals.map((v) => (v.season === before ? { ...v, season: name } : v)) : w.intervals,
  }
}

/** removeSeason removes a season and the intervals that hold in it: left behind, they would hold all the year. */
export function removeSeason(w: Window, i: number): Window {
  const gone = w.seasons?.[i]
  const seasons = (w.seasons ?? []).filter((_, j) => j !== i)
  const orphans = gone && !seasons.some((s) => s.name === gone.name)
  const { seasons: _, ...rest } = w
  return { ...rest, ...(seasons.length > 0 ? { seasons } : {}), intervals: orphans ? w.intervals.filter((v) => v.season !== gone.name || !v.season) : w.intervals }
}

/** setHolidays: "ignore" asks no calendar; the others ask the Chinese one unless another is set. */
export function setHolidays(w: Window, holidays: 'closed' | 'open' | 'ignore'): Window {
  if (holidays === 'ignore') {
    const { calendar: _, ...rest } = w
    return { ...rest, holidays }
  }
  return { ...w, holidays, calendar: w.calendar || 'CN' }
}

/** setExceptions leaves the list out when it is empty. */
export function setExceptions(w: Window, exceptions: Exception[]): Window {
  const { exceptions: _, ...rest } = w
  return exceptions.length > 0 ? { ...rest, exceptions } : rest
}

/** withPreset takes a preset's hours, seasons (by their names in the user's language) and holidays; zone and exceptions stay. */
export function withPreset(w: Window, p: Window, names: Record<string, string>): Window {
  const named = (p.seasons ?? []).reduce((x, s, i) => changeSeason(x, i, { name: names[s.name] ?? s.name }), p)
  return setExceptions({ ...named, zone: w.zone || p.zone }, w.exceptions ?? [])
}

/** sameHours tells whether a window is a preset but for its zone, its exceptions and the names of its seasons. */
export function sameHours(w: Window, p: Window): boolean {
  const key = (x: Window) => {
    const part = (name?: string) => x.seasons?.filter((s) => s.name === name).map((s) => [s.from, s.to])
    const calendar = x.holidays && x.holidays !== 'ignore' ? x.calendar : ''
    return JSON.stringify([x.intervals.map((v) => [[...v.weekdays].sort(), v.from, v.to, v.season ? part(v.season) : '']), x.seasons?.length ?? 0, x.holidays || 'ignore', calendar])
  }
  return key(w) === key(p)
}

/** opening gives for each weekday (Monday first) the open parts as fractions of the day. */
export function opening(intervals: Interval[]): [number, number][][] {
  return [1, 2, 3, 4, 5, 6, 7].map((d) =>
    intervals.flatMap((v): [number, number][] => {
      const from = minutes(v.from)
      const to = minutes(v.to)
      return v.weekdays.includes(d) && from !== null && to !== null && from < to ? [[from / 1440, to / 1440]] : []
    }),
  )
}

export const WORKDAYS = [1, 2, 3, 4, 5]
export const EVERYDAY = [1, 2, 3, 4, 5, 6, 7]
export const USUAL: Interval[] = [
  { weekdays: WORKDAYS, from: '09:00', to: '12:00' },
  { weekdays: WORKDAYS, from: '14:00', to: '18:00' },
]
