// The due-list ledger as the pages say it: a line's reason in words and where its follow-ups can be seen. Pure.
import type { TFunction } from 'i18next'
import type { Schemas } from '../api/client'
import type { operations } from '../api/schema'
import { i18next } from '../i18n'
import { midnight } from '../qa/search'
import type { WorkSearch } from './records'

export type Ledger = Schemas['Ledger']
export type Line = Schemas['LedgerLine']
export type LedgerQuery = NonNullable<operations['getLedger']['parameters']['query']>

/** toLedgerQuery: from the address to the API's query; days are local, both included. */
export function toLedgerQuery(s: WorkSearch): LedgerQuery {
  return {
    campaign_id: s.campaign, plan_id: s.plan, type: s.type, unit_id: s.unit, owner_id: s.agent,
    from: midnight(s.from)?.toISOString(), to: midnight(s.to, 1)?.toISOString(),
  }
}

/** csvAddress is where the follow-ups of a line can be downloaded. */
export function csvAddress(s: WorkSearch, line: Pick<Line, 'class' | 'reason'>): string {
  const q = new URLSearchParams()
  for (const [k, v] of Object.entries({ ...toLedgerQuery(s), class: line.class, reason: line.reason })) if (v !== undefined) q.set(k, String(v))
  return `/ledger/follow-ups.csv?${q}`
}

/** heldBack are the lines of what waits for something, most first: why not more can be dialled now. */
export function heldBack(l: Pick<Ledger, 'lines'>): { now: number; lines: Line[] } {
  const waiting = l.lines.filter((x) => x.class === 'waiting')
  return {
    now: waiting.find((x) => x.reason === 'due')?.count ?? 0,
    lines: waiting.filter((x) => x.reason !== 'due').sort((a, b) => b.count - a.count),
  }
}

const PATTERNS = ['outcome_final', 'max_attempts', 'outcome_limit', 'skipped']

/**
 * splitReason parts "outcome_final:vacant" into what ended the follow-up and after which outcome or disposition; null
 * when the code is of no such form.
 */
export function splitReason(code: string): { rule: string; what: string } | null {
  const i = code.indexOf(':')
  const rule = code.slice(0, i)
  return i > 0 && PATTERNS.includes(rule) ? { rule, what: code.slice(i + 1) } : null
}

/** ledgerReason names why; disposition names a business label. What nobody knows is shown as it is. */
export function ledgerReason(t: TFunction, code: string, disposition: (code: string) => string): string {
  const p = splitReason(code)
  if (p) {
    const what = i18next.exists(`outcome.${p.what}`) ? t(`outcome.${p.what}`) : disposition(p.what)
    return t(`endPattern.${p.rule}`, { what })
  }
  if (code === '') return t('ledgerReason.not_said')
  if (i18next.exists(`ledgerReason.${code}`)) return t(`ledgerReason.${code}`)
  const label = disposition(code)
  return label === code && i18next.exists(`endReason.${code}`) ? t(`endReason.${code}`) : label
}
