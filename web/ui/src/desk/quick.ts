// Quick choices for a callback's time. Pure; local time of the browser.
export interface QuickChoice {
  key: 'inHours' | 'tomorrow' | 'monday'
  /** Hours from now, or the time of day. */
  value: string
  at: Date
}

/** quickChoices: in 1 h and 2 h (to the next five minutes), tomorrow at 10:00 and 15:00, next Monday at 10:00. */
export function quickChoices(now: Date): QuickChoice[] {
  const inHours = (h: number): Date => {
    const step = 5 * 60_000
    return new Date(Math.ceil((now.getTime() + h * 3_600_000) / step) * step)
  }
  const onDay = (days: number, hour: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour)
  const toMonday = ((8 - now.getDay()) % 7) || 7
  const out: QuickChoice[] = [
    { key: 'inHours', value: '1', at: inHours(1) },
    { key: 'inHours', value: '2', at: inHours(2) },
    { key: 'tomorrow', value: '10:00', at: onDay(1, 10) },
    { key: 'tomorrow', value: '15:00', at: onDay(1, 15) },
  ]
  if (toMonday > 1) out.push({ key: 'monday', value: '10:00', at: onDay(toMonday, 10) })
  return out
}
