// Background jobs as the page says them. Pure.
import type { Schemas } from '../api/client'

export type Job = Schemas['Job']

export const isOpen = (j: Job) => j.state === 'queued' || j.state === 'running'

/** percent of a job that is done, 0 to 100; null while nobody knows how much there is. */
export function percent(j: Pick<Job, 'done' | 'total' | 'state'>): number | null {
  if (j.state === 'done') return 100
  return j.total > 0 ? Math.min(100, Math.floor((100 * j.done) / j.total)) : null
}

/** tookMs is how long a job has been working, or worked; null before it was started. */
export function tookMs(j: Pick<Job, 'started_at' | 'ended_at'>, now: number): number | null {
  if (!j.started_at) return null
  return Math.max(0, (j.ended_at ? Date.parse(j.ended_at) : now) - Date.parse(j.started_at))
}

/** resultText is what a job counted: the numbers of its result by name. */
export function resultText(j: Pick<Job, 'result'>): string {
  const r: unknown = j.result
  if (typeof r !== 'object' || r === null) return ''
  return Object.entries(r).flatMap(([k, v]) => (typeof v === 'number' ? [`${k} ${v}`] : [])).join(' · ')
}
