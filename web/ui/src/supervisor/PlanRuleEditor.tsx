// When follow-ups are due (R6): what sets the rule off, its steps, and other steps in some regions.
import { Button } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldProblem } from '../api/client'
import '../i18n/customers'
import '../i18n/plans'
import { DATES, escape, formsFor, rename, stepOf, stepText, triggerOf, UNITS, type Rule, type Step } from './plan'
import { ChoiceField, DateField, NumField, TextField, Wrong } from './PlanFields'

interface Props {
  value: Rule
  onChange(r: Rule): void
  errors: FieldProblem[]
  /** Kinds of events that are known. */
  events: string[]
}

export function PlanRuleEditor({ value, onChange, errors, events }: Props) {
  const { t } = useTranslation()
  const id = useId()
  const set = (p: Partial<Rule>) => onChange({ ...value, ...p })
  const byDate = value.date !== undefined
  const zones = typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : []
  const regions = Object.entries(value.regions ?? {})
  return (
    <div className="stack" data-testid="rule-editor">
      <fieldset className="plain row">
        <legend className="field-label">{t('planForm.trigger')}</legend>
        {(['event', 'date'] as const).map((k) => (
          <label key={k} className="check"><input type="radio" name={`${id}-trigger`} checked={byDate === (k === 'date')} onChange={() => onChange(triggerOf(value, k))} data-testid={`trigger-${k}`} />{t(`planForm.by.${k}`)}</label>
        ))}
      </fieldset>
      <div className="form-row two">
        {byDate ? (
          <ChoiceField label={t('planForm.date')} at="/rule/date" errors={errors} value={value.date ?? ''} onChange={(date) => set({ date })} options={DATES.map((d) => ({ value: d, label: t(`planDate.${d}`) }))} testid="rule-date" />
        ) : (
          <>
            <TextField label={t('planForm.event')} at="/rule/event" errors={errors} value={value.event ?? ''} onChange={(event) => set({ event })} list={`${id}-events`} max={40} hint={t('planForm.eventHint')} testid="rule-event" />
            <datalist id={`${id}-events`}>{events.map((e) => <option key={e} value={e} />)}</datalist>
          </>
        )}
        <TextField label={t('form.zone')} at="/rule/zone" errors={errors} value={value.zone} onChange={(zone) => set({ zone })} list={`${id}-zones`} max={64} testid="rule-zone" />
        <datalist id={`${id}-zones`}>{zones.map((z) => <option key={z} value={z} />)}</datalist>
        <TextField label={t('planForm.code')} at="/rule/code" errors={errors} value={value.code} onChange={(code) => set({ code })} max={64} hint={t('planForm.codeHint')} testid="rule-code" />
      </div>
      <Steps rule={value} steps={value.steps} onChange={(steps) => set({ steps })} errors={errors} at="/rule/steps" title={t('planForm.steps')} testid="step" />
      <details open={regions.length > 0 || undefined}>
        <summary data-testid="regions">{t('planForm.regions', { n: regions.length })}</summary>
        <div className="stack">
          <p className="field-hint">{t('planForm.regionsHint')}</p>
          {regions.map(([name, steps], i) => (
            <fieldset key={i} className="plain stack region" data-testid="region">
              <legend className="visually-hidden">{t('planForm.region', { name })}</legend>
              <div className="row">
                <TextField label={t('units.region')} at={`/rule/regions/${escape(name)}`} errors={errors} value={name} onChange={(to) => set({ regions: rename(value.regions!, name, to) })} max={100} testid="region-name" />
                <Button onClick={() => set({ regions: Object.fromEntries(regions.filter(([k]) => k !== name)) })} aria-label={t('planForm.removeRegion', { name })}>{t('ui.remove')}</Button>
              </div>
              <Steps rule={value} steps={steps} onChange={(s) => set({ regions: { ...value.regions, [name]: s } })} errors={errors} at={`/rule/regions/${escape(name)}`} title={t('planForm.regionSteps', { name })} testid="region-step" />
            </fieldset>
          ))}
          <div><Button onClick={() => set({ regions: { ...value.regions, [freeName(value.regions, t('planForm.newRegion'))]: value.steps } })} data-testid="add-region">{t('planForm.addRegion')}</Button></div>
        </div>
      </details>
    </div>
  )
}

