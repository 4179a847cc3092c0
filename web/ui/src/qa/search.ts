// The search of calls: from the address to the API's query. Pure.
import type { operations } from '../api/schema'
import type { AttemptSearch } from '../router'

export type AttemptQuery = NonNullable<operations['listAttempts']['parameters']['query']>

/** midnight of a local day "2026-07-01", days later; undefined when it is no day. */
export function midnight(day: string | undefined, plusDays = 0): Date | undefined {
  const m = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day ?? '')
  if (!m) return undefined
  const d = new Date(Number(m[1]), Number(m[2]) - 1, Number(m[3]) + plusDays)
  return Number.isNaN(d.getTime()) ? undefined : d
}

/** toQuery: the days are local and both included. */
export function toQuery(s: AttemptSearch): AttemptQuery {
  return {
    campaign_id: s.campaign,
    agent_id: s.agent,
    outcome: s.outcome as AttemptQuery['outcome'],
    disposition: s.disposition,
    from: midnight(s.from)?.toISOString(),
    to: midnight(s.to, 1)?.toISOString(),
    phone: s.phone?.trim() || undefined,
    recorded: s.recorded,
  }
}
