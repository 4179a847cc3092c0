// Times, durations and numbers as the user reads them. Pure: language and zone are arguments.

/** duration of ms as m:ss or h:mm:ss; negative is 0:00. */
export function duration(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000))
  const mm = Math.floor(s / 60) % 60
  const ss = String(s % 60).padStart(2, '0')
  const h = Math.floor(s / 3600)
  return h > 0 ? `${h}:${String(mm).padStart(2, '0')}:${ss}` : `${mm}:${ss}`
}

const formats = new Map<string, Intl.DateTimeFormat>()
function format(lang: string, key: string, o: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const k = lang + key
  let f = formats.get(k)
  if (!f) formats.set(k, (f = new Intl.DateTimeFormat(lang, { hourCycle: 'h23', ...o })))
  return f
}

/** dateTime shows an instant to the minute, without the year when it is this year's. */
export function dateTime(at: string | number | Date, lang: string, now = new Date()): string {
  const d = new Date(at)
  const thisYear = d.getFullYear() === now.getFullYear()
  return format(lang, thisYear ? 'dt' : 'ydt', {
    ...(thisYear ? {} : { year: 'numeric' as const }),
    month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit',
  }).format(d)
}

/** withWeekday shows an instant with its weekday, for appointments. */
export function withWeekday(at: string | number | Date, lang: string): string {
  return format(lang, 'wd', { month: 'short', day: 'numeric', weekday: 'short', hour: '2-digit', minute: '2-digit' }).format(new Date(at))
}

/** inZone shows an instant to the minute with its weekday, by the clock of a time zone. */
export function inZone(at: string, lang: string, zone: string): string {
  return format(lang, `in ${zone}`, { year: 'numeric', month: '2-digit', day: '2-digit', weekday: 'short', hour: '2-digit', minute: '2-digit', timeZone: zone }).format(new Date(at))
}

/** dayInWords shows a date such as 2026-02-17, which is of no time zone, with its year. */
export function dayInWords(date: string, lang: string): string {
  return format(lang, 'day', { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`))
}

/** firstDay shows the day of an instant by the calendar of a time zone. */
export function firstDay(at: string, lang: string, zone: string): string {
  return format(lang, `day ${zone}`, { year: 'numeric', month: 'short', day: 'numeric', timeZone: zone }).format(new Date(at))
}

/** lastDay shows the last day before an instant: the end of a half open period. */
export function lastDay(until: string, lang: string, zone: string): string {
  return firstDay(new Date(Date.parse(until) - 1).toISOString(), lang, zone)
}

/** clockMs shows the time of day to the millisecond, for timelines. */
export function clockMs(at: string | number | Date): string {
  const d = new Date(at)
  const p = (n: number, w = 2) => String(n).padStart(w, '0')
  return `${p(d.getHours())}:${p(d.getMinutes())}:${p(d.getSeconds())}.${p(d.getMilliseconds(), 3)}`
}

export function bytes(n: number): string {
  if (n < 1000) return `${n} B`
  if (n < 1e6) return `${(n / 1e3).toFixed(1)} kB`
  return `${(n / 1e6).toFixed(1)} MB`
}
