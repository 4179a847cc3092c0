// What a forecast says, in words. Pure.
import type { TFunction } from 'i18next'
import type { Schemas } from '../api/client'
import { withWeekday } from '../format'

export type Forecast = Schemas['Forecast']
type Range = Schemas['Range']

export interface Figure {
  key: 'finish' | 'occupancy' | 'abandoned' | 'reached' | 'dialled'
  value: string
  range: string
}

const percent = (x: number) => String(Math.round(x * 1000) / 10)

/** figures are the middle of each range, and the range; a figure that is missing is left out. */
export function figures(t: TFunction, f: Forecast, lang: string): Figure[] {
  const out: Figure[] = []
  if (f.finish) out.push({ key: 'finish', value: withWeekday(f.finish.p50, lang), range: between(t, withWeekday(f.finish.p10, lang), withWeekday(f.finish.p90, lang)) })
  const add = (key: Figure['key'], r: Range | undefined, show: (x: number) => string) => {
    if (r) out.push({ key, value: show(r.p50), range: between(t, show(r.p10), show(r.p90)) })
  }
  const pct = (x: number) => t('rehearsal.percent', { n: percent(x) })
  const count = (x: number) => Math.round(x).toLocaleString(lang)
  add('occupancy', f.occupancy, pct)
  add('abandoned', f.abandoned, pct)
  add('reached', f.reached, count)
  add('dialled', f.dialled, count)
  return out
}

function between(t: TFunction, from: string, to: string): string {
  return from === to ? '' : t('rehearsal.range', { from, to })
}

/** assumptionText says one thing that the forecast rests on. */
export function assumptionText(t: TFunction, a: Schemas['Assumption']): string {
  return t(`rehearsal.assume.${a.code}`, { value: a.value ?? 0, count: a.count ?? 0, pct: percent(a.value ?? 0) })
}

/** agentsOf reads the number of agents: undefined when nothing is written, for the server knows who can take the calls; null when it is none that can be asked for. */
export function agentsOf(text: string): number | undefined | null {
  if (text.trim() === '') return undefined
  const n = Number(text)
  return /^\d+$/.test(text.trim()) && n >= 1 && n <= 2000 ? n : null
}