function freeName(taken: Record<string, unknown> | undefined, name: string): string {
  for (let i = 1; ; i++) {
    const n = i === 1 ? name : `${name} ${i}`
    if (!(n in (taken ?? {}))) return n
  }
}

interface StepsProps {
  rule: Rule
  steps: Step[]
  onChange(s: Step[]): void
  errors: FieldProblem[]
  at: string
  title: string
  testid: string
}

function Steps({ rule, steps, onChange, errors, at, title, testid }: StepsProps) {
  const { t } = useTranslation()
  const forms = formsFor(rule)
  return (
    <fieldset className="plain stack">
      <legend className="field-label">{title}</legend>
      <Wrong errors={errors} at={at} />
      {steps.map((s, i) => (
        <StepRow key={i} step={s} forms={forms} errors={errors} at={`${at}/${i}`} no={i + 1} testid={testid} onChange={(x) => onChange(steps.map((y, j) => (j === i ? x : y)))} onRemove={() => onChange(steps.filter((_, j) => j !== i))} />
      ))}
      <div><Button onClick={() => onChange([...steps, stepOf(forms.at(-1)!)])} data-testid={`add-${testid}`}>{t('planForm.addStep')}</Button></div>
    </fieldset>
  )
}

function StepRow({ step, forms, errors, at, no, testid, onChange, onRemove }: { step: Step; forms: readonly string[]; errors: FieldProblem[]; at: string; no: number; testid: string; onChange(s: Step): void; onRemove(): void }) {
  const { t } = useTranslation()
  const set = (p: Partial<Step>) => onChange({ ...step, ...p })
  const num = (k: 'days' | 'after_days' | 'n' | 'count' | 'span_days' | 'lead_days' | 'second_days', unit?: string) => (
    <NumField label={t(`planMember.${k}`)} at={`${at}/${k}`} errors={errors} value={step[k] ?? 0} onChange={(n) => set({ [k]: n })} unit={unit ?? t('planForm.days')} max={10000} testid={`${testid}-${k}`} />
  )
  return (
    <div className="plan-step" data-testid={testid} data-form={step.form}>
      <div className="card-head">
        <strong className="grow">{t('planForm.stepNo', { n: no })} <span className="muted small">{stepText(t, step)}</span></strong>
        <Button size="small" onClick={onRemove} aria-label={t('planForm.removeStep', { n: no })}>{t('ui.remove')}</Button>
      </div>
      <Wrong errors={errors} at={at} />
      <div className="form-row two">
        <ChoiceField label={t('planForm.form')} at={`${at}/form`} errors={errors} value={step.form} onChange={(f) => onChange(stepOf(f))} options={forms.map((f) => ({ value: f, label: t(`planForm.forms.${f}`) }))} testid={`${testid}-form`} />
        {step.form === 'same_evening' && (
          <>
            <TextField label={t('planMember.from')} at={`${at}/from`} errors={errors} value={step.from ?? ''} onChange={(from) => set({ from })} max={5} placeholder="18:00" testid={`${testid}-from`} />
            <TextField label={t('planMember.to')} at={`${at}/to`} errors={errors} value={step.to ?? ''} onChange={(to) => set({ to })} max={5} placeholder="20:00" testid={`${testid}-to`} />
          </>
        )}
        {step.form === 'within' && <>{num('days')}{num('after_days')}</>}
        {step.form === 'every' && (
          <>
            {num('n', '')}
            <ChoiceField label={t('planMember.unit')} at={`${at}/unit`} errors={errors} value={step.unit ?? ''} onChange={(unit) => set({ unit })} options={UNITS.map((u) => ({ value: u, label: t(`planUnit.${u}`, { n: '' }).trim() }))} testid={`${testid}-unit`} />
            {num('count', t('form.times'))}
            <DateField label={t('planMember.until')} at={`${at}/until`} errors={errors} value={step.until ?? ''} onChange={(until) => set({ until })} testid={`${testid}-until`} />
            {num('span_days')}
            {num('lead_days')}
            {num('second_days')}
          </>
        )}
        {step.form === 'birthday' && num('lead_days')}
        {step.form === 'expiry' && <>{num('lead_days')}{num('second_days')}</>}
      </div>
    </div>
  )
}
