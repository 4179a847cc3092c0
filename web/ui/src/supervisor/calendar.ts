// Days of a year, for the calendar's page. Pure. Dates are texts such as "2026-02-17", of no time zone.

const utc = (date: string) => new Date(`${date}T00:00:00Z`)
const text = (d: Date) => d.toISOString().slice(0, 10)

/** weekdayOf is 1 on Mondays, 7 on Sundays. */
export const weekdayOf = (date: string) => ((utc(date).getUTCDay() + 6) % 7) + 1

/** weeksOf are the weeks of a month (1 to 12), from Monday; null outside of the month. */
export function weeksOf(year: number, month: number): (string | null)[][] {
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate()
  const first = text(new Date(Date.UTC(year, month - 1, 1)))
  const cells: (string | null)[] = Array.from({ length: weekdayOf(first) - 1 }, () => null)
  for (let d = 1; d <= days; d++) cells.push(text(new Date(Date.UTC(year, month - 1, d))))
  while (cells.length % 7 > 0) cells.push(null)
  return Array.from({ length: cells.length / 7 }, (_, i) => cells.slice(7 * i, 7 * i + 7))
}

/** moved is the day that a key leads to, within the year; null for other keys. */
export function moved(date: string, key: string): string | null {
  const d = utc(date)
  const year = d.getUTCFullYear()
  const day = d.getUTCDate()
  switch (key) {
    case 'ArrowLeft': d.setUTCDate(day - 1); break
    case 'ArrowRight': d.setUTCDate(day + 1); break
    case 'ArrowUp': d.setUTCDate(day - 7); break
    case 'ArrowDown': d.setUTCDate(day + 7); break
    case 'Home': d.setUTCDate(day + 1 - weekdayOf(date)); break
    case 'End': d.setUTCDate(day + 7 - weekdayOf(date)); break
    case 'PageUp':
    case 'PageDown': {
      const month = d.getUTCMonth() + (key === 'PageUp' ? -1 : 1)
      d.setTime(Date.UTC(year, month, Math.min(day, new Date(Date.UTC(year, month + 1, 0)).getUTCDate())))
      break
    }
    default: return null
  }
  return d.getUTCFullYear() === year ? text(d) : date
}

/** MOST is how many days are entered at once. */
export const MOST = 31

/** daysFromTo are the days from the first to the last, both included; none when there are more than MOST or the last is earlier. */
export function daysFromTo(first: string, last: string): string[] {
  const n = (utc(last).getTime() - utc(first).getTime()) / 86_400_000 + 1
  if (!(n >= 1 && n <= MOST)) return []
  return Array.from({ length: n }, (_, i) => text(new Date(utc(first).getTime() + i * 86_400_000)))
}
