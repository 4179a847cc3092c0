// The retry policy of the campaign form (R11): a preset, or outcome by outcome.
import { useQuery } from '@tanstack/react-query'
import { InputNumber } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { call, client, type FieldProblem } from '../api/client'
import { labelOf, useDispositionLabel, useDispositions } from '../dispositions'
import { fieldText } from '../i18n'
import '../i18n/rules'
import { usePrefs } from '../prefs'
import { ErrorNotice, Skeleton } from '../ui/states'
import { groups, minutesOf, OUTCOMES, ruleOf, ruleText, samePolicy, secondsOf, tidy, withDelay, type Policy, type Rule } from './retry'

interface Value {
  max_attempts?: number
  retry_delay_s?: number
  /** Undefined: the simple rule of the two above. */
  retry?: Policy
}

interface Props {
  value: Value
  onChange(v: Value): void
  errors: FieldProblem[]
  /** The two fields of the simple rule. */
  simple: ReactNode
}

export function RetryEditor({ value, onChange, errors, simple }: Props) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const presets = useQuery({ queryKey: ['retry-presets'], queryFn: () => call(client.GET('/retry/presets')), staleTime: 10 * 60_000 })
  const [chosen, setChosen] = useState('')
  if (presets.isPending) return <Skeleton lines={3} />
  if (!presets.data) return <ErrorNotice error={presets.error} onRetry={() => void presets.refetch()} />

  const base = presets.data.find((p) => p.code === 'simple')
  const simplePolicy = base && withDelay(base.policy, value.max_attempts ?? base.policy.max_attempts, value.retry_delay_s ?? base.policy.default.delay_s ?? 3600)
  const policy = value.retry ?? simplePolicy
  if (!policy) return <>{simple}</> // a service without presets has the simple rule all the same
  const isSimple = !value.retry || (simplePolicy !== undefined && samePolicy(value.retry, simplePolicy))
  const mode = chosen || (isSimple ? 'simple' : presets.data.find((p) => samePolicy(p.policy, value.retry!))?.code ?? 'custom')
  const choose = (code: string) => {
    setChosen(code)
    if (code === 'custom') onChange({ ...value, retry: policy })
    else if (code === 'simple') {
      // The figures of a whole policy may be none that the simple rule takes.
      const { max_attempts = 2, retry_delay_s = 0 } = value
      onChange({ max_attempts: Math.min(10, max_attempts), retry_delay_s: retry_delay_s >= 60 ? retry_delay_s : 3600, retry: undefined })
    }
    else onChange({ ...value, retry: presets.data.find((p) => p.code === code)?.policy })
  }
  return (
    <div className="stack" data-testid="retry-editor" data-mode={mode}>
      <fieldset className="stack tight plain">
        <legend className="field-label">{t('retry.preset')}</legend>
        {presets.data.map((p) => (
          <label key={p.code} className="check"><input type="radio" name="retry-preset" checked={mode === p.code} onChange={() => choose(p.code)} data-testid={`retry-${p.code}`} />{lang === 'en' ? p.label_en : p.label_zh}</label>
        ))}
        <label className="check"><input type="radio" name="retry-preset" checked={mode === 'custom'} onChange={() => choose('custom')} data-testid="retry-custom" /><span>{t('retry.custom')} <span className="muted small">{t('retry.customText')}</span></span></label>
      </fieldset>
      {mode === 'simple' ? simple : null}
      {mode === 'custom' ? (
        <Rules policy={policy} onChange={(retry) => onChange({ ...value, retry })} errors={errors} />
      ) : (
        <div><h3>{t('retry.inWords')}</h3><PolicyWords policy={policy} /></div>
      )}
    </div>
  )
}

/** PolicyWords says a policy in words. */
export function PolicyWords({ policy }: { policy: Policy }) {
  const { t } = useTranslation()
  const label = useDispositionLabel()
  return (
    <ul className="small" data-testid="retry-words">
      <li>{t('retry.say.whole', { n: policy.max_attempts })}</li>
      {groups(policy).map((g) => (
        <li key={g.outcomes.join()}>{t('retry.say.line', { what: g.outcomes.map((o) => (o === '' ? t('retry.default') : t(`outcome.${o}`))).join(t('ui.comma')), rule: ruleText(t, g.rule) })}</li>
      ))}
      {Object.entries(policy.dispositions ?? {}).map(([code, r]) => <li key={code}>{t('retry.say.line', { what: label(code), rule: ruleText(t, r) })}</li>)}
    </ul>
  )
}

