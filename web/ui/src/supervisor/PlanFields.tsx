// The inputs of the forms for plans and types: a label, a control, and what is wrong, in the words of plans.
import { useTranslation } from 'react-i18next'
import type { ReactNode } from 'react'
import type { FieldProblem } from '../api/client'
import { Field } from '../ui/Field'
import { wrongAt } from './plan'

interface Base {
  label: ReactNode
  /** Pointer of the member. */
  at: string
  errors: FieldProblem[]
  hint?: ReactNode
  testid?: string
  /** Show what is wrong inside it, too. */
  deep?: boolean
}

export function TextField({ label, at, errors, hint, testid, deep, value, onChange, list, max = 200, placeholder }: Base & { value: string; onChange(v: string): void; list?: string; max?: number; placeholder?: string }) {
  const { t } = useTranslation()
  return (
    <Field label={label} hint={hint} errors={wrongAt(t, errors, at, deep)} testid={testid}>
      {({ status: _, ...a }) => <input {...a} className="field wide" value={value} maxLength={max} list={list} placeholder={placeholder} onChange={(e) => onChange(e.target.value)} data-testid={testid} />}
    </Field>
  )
}

export function AreaField({ label, at, errors, hint, testid, value, onChange, max = 2000 }: Base & { value: string; onChange(v: string): void; max?: number }) {
  const { t } = useTranslation()
  return (
    <Field label={label} hint={hint} errors={wrongAt(t, errors, at)} testid={testid}>
      {({ status: _, ...a }) => <textarea {...a} className="field wide" rows={2} value={value} maxLength={max} onChange={(e) => onChange(e.target.value)} data-testid={testid} />}
    </Field>
  )
}

/** NumField is 0 when it is empty. */
export function NumField({ label, at, errors, hint, testid, value, onChange, min = 0, max = 1_000_000, unit }: Base & { value: number | undefined; onChange(v: number): void; min?: number; max?: number; unit?: ReactNode }) {
  const { t } = useTranslation()
  return (
    <Field label={label} hint={hint} errors={wrongAt(t, errors, at)} testid={testid}>
      {({ status: _, ...a }) => (
        <span className="row tight">
          <input {...a} className="field" style={{ width: 110 }} type="number" min={min} max={max} step={1} value={value ? value : min > 0 ? '' : (value ?? '')} onChange={(e) => onChange(Number(e.target.value) || 0)} data-testid={testid} />
          {unit && <span className="muted">{unit}</span>}
        </span>
      )}
    </Field>
  )
}

export function DateField({ label, at, errors, hint, testid, value, onChange }: Base & { value: string; onChange(v: string): void }) {
  const { t } = useTranslation()
  return (
    <Field label={label} hint={hint} errors={wrongAt(t, errors, at)} testid={testid}>
      {({ status: _, ...a }) => <input {...a} className="field" type="date" value={value} onChange={(e) => onChange(e.target.value)} data-testid={testid} />}
    </Field>
  )
}

export function ChoiceField({ label, at, errors, hint, testid, deep, value, onChange, options }: Base & { value: string; onChange(v: string): void; options: readonly { value: string; label: string }[] }) {
  const { t } = useTranslation()
  return (
    <Field label={label} hint={hint} errors={wrongAt(t, errors, at, deep)} testid={testid}>
      {({ status: _, ...a }) => (
        <select {...a} className="field wide" value={value} onChange={(e) => onChange(e.target.value)} data-testid={testid}>
          {!options.some((o) => o.value === value) && <option value={value}>{value}</option>}
          {options.map((o) => <option key={o.value} value={o.value}>{o.label}</option>)}
        </select>
      )}
    </Field>
  )
}

export function CheckField({ label, checked, onChange, testid }: { label: ReactNode; checked: boolean; onChange(v: boolean): void; testid?: string }) {
  return <label className="check"><input type="checkbox" checked={checked} onChange={(e) => onChange(e.target.checked)} data-testid={testid} />{label}</label>
}

/** Wrong says what is wrong with a part of the form that has no single control. */
export function Wrong({ errors, at, deep }: { errors: FieldProblem[]; at: string; deep?: boolean }) {
  const { t } = useTranslation()
  const text = wrongAt(t, errors, at, deep)
  return text ? <p className="field-error" role="alert" data-pointer={at}>{text}</p> : null
}
