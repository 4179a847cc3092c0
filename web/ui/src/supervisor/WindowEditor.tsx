import { Button, Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldProblem } from '../api/client'
import { fieldText } from '../i18n'
import { Field, under } from '../ui/Field'
import { cleanTime, EVERYDAY, opening, USUAL, WORKDAYS, type Interval, type Window } from './window'

interface Props {
  value: Window
  onChange(w: Window): void
  errors: FieldProblem[]
  /** What no zone means. */
  anyZone: string
}

/** WindowEditor edits a zone, and intervals on days of the week: a contact's convenient times. The whole window of a campaign is CallingWindow. */
export function WindowEditor({ value, onChange, errors, anyZone }: Props) {
  const { t } = useTranslation()
  const names = t('form.weekdays', { returnObjects: true }) as string[]
  return (
    <div className="stack" data-testid="window-editor">
      <ZoneField zone={value.zone} onChange={(zone) => onChange({ ...value, zone })} errors={errors} anyZone={anyZone} />
      <Intervals value={value} onChange={onChange} errors={errors} />
      <Week intervals={value.intervals} names={names} />
    </div>
  )
}

export function ZoneField({ zone, onChange, errors, anyZone }: { zone: string; onChange(zone: string): void; errors: FieldProblem[]; anyZone?: string }) {
  const { t } = useTranslation()
  const zones = useMemo(() => {
    const all = Intl.supportedValuesOf('timeZone')
    return (all.includes(zone) || zone === '' ? all : [zone, ...all]).map((z) => ({ value: z, label: z }))
  }, [zone])
  return (
    <Field label={t('form.zone')} errors={under(errors, '/window/zone')} testid="zone">
      {({ status, ...a }) => (
        <Select {...a} status={status} showSearch style={{ width: 'min(320px, 100%)' }} value={zone || undefined} options={zones} onChange={(z?: string) => onChange(z ?? '')} data-testid="zone"
          allowClear={anyZone !== undefined} placeholder={anyZone} getPopupContainer={(n: HTMLElement) => n.closest('dialog') ?? document.body} // a modal dialog lies above the rest of the page
        />
      )}
    </Field>
  )
}

/** Intervals are the rows of weekly hours; with seasons each row names its own. */
export function Intervals({ value, onChange, errors }: { value: Window; onChange(w: Window): void; errors: FieldProblem[] }) {
  const { t } = useTranslation()
  const names = t('form.weekdays', { returnObjects: true }) as string[]
  const seasons = value.seasons ?? []
  const set = (i: number, p: Partial<Interval>) => onChange({ ...value, intervals: value.intervals.map((v, j) => (j === i ? { ...v, ...p } : v)) })
  const whole = errors.filter((e) => e.pointer === '/window' || e.pointer === '/window/intervals')
  return (
    <>
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
              <SpanInputs value={v} wrong={wrong} onChange={(p) => set(i, p)} testid="interval" />
              {(seasons.length > 0 || v.season) && (
                <label className="row tight">{t('window.season')}
                  <select className="field" value={v.season ?? ''} aria-invalid={wrong.some((e) => e.pointer.endsWith('/season'))} onChange={(e) => set(i, { season: e.target.value || undefined })} data-testid="interval-season">
                    <option value="">{t('window.wholeYear')}</option>
                    {[...new Set([...seasons.map((s) => s.name), ...(v.season ? [v.season] : [])])].map((s) => <option key={s} value={s}>{s}</option>)}
                  </select>
                </label>
              )}
              <button type="button" className="icon-btn" title={t('form.removeInterval')} aria-label={t('form.removeInterval')} onClick={() => onChange({ ...value, intervals: value.intervals.filter((_, j) => j !== i) })} data-testid="interval-remove">✕</button>
              <Wrong list={wrong} />
            </div>
          )
        })}
        {whole.length > 0 && <p className="field-error" role="alert" data-testid="window-error">{whole.map((e) => fieldText(t, e)).join(t('ui.semicolon'))}</p>}
      </div>
      <div className="row">
        <Button onClick={() => onChange({ ...value, intervals: [...value.intervals, { weekdays: WORKDAYS, from: '09:00', to: '18:00' }] })} data-testid="add-interval">{t('form.addInterval')}</Button>
        <Button type="text" onClick={() => onChange({ ...value, intervals: USUAL })} data-testid="preset-usual">{t('form.preset')}</Button>
      </div>
    </>
  )
}

/** SpanInputs are two times of day. */
export function SpanInputs({ value, wrong, onChange, testid }: { value: { from: string; to: string }; wrong: FieldProblem[]; onChange(p: { from?: string; to?: string }): void; testid: string }) {
  const { t } = useTranslation()
  const bad = (end: string) => wrong.some((e) => e.pointer.endsWith(end))
  return (
    <span className="row tight">
      <label className="row tight">{t('form.from')}
        <input className="field time" inputMode="numeric" value={value.from} placeholder="09:00" maxLength={5} aria-invalid={bad('/from')} onChange={(e) => onChange({ from: e.target.value })} onBlur={(e) => onChange({ from: cleanTime(e.target.value) })} data-testid={`${testid}-from`} />
      </label>
      <label className="row tight">{t('form.to')}
        <input className="field time" inputMode="numeric" value={value.to} placeholder="18:00" maxLength={5} aria-invalid={bad('/to')} onChange={(e) => onChange({ to: e.target.value })} onBlur={(e) => onChange({ to: cleanTime(e.target.value) })} data-testid={`${testid}-to`} />
      </label>
    </span>
  )
}

/** Wrong says what is wrong with a row. */
export function Wrong({ list }: { list: FieldProblem[] }) {
  const { t } = useTranslation()
  if (list.length === 0) return null
  return <p className="field-error" role="alert" style={{ width: '100%', margin: 0 }} data-testid="row-error">{[...new Set(list.map((e) => fieldText(t, e)))].join(t('ui.semicolon'))}</p>
}

function Week({ intervals, names }: { intervals: Interval[]; names: string[] }) {
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
