// The due-list ledger as the pages say it: a line's reason in words and where its follow-ups can be seen. Pure.
import type { TFunction } from 'i18next'
import type { Schemas } from '../api/client'
import { i18next } from '../i18n'
import type { FollowUpState } from './words'

export type Ledger = Schemas['Ledger']
export type Line = Schemas['LedgerLine']

const PATTERNS = ['outcome_final', 'max_attempts', 'outcome_limit']

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

/** stateOf is the state of the follow-ups that a line counts. */
export function stateOf(l: Pick<Line, 'class' | 'reason'>): FollowUpState {
  switch (l.class) {
    case 'done':
      return 'completed'
    case 'reached':
      return l.reason === 'record_missing' ? 'wrapup' : 'live'
    case 'waiting':
      return 'waiting'
    case 'not':
      return splitReason(l.reason) ? 'exhausted' : 'cancelled'
  }
}
