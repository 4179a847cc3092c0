// Plans as the form edits them: the API's own shape, so that a problem's pointer leads to its field. Pure.
import type { TFunction } from 'i18next'
import type { FieldProblem, Schemas } from '../api/client'
import { fieldText, i18next } from '../i18n'

export type Plan = Schemas['Plan']
export type PlanState = Plan['state']
export type Settings = Schemas['PlanSettings']
export type Rule = Schemas['PlanRule']
export type Step = Schemas['PlanStep']
export type Spec = Schemas['Spec']
export type Tier = Schemas['Tier']
export type Cycle = Schemas['PlanCycle']
export type FollowUpType = Schemas['FollowUpType']
export type Question = Schemas['PlanQuestion']

export const STATES: PlanState[] = ['draft', 'requested', 'confirmed', 'running', 'paused', 'stopped']
export const DATES = ['birthday', 'contract', 'expiry', 'maintenance_expiry', 'insurance_expiry', 'licence_expiry', 'drill_expiry', 'self_assessment_expiry'] as const
export const UNITS = ['days', 'weeks', 'months', 'quarters', 'half_years', 'years'] as const
export const FORMS = ['same_evening', 'within', 'every', 'birthday', 'expiry'] as const
export const METHODS = ['phone', 'sms', 'email', 'visit', 'questionnaire'] as const
export const KINDS = ['satisfaction', 'yes_no', 'choice', 'open'] as const
/** More than this many questions are not advised (R23). */
export const ADVISED = 3

/** The ways that a plan can go from its state, in the order of the buttons. */
export const ACTS: Record<PlanState, readonly Act[]> = {
  draft: ['request', 'confirm'], requested: ['confirm', 'send_back'], confirmed: ['launch', 'send_back'], running: ['pause', 'stop'], paused: ['resume', 'stop'], stopped: [],
}
export type Act = 'request' | 'confirm' | 'send_back' | 'launch' | 'pause' | 'resume' | 'stop'

/** changeable: only a draft or a request can be changed. */
export const changeable = (s: PlanState) => s === 'draft' || s === 'requested'

/** stepOf is a step of a form as it begins. */
export function stepOf(form: string): Step {
  switch (form) {
    case 'same_evening':
      return { form, from: '18:00', to: '20:00' }
    case 'within':
      return { form, days: 7 }
    case 'every':
      return { form, n: 1, unit: 'months' }
    case 'expiry':
      return { form, lead_days: 30, second_days: 7 }
    default:
      return { form }
  }
}

/** formsFor: what goes with an event and what with a date of the customer's file. */
export const formsFor = (r: Rule): readonly string[] => (r.date === undefined ? FORMS.slice(0, 3) : [...FORMS.slice(1)])

/** triggerOf sets a rule off by an event or by a date; steps that do not go with it begin anew. */
export function triggerOf(r: Rule, by: 'event' | 'date'): Rule {
  const { event: _e, date: _d, ...rest } = r
  const next: Rule = by === 'event' ? { ...rest, event: r.event ?? '' } : { ...rest, date: r.date ?? 'expiry' }
  const fit = (s: Step) => (formsFor(next).includes(s.form) ? s : stepOf(by === 'event' ? 'within' : 'expiry'))
  return {
    ...next, steps: r.steps.map(fit),
    ...(r.regions ? { regions: Object.fromEntries(Object.entries(r.regions).map(([k, v]) => [k, v.map(fit)])) } : {}),
  }
}

/** compact drops members that are empty: 0 and "" are what the service takes for "not said". */
export function compact<T extends object>(o: T): T {
  return Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined && v !== '' && v !== 0 && v !== false)) as T
}

/** chooseOf changes the way to choose and drops what does not go with it. */
export function chooseOf(s: Spec, choose: string): Spec {
  const { share, per_store, dearer_first, tiers, ...rest } = s
  switch (choose) {
    case 'sample':
      return { ...rest, choose, share: share ?? 40, per_store, dearer_first }
    case 'tiers':
      return { ...rest, choose, tiers: tiers?.length ? tiers : DOCUMENT_TIERS }
    default:
      return { ...rest, choose, dearer_first }
  }
}

/** The tiers of the documents (R7): 1500-2999: 20; 3000-4999: 30; 5000 and over: 50, each filled from the one below. */
export const DOCUMENT_TIERS: Tier[] = [
  { name: '5000+', from_cents: 500000, count: 50, fill_from: '3000-4999' },
  { name: '3000-4999', from_cents: 300000, to_cents: 500000, count: 30, fill_from: '1500-2999' },
  { name: '1500-2999', from_cents: 150000, to_cents: 300000, count: 20 },
]

/** bySize makes the groups of big and of small stores. Other groups stay, but for the stores that are in one of these now. */
export function bySize(groups: Record<string, string[]> | undefined, units: Pick<Schemas['Unit'], 'name' | 'size' | 'kind' | 'active'>[]): Record<string, string[]> {
  const of = (size: string) => units.filter((u) => u.active && u.kind === 'store' && u.size === size).map((u) => u.name)
  const sized = { big: of('big'), small: of('small') }
  const taken = new Set([...sized.big, ...sized.small])
  const others = Object.entries(groups ?? {}).flatMap(([k, v]): [string, string[]][] => {
    const left = v.filter((n) => !taken.has(n))
    return k === 'big' || k === 'small' || left.length === 0 ? [] : [[k, left]]
  })
  return Object.fromEntries([...Object.entries(sized).filter(([, v]) => v.length > 0), ...others])
}

/** rename gives a member of a record another name, in its place; a name that is taken changes nothing. */
export function rename<T>(r: Record<string, T>, from: string, to: string): Record<string, T> {
  if (from !== to && to in r) return r
  return Object.fromEntries(Object.entries(r).map(([k, v]) => [k === from ? to : k, v]))
}

