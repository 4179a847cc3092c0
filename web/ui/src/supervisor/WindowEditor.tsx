import { Button, Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldProblem, Schemas } from '../api/client'
import { fieldText } from '../i18n'
import { Field, under } from '../ui/Field'
import { cleanTime, EVERYDAY, opening, USUAL, WORKDAYS, type Interval } from './window'

type Window = Schemas['Window']

interface Props {
  value: Window
  onChange(w: Window): void
  errors: FieldProblem[]
  /** No zone is allowed too, and this is what it means. */
  anyZone?: string
}

/** WindowEditor edits the weekly calling window: a zone, and intervals on days of the week. */
export function WindowEditor({ value, onChange, errors, anyZone }: Props) {
  const { t } = useTranslation()
  const zones = useMemo(() => {
    const all = Intl.supportedValuesOf('timeZone')
    return (all.includes(value.zone) || value.zone === '' ? all : [value.zone, ...all]).map((z) => ({ value: z, label: z }))
  }, [value.zone])
  const names = t('form.weekdays', { returnObjects: true }) as string[]
  const set = (i: number, p: Partial<Interval>) =>
    onChange({ ...value, intervals: value.intervals.map((v, j) => (j === i ? { ...v, ...p } : v)) })
  const whole = errors.filter((e) => e.pointer === '/window' || e.pointer === '/window/intervals')

  return (
    <div className="stack" data-testid="window-editor">
      <Field label={t('form.zone')} errors={under(errors, '/window/zone')} testid="zone">
        {({ status, ...a }) => (
          <Select {...a} status={status} showSearch style={{ width: 'min(320px, 100%)' }} value={value.zone || undefined} options={zones} onChange={(zone?: string) => onChange({ ...value, zone: zone ?? '' })} data-testid="zone"
            allowClear={anyZone !== undefined} placeholder={anyZone} getPopupContainer={(n: HTMLElement) => n.closest('dialog') ?? document.body} // a modal dialog lies above the rest of the page
          />
        )}
      </Field>
      <div>
        {value.intervals.map((v, i) => {
          const wrong = under(errors, `/window/intervals/${i}`)
          return (
            <div key={i} className="interval" data-testid="interval">
              <fieldset className="days">
                <legend className="visually-hidden">{t('form.days')}</legend>
                {names.map((n, d) => (
                  <label key={n} className="day">
                    <input
                      type="checkbox" checked={v.weekdays.includes(d + 1)} data-testid={`day-${d + 1}`}
                      onChange={(e) => set(i, { weekdays: e.target.checked ? [...v.weekdays, d + 1].sort() : v.weekdays.filter((x) => x !== d + 1) })}
                    />
                    <span>{n}</span>
                  </label>
                ))}
              </fieldset>
              <span className="row tight">
                <Button size="small" type="text" onClick={() => set(i, { weekdays: WORKDAYS })}>{t('form.workdays')}</Button>
                <Button size="small" type="text" onClick={() => set(i, { weekdays: EVERYDAY })}>{t('form.everyday')}</Button>
              </span>
              <span className="row tight">
                <label className="row tight">{t('form.from')}
                  <input className="field" inputMode="numeric" value={v.from} placeholder="09:00" maxLength={5} aria-invalid={wrong.some((e) => e.pointer.endsWith('/from'))} onChange={(e) => set(i, { from: e.target.value })} onBlur={(e) => set(i, { from: cleanTime(e.target.value) })} data-testid="interval-from" />
                </label>
                <label className="row tight">{t('form.to')}
                  <input className="field" inputMode="numeric" value={v.to} placeholder="18:00" maxLength={5} aria-invalid={wrong.some((e) => e.pointer.endsWith('/to'))} onChange={(e) => set(i, { to: e.target.value })} onBlur={(e) => set(i, { to: cleanTime(e.target.value) })} data-testid="interval-to" />
                </label>
              </span>
              <button type="button" className="icon-btn" title={t('form.removeInterval')} aria-label={t('form.removeInterval')} onClick={() => onChange({ ...value, intervals: value.intervals.filter((_, j) => j !== i) })} data-testid="interval-remove">✕</button>
              {wrong.length > 0 && <p className="field-error" role="alert" style={{ width: '100%', margin: 0 }}>{[...new Set(wrong.map((e) => fieldText(t, e)))].join(t('ui.semicolon'))}</p>}
            </div>
          )
        })}
        {whole.length > 0 && <p className="field-error" role="alert" data-testid="window-error">{whole.map((e) => fieldText(t, e)).join(t('ui.semicolon'))}</p>}
      </div>
      <div className="row">
        <Button onClick={() => onChange({ ...value, intervals: [...value.intervals, { weekdays: WORKDAYS, from: '09:00', to: '18:00' }] })} data-testid="add-interval">{t('form.addInterval')}</Button>
        <Button type="text" onClick={() => onChange({ ...value, intervals: USUAL })} data-testid="preset-usual">{t('form.preset')}</Button>
      </div>
      <Week intervals={value.intervals} names={names} />
    </div>
  )
}

export function Week({ intervals, names }: { intervals: Interval[]; names: string[] }) {
  const { t } = useTranslation()
  return (
    <div className="week" role="img" aria-label={t('form.preview')}>
      <span />
      <div className="hours"><span>0</span><span>6</span><span>12</span><span>18</span><span>24</span></div>
      {opening(intervals).map((parts, d) => (
        <div key={d} style={{ display: 'contents' }}>
          <span>{names[d]}</span>
          <div className="track">{parts.map(([a, b], i) => <i key={i} style={{ left: `${a * 100}%`, width: `${(b - a) * 100}%` }} />)}</div>
        </div>
      ))}
    </div>
  )
}