function Rules({ policy, onChange, errors }: { policy: Policy; onChange(p: Policy): void; errors: FieldProblem[] }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const dispositions = useDispositions()
  const again = dispositions.data?.filter((d) => d.effect === 'retry') ?? []
  const wrong = (pointer: string) => errors.filter((e) => e.pointer === `/retry${pointer}` || e.pointer.startsWith(`/retry${pointer}/`))
  const row = (pointer: string, what: string, rule: Rule, set: (r: Rule) => void, clear?: { on: boolean; clear(): void }) => (
    <RuleRow key={pointer} what={what} rule={rule} onChange={(r) => set(tidy(r))} errors={wrong(pointer)} none={clear} testid={`rule-${pointer.split('/').pop()}`} />
  )
  const total = wrong('/max_attempts')
  return (
    <div className="stack tight">
      <label className="row tight">
        {t('retry.total')}
        <InputNumber min={1} max={20} precision={0} value={policy.max_attempts} status={total.length > 0 ? 'error' : undefined} onChange={(n) => onChange({ ...policy, max_attempts: n ?? 1 })} data-testid="retry-max" style={{ width: 90 }} />
        <span className="muted">{t('form.times')}</span>
      </label>
      {total.length > 0 && <p className="field-error" role="alert">{total.map((e) => fieldText(t, e)).join(t('ui.semicolon'))}</p>}
      <p className="field-hint">{t('retry.hint')}</p>
      <div className="table-wrap" tabIndex={0} role="region" aria-label={t('retry.table')}>
        <table className="data compact" data-testid="retry-table">
          <caption className="visually-hidden">{t('retry.table')}</caption>
          <thead>
            <tr>
              {['outcome', 'action', 'delay', 'days', 'limit', 'next'].map((k) => <th key={k} scope="col">{t(`retry.${k}`)}</th>)}
            </tr>
          </thead>
          <tbody>
            {OUTCOMES.map((o) => row(`/rules/${o}`, t(`outcome.${o}`), ruleOf(policy, o), (r) => onChange({ ...policy, rules: { ...policy.rules, [o]: r } })))}
            {row('/default', t('retry.default'), policy.default, (r) => onChange({ ...policy, default: r }))}
            {again.length > 0 && <tr><th scope="colgroup" colSpan={6}>{t('retry.business')}</th></tr>}
            {again.map((d) => {
              const { [d.code]: own, ...others } = policy.dispositions ?? {}
              return row(`/dispositions/${d.code}`, labelOf(d, lang), own ?? ruleOf(policy, 'no_answer'), (r) => onChange({ ...policy, dispositions: { ...others, [d.code]: r } }),
                { on: !own, clear: () => onChange({ ...policy, dispositions: Object.keys(others).length > 0 ? others : undefined }) })
            })}
          </tbody>
        </table>
      </div>
    </div>
  )
}

interface RowProps {
  what: string
  rule: Rule
  onChange(r: Rule): void
  errors: FieldProblem[]
  /** A row that may have no rule of its own. */
  none?: { on: boolean; clear(): void }
  testid: string
}

function RuleRow({ what, rule, onChange, errors, none, testid }: RowProps) {
  const { t } = useTranslation()
  const again = rule.action === 'retry'
  const next = rule.number === 'next'
  const off = none?.on === true
  const name = (k: string) => t(`retry.fields.${k}`, { what })
  const bad = (k: string) => (errors.some((e) => e.pointer.endsWith(`/${k}`)) ? 'error' as const : undefined)
  return (
    <tr data-testid={testid} data-rule={JSON.stringify(rule)}>
      <th scope="row">
        {what}
        {errors.length > 0 && <p className="field-error" role="alert">{[...new Set(errors.map((e) => fieldText(t, e)))].join(t('ui.semicolon'))}</p>}
      </th>
      <td>
        <select
          className="field" aria-label={name('action')} value={off ? '' : rule.action} data-testid={`${testid}-action`}
          onChange={(e) => (e.target.value === '' ? none?.clear() : onChange({ ...rule, action: e.target.value, delay_s: rule.delay_s ?? 3600 }))}
        >
          {none && <option value="">{t('retry.like')}</option>}
          <option value="retry">{t('retry.again')}</option>
          <option value="end">{t('retry.end')}</option>
        </select>
      </td>
      <td><InputNumber size="small" aria-label={name('delay')} disabled={off || (!again && !next)} min={0} max={43200} status={bad('delay_s')} value={again || next ? minutesOf(rule.delay_s) : null} onChange={(m) => onChange({ ...rule, delay_s: secondsOf(m ?? 0) })} data-testid={`${testid}-delay`} style={{ width: 84 }} /></td>
      <td>
        <select className="field" aria-label={name('days')} disabled={off || (!again && !next)} value={rule.days ?? 0} onChange={(e) => onChange({ ...rule, days: Number(e.target.value) })} data-testid={`${testid}-days`}>
          {[...new Set([0, 1, 2, 3, 5, 7, 14, 30, rule.days ?? 0])].sort((a, b) => a - b).map((n) => <option key={n} value={n}>{n === 0 ? t('retry.sameDay') : n === 1 ? t('retry.say.nextDay') : t('retry.day', { n })}</option>)}
        </select>
      </td>
      <td><InputNumber size="small" aria-label={name('limit')} disabled={off || !again} min={0} max={20} precision={0} status={bad('limit')} value={again ? rule.limit ?? 0 : null} onChange={(n) => onChange({ ...rule, limit: n ?? 0 })} data-testid={`${testid}-limit`} style={{ width: 64 }} /></td>
      <td><label className="check"><input type="checkbox" aria-label={name('next')} disabled={off} checked={next} onChange={(e) => onChange({ ...rule, number: e.target.checked ? 'next' : undefined, delay_s: rule.delay_s ?? 60 })} data-testid={`${testid}-next`} /></label></td>
    </tr>
  )
}