/** yuan and cents: amounts are kept in cents; "" is no bound. */
export const toYuan = (cents: number | undefined) => (cents ? String(cents / 100) : '')
export const toCents = (yuan: string) => Math.round(Number(yuan || 0) * 100)

/** weeksOf reads "1, 3"; what is no number is left out. */
export const weeksOf = (s: string): number[] | undefined => {
  const n = s.split(/[\s,，、]+/).map(Number).filter((x) => Number.isInteger(x) && x > 0)
  return n.length > 0 ? n : undefined
}

/** tidy is what is sent: without members that are empty or belong to another choice. */
export function tidy(s: Settings): Settings {
  const rule = {
    ...s.rule, steps: s.rule.steps.map(compact),
    regions: s.rule.regions && Object.keys(s.rule.regions).length > 0 ? Object.fromEntries(Object.entries(s.rule.regions).map(([k, v]) => [k, v.map(compact)])) : undefined,
  }
  const list = <T,>(x: T[] | undefined) => (x?.length ? x : undefined)
  const { choose, share, per_store, dearer_first, tiers, groups, minimums, rotation, weekly_targets } = s.choose
  return {
    ...s, name: s.name.trim(), unit_id: s.unit_id || undefined, rule,
    choose: {
      choose,
      ...(choose === 'sample' ? { share: share ?? 0, per_store: per_store || undefined } : {}),
      ...(choose !== 'tiers' ? { dearer_first: dearer_first || undefined } : { tiers: (tiers ?? []).map((t) => ({ ...t, to_cents: t.to_cents || undefined, fill_from: t.fill_from || undefined })) }),
      weekly_targets: list(weekly_targets), minimums: list(minimums), rotation, groups: groups && Object.keys(groups).length > 0 ? groups : undefined,
    },
    period: s.period?.kind === 'once' ? s.period : { kind: s.period?.kind ?? 'month' },
  }
}

/** fromType is what a plan of a type begins with (R5): its rule, and a sample when the type is not for everyone. */
export function fromType(s: Settings, t: FollowUpType, label: string, before: string): Settings {
  return {
    ...s, type_code: t.code, name: s.name.trim() === '' || s.name === before ? label : s.name, rule: t.rule,
    choose: t.share < 100 ? { choose: 'sample', share: t.share, dearer_first: true } : { choose: 'all' },
  }
}

/** settingsOf is what the form edits of a stored plan. */
export function settingsOf(p: Plan): Settings {
  const { name, type_code, purpose, requester, rule, choose, period, campaign_id, unit_id } = p
  return { name, type_code, purpose, requester, rule, choose, period, campaign_id, unit_id }
}

/** planText is a problem in the user's language. The same code says more here than on other pages. */
export function planText(t: TFunction, e: Pick<FieldProblem, 'code' | 'detail' | 'pointer'>): string {
  return i18next.exists(`planProblem.${e.code}`) ? t(`planProblem.${e.code}`) : fieldText(t, e)
}

/** wrongAt joins what is wrong with one field; deep: and with what is inside it. */
export function wrongAt(t: TFunction, all: readonly FieldProblem[], pointer: string, deep = false): string {
  return [...new Set(all.filter((e) => e.pointer === pointer || deep && e.pointer.startsWith(`${pointer}/`)).map((e) => planText(t, e)))].join(t('ui.semicolon'))
}

/** escape makes a name a part of a JSON pointer. */
export const escape = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1')

/** stepText says a step in words. */
export function stepText(t: TFunction, s: Step): string {
  const unit = (n: number) => t(`planUnit.${s.unit ?? 'days'}`, { n })
  const second = s.second_days ? t('planStep.second', { n: s.second_days }) : ''
  switch (s.form) {
    case 'same_evening':
      return t('planStep.same_evening', { from: s.from ?? '', to: s.to ?? '' })
    case 'within':
      return s.after_days ? t('planStep.between', { from: s.after_days, to: s.days ?? 0 }) : t('planStep.within', { n: s.days ?? 0 })
    case 'every': {
      const n = s.n ?? 1
      const each = s.count === 1 ? t('planStep.once', { unit: unit(n) }) : t('planStep.every', { unit: unit(n) })
      const limit = s.count && s.count > 1 ? t('planStep.times', { n: s.count }) : ''
      const until = s.until ? t('planStep.until', { day: s.until }) : ''
      const span = s.lead_days ? t('planStep.lead', { n: s.lead_days }) : s.span_days ? t('planStep.span', { n: s.span_days }) : ''
      return [each, limit, until, span, second].filter(Boolean).join(t('ui.comma'))
    }
    case 'birthday':
      return s.lead_days ? t('planStep.birthdayLead', { n: s.lead_days }) : t('planStep.birthday')
    case 'expiry':
      return [t('planStep.expiry', { n: s.lead_days ?? 0 }), second].filter(Boolean).join(t('ui.comma'))
  }
  return s.form
}

/** cycleText says a period in words. */
export function cycleText(t: TFunction, c: Cycle | undefined): string {
  if (c?.kind === 'once') return t('plans.once', { from: c.from ?? '', to: c.to ?? '' })
  return t(c?.kind === 'week' ? 'plans.weekly' : 'plans.monthly')
}

/** bars are counts as parts of the largest. */
export const bars = (counts: number[]): number[] => {
  const most = Math.max(1, ...counts)
  return counts.map((n) => n / most)
}

export const labelOf = (x: { label_zh: string; label_en: string; code?: string }, lang: string) => (lang === 'en' ? x.label_en || x.label_zh : x.label_zh || x.label_en) || x.code || ''
