import type { Schemas } from '../api/client'

/** levelOf is the share of today's calls that had an agent within 20 s, in percent. */
export function levelOf(d: Pick<Schemas['HotlineDay'], 'offered' | 'in_time'>): string {
  return d.offered > 0 ? `${Math.round((100 * d.in_time) / d.offered)} %` : '—'
}

/** linesOf are the lines that somebody wrote, without empty ones. */
export function linesOf(text: string): string[] {
  return text.split(/[\n,;，；]/).map((s) => s.trim()).filter((s) => s !== '')
}

/** fits tells whether a department is what is searched for. */
export function fits(d: { name: string; number: string; purpose: string; hours: string }, wanted: string): boolean {
  const w = wanted.trim().toLowerCase()
  return w === '' || [d.name, d.number, d.purpose, d.hours].some((s) => s.toLowerCase().includes(w))
}

const REASONS = ['closed', 'full', 'nobody', 'max_wait', 'callback', 'message', 'campaign_stopped', 'service_restarted'] as const
/** whyKey names why nobody took a call; what is no word of ours is "other". */
export function whyKey(reason: string | undefined): (typeof REASONS)[number] | 'hung_up' | 'other' {
  return !reason ? 'hung_up' : (REASONS.find((r) => r === reason) ?? 'other')
}
