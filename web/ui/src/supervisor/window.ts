// The weekly calling window as the form edits it. Pure.
import type { Schemas } from '../api/client'

export type Interval = Schemas['Interval']

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
