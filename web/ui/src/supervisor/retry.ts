// The retry policy (R11) as the form edits it and as the pages say it in words. Pure.
import type { TFunction } from 'i18next'
import type { Schemas } from '../api/client'

export type Policy = Schemas['Policy']
export type Rule = Schemas['Rule']

/** The outcomes that a rule may name, in the order of the table. */
export const OUTCOMES = ['no_answer', 'busy', 'rejected', 'unreachable', 'powered_off', 'suspended', 'vacant', 'machine', 'fax', 'abandoned', 'failed', 'interrupted'] as const

const norm = (r: Rule): Required<Rule> => ({ action: r.action, delay_s: r.delay_s ?? 0, limit: r.limit ?? 0, days: r.days ?? 0, number: r.number ?? '' })
export const sameRule = (a: Rule, b: Rule) => JSON.stringify(norm(a)) === JSON.stringify(norm(b))

/** samePolicy: the same rules, however they are written. */
export function samePolicy(a: Policy, b: Policy): boolean {
  const keys = (x: Record<string, Rule> | undefined) => Object.keys(x ?? {}).sort()
  const rules = (x: Record<string, Rule> = {}, y: Record<string, Rule> = {}) =>
    keys(x).join() === keys(y).join() && keys(x).every((k) => sameRule(x[k]!, y[k]!))
  return a.max_attempts === b.max_attempts && sameRule(a.default, b.default) && rules(a.rules, b.rules) && rules(a.dispositions, b.dispositions)
}

/** withDelay is the simple preset with another number of calls and another pause: what max_attempts and retry_delay_s stand for. */
export function withDelay(simple: Policy, attempts: number, delay_s: number): Policy {
  const change = (r: Rule): Rule => (sameRule(r, simple.default) ? { ...r, delay_s } : r)
  return {
    max_attempts: attempts,
    default: change(simple.default),
    rules: Object.fromEntries(Object.entries(simple.rules ?? {}).map(([k, r]) => [k, change(r)])),
  }
}

/** ruleOf is what applies to an outcome. */
export const ruleOf = (p: Policy, outcome: string): Rule => p.rules?.[outcome] ?? p.default

/** tidy drops what has no effect with the rule's action. */
export function tidy(r: Rule): Rule {
  const again = r.action === 'retry'
  const next = r.number === 'next'
  return {
    action: r.action,
    ...(again || next ? { delay_s: Math.max(1, r.delay_s ?? 0) } : {}),
    ...(again && r.limit ? { limit: r.limit } : {}),
    ...((again || next) && r.days ? { days: r.days } : {}),
    ...(next ? { number: 'next' } : {}),
  }
}

export interface Group {
  /** Outcomes in the order of the table; "" is any other. */
  outcomes: string[]
  rule: Rule
}

/** groups puts together the outcomes that have the same rule. Any other outcome is named only when its rule is not said yet. */
export function groups(p: Policy): Group[] {
  const out: Group[] = []
  for (const o of [...OUTCOMES, '']) {
    const rule = o === '' ? p.default : ruleOf(p, o)
    const g = out.find((x) => sameRule(x.rule, rule))
    if (!g) out.push({ outcomes: [o], rule })
    else if (o !== '') g.outcomes.push(o)
  }
  return out
}

function waitText(t: TFunction, r: Rule): string {
  if (r.days) return r.days === 1 ? t('retry.say.nextDay') : t('retry.say.afterDays', { n: r.days })
  const s = r.delay_s ?? 0
  if (s < 60) return t('retry.say.seconds', { n: s })
  if (s % 3600 === 0) return t('retry.say.hours', { n: s / 3600 })
  return t('retry.say.minutes', { n: Math.round(s / 6) / 10 })
}

/** ruleText is one rule in words. */
export function ruleText(t: TFunction, r: Rule): string {
  const again = r.action === 'retry'
  const wait = again ? waitText(t, r) : ''
  if (r.number === 'next') return again ? t('retry.say.nextAgain', { wait }) : t('retry.say.nextEnd')
  if (!again) return t('retry.say.end')
  return r.limit ? t('retry.say.againLimit', { wait, n: r.limit }) : t('retry.say.again', { wait })
}

/** minutesOf and secondsOf: the table's pause in minutes; 0 is "at once", which the service writes as one second. */
export const minutesOf = (s: number | undefined) => ((s ?? 0) <= 1 ? 0 : Math.round((s ?? 0) / 0.6) / 100)
export const secondsOf = (m: number) => Math.max(1, Math.round(m * 60))
