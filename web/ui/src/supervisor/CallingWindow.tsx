import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, client, type FieldProblem } from '../api/client'
import '../i18n/window'
import { usePrefs } from '../prefs'
import { Field, under } from '../ui/Field'
import { Notice } from '../ui/Notice'
import { ErrorNotice } from '../ui/states'
import { useSettled } from '../ui/hooks'
import { addSeason, changeSeason, monthDay, removeSeason, sameHours, setExceptions, setHolidays, withPreset, writeMonthDay, type Exception, type Window } from './window'
import { Intervals, SpanInputs, Wrong, ZoneField } from './WindowEditor'
import { WindowPreview } from './WindowPreview'

const HOLIDAYS = ['closed', 'open', 'ignore'] as const

/** CallingWindow edits a campaign's whole calling window (R10), and shows what it comes to in the next two weeks. */
export function CallingWindow({ value, onChange, errors }: { value: Window; onChange(w: Window): void; errors: FieldProblem[] }) {
  const { t } = useTranslation()
  // What the service says of the window as it stands, some moments after the last key.
  const settled = useSettled(value, 400)
  const check = useQuery({
    queryKey: ['window-check', settled],
    queryFn: () => call(client.POST('/windows/check', { body: { window: settled } })),
    placeholderData: (before) => before,
    staleTime: 10_000,
    gcTime: 60_000,
  })
  const current = check.data && !check.isPlaceholderData && settled === value
  // Until the answer to the last edit is there, that to the one before stands: it seldom differs, and nothing flickers.
  const wrong = check.data ? check.data.problems : errors
  return (
    <div className="stack" data-testid="calling-window">
      <PresetField value={value} onChange={onChange} />
      <ZoneField zone={value.zone} onChange={(zone) => onChange({ ...value, zone })} errors={wrong} />
      <div className="form-row">
        <Field label={t('window.holidays')} errors={[...under(wrong, '/window/holidays'), ...under(wrong, '/window/calendar')]} hint={<Link to="/settings/calendar" target="_blank">{t('window.toCalendar')}</Link>} testid="holidays">
          {({ status: _, ...a }) => (
            <select {...a} className="field" value={value.holidays || 'ignore'} onChange={(e) => onChange(setHolidays(value, e.target.value as (typeof HOLIDAYS)[number]))} data-testid="window-holidays">
              {HOLIDAYS.map((h) => <option key={h} value={h}>{t(`window.holiday.${h}`)}</option>)}
            </select>
          )}
        </Field>
        {value.holidays && value.holidays !== 'ignore' && (
          <Field label={t('window.whose')}>
            {({ status: _, ...a }) => (
              <select {...a} className="field" value={value.calendar ?? ''} onChange={(e) => onChange({ ...value, calendar: e.target.value })} data-testid="window-calendar">
                {value.calendar && value.calendar !== 'CN' && <option value={value.calendar}>{value.calendar}</option>}
                <option value="CN">{t('window.cn')}</option>
              </select>
            )}
          </Field>
        )}
      </div>
      <Seasons value={value} onChange={onChange} errors={wrong} />
      <h3>{t('window.intervals')}</h3>
      <Intervals value={value} onChange={onChange} errors={wrong} />
      <Exceptions value={value} onChange={onChange} errors={wrong} />
      {check.isError && !check.data ? <ErrorNotice error={check.error} onRetry={() => void check.refetch()} testid="preview-error" /> : <WindowPreview answer={check.data} busy={!current} />}
    </div>
  )
}

function PresetField({ value, onChange }: { value: Window; onChange(w: Window): void }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const presets = useQuery({ queryKey: ['window-presets'], queryFn: () => call(client.GET('/windows/presets')), staleTime: Infinity })
  const [before, setBefore] = useState<Window | null>(null)
  const is = presets.data?.find((p) => sameHours(value, p.window))
  const take = (name: string) => {
    const p = presets.data?.find((x) => x.name === name)
    if (!p) return
    setBefore(value)
    onChange(withPreset(value, p.window, { summer: t('window.summer'), winter: t('window.winter') }))
  }
  return (
    <div className="stack tight">
      <Field label={t('window.preset')} hint={t('window.presetHint')}>
        {({ status: _, ...a }) => (
          <select {...a} className="field wide" value={is?.name ?? ''} disabled={!presets.data} onChange={(e) => take(e.target.value)} data-testid="window-preset">
            <option value="">{t('window.ownHours')}</option>
            {presets.data?.map((p) => <option key={p.name} value={p.name}>{lang === 'en' ? p.label_en : p.label_zh}</option>)}
          </select>
        )}
      </Field>
      {presets.isError && <ErrorNotice error={presets.error} onRetry={() => void presets.refetch()} />}
      {before && is && (
        <Notice tone="info" testid="preset-taken" actions={<Button size="small" onClick={() => { onChange(before); setBefore(null) }} data-testid="preset-undo">{t('window.undo')}</Button>}>{t('window.presetTaken')}</Notice>
      )}
    </div>
  )
}

function Seasons({ value, onChange, errors }: { value: Window; onChange(w: Window): void; errors: FieldProblem[] }) {
  const { t } = useTranslation()
  const seasons = value.seasons ?? []
  return (
    <fieldset className="plain stack tight" data-testid="seasons">
      <legend><h3>{t('window.seasons')}</h3></legend>
      <p className="field-hint">{t('window.seasonsHint')}</p>
      {seasons.map((s, i) => (
        <div key={i} className="interval" data-testid="season">
          <SeasonName name={s.name} taken={seasons.filter((_, j) => j !== i).map((x) => x.name)} onChange={(name) => onChange(changeSeason(value, i, { name }))} />
          <MonthDay label={t('window.seasonFrom')} value={s.from} onChange={(from) => onChange(changeSeason(value, i, { from }))} testid="season-from" />
          <MonthDay label={t('window.seasonTo')} value={s.to} onChange={(to) => onChange(changeSeason(value, i, { to }))} testid="season-to" />
          <button type="button" className="icon-btn" title={t('window.removeSeason', { name: s.name })} aria-label={t('window.removeSeason', { name: s.name })} onClick={() => onChange(removeSeason(value, i))} data-testid="season-remove">✕</button>
          <Wrong list={under(errors, `/window/seasons/${i}`)} />
        </div>
      ))}
      <Wrong list={errors.filter((e) => e.pointer === '/window/seasons')} />
      <div><Button size="small" onClick={() => onChange(addSeason(value, { summer: t('window.summer'), winter: t('window.winter'), other: t('window.seasonOther') }))} data-testid="add-season">{t('window.addSeason')}</Button></div>
    </fieldset>
  )
}

/** SeasonName hands over a name when it is whole, for the hours in the season follow it; one that another season has is not taken. */
function SeasonName({ name, taken, onChange }: { name: string; taken: string[]; onChange(name: string): void }) {
  const { t } = useTranslation()
  const [text, setText] = useState<string | null>(null)
  const shown = text ?? name
  const wrong = shown.trim() === '' ? t('fieldProblem.season_name_missing') : taken.includes(shown.trim()) ? t('fieldProblem.season_duplicate') : ''
  return (
    <span>
      <Input
        value={shown} maxLength={50} style={{ width: 130 }} aria-label={t('window.seasonName')} status={wrong ? 'error' : undefined} aria-invalid={wrong !== ''} data-testid="season-name"
        onChange={(e) => setText(e.target.value)}
        onBlur={() => {
          if (text === null || wrong) return
          onChange(text.trim())
          setText(null)
        }}
      />
      {wrong && <span className="field-error" role="alert"> {wrong}</span>}
    </span>
  )
}

const MONTHS = Array.from({ length: 12 }, (_, i) => i + 1)
const DAYS = Array.from({ length: 31 }, (_, i) => i + 1)

function MonthDay({ label, value, onChange, testid }: { label: string; value: string; onChange(s: string): void; testid: string }) {
  const { t } = useTranslation()
  const [month, day] = monthDay(value)
  return (
    <span className="row tight" role="group" aria-label={label}>
      <span aria-hidden="true">{label}</span>
      <select className="field" aria-label={t('window.monthOf', { what: label })} value={month} onChange={(e) => onChange(writeMonthDay(Number(e.target.value), day))} data-testid={`${testid}-month`}>
        {month === 0 && <option value={0}>{t('window.month')}</option>}
        {MONTHS.map((m) => <option key={m} value={m}>{m}</option>)}
      </select>
      <select className="field" aria-label={t('window.dayOf', { what: label })} value={day} onChange={(e) => onChange(writeMonthDay(month, Number(e.target.value)))} data-testid={`${testid}-day`}>
        {day === 0 && <option value={0}>{t('window.day')}</option>}
        {DAYS.map((d) => <option key={d} value={d}>{d}</option>)}
      </select>
    </span>
  )
}

function Exceptions({ value, onChange, errors }: { value: Window; onChange(w: Window): void; errors: FieldProblem[] }) {
  const { t } = useTranslation()
  const list = value.exceptions ?? []
  const set = (i: number, e: Exception) => onChange(setExceptions(value, list.map((x, j) => (j === i ? e : x))))
  return (
    <fieldset className="plain stack tight" data-testid="exceptions">
      <legend><h3>{t('window.exceptions')}</h3></legend>
      <p className="field-hint">{t('window.exceptionsHint')}</p>
      {list.map((x, i) => {
        const wrong = under(errors, `/window/exceptions/${i}`)
        const spans = x.intervals ?? []
        return (
          <div key={i} className="interval" data-testid="exception">
            <input type="date" className="field date" aria-label={t('window.date')} value={x.date} aria-invalid={wrong.some((e) => e.pointer.endsWith('/date'))} onChange={(e) => set(i, { ...x, date: e.target.value })} data-testid="exception-date" />
            <select
              className="field" aria-label={t('window.rule')} value={x.closed ? 'closed' : 'open'} data-testid="exception-rule"
              onChange={(e) => set(i, e.target.value === 'closed' ? { date: x.date, closed: true } : { date: x.date, intervals: [{ from: '09:00', to: '12:00' }] })}
            >
              <option value="closed">{t('window.dayClosed')}</option>
              <option value="open">{t('window.dayOpen')}</option>
            </select>
            {!x.closed && (
              <span className="row">
                {spans.map((s, j) => (
                  <span key={j} className="row tight">
                    <SpanInputs value={s} wrong={under(wrong, `/window/exceptions/${i}/intervals/${j}`)} onChange={(p) => set(i, { ...x, intervals: spans.map((y, k) => (k === j ? { ...y, ...p } : y)) })} testid="exception" />
                    {spans.length > 1 && <button type="button" className="icon-btn" title={t('window.removeSpan')} aria-label={t('window.removeSpan')} onClick={() => set(i, { ...x, intervals: spans.filter((_, k) => k !== j) })}>✕</button>}
                  </span>
                ))}
                <Button size="small" type="text" onClick={() => set(i, { ...x, intervals: [...spans, { from: '14:00', to: '18:00' }] })} data-testid="add-span">{t('window.addSpan')}</Button>
              </span>
            )}
            <button type="button" className="icon-btn" title={t('window.removeException', { date: x.date })} aria-label={t('window.removeException', { date: x.date })} onClick={() => onChange(setExceptions(value, list.filter((_, j) => j !== i)))} data-testid="exception-remove">✕</button>
            <Wrong list={wrong} />
          </div>
        )
      })}
      <Wrong list={errors.filter((e) => e.pointer === '/window/exceptions')} />
      <div><Button size="small" onClick={() => onChange(setExceptions(value, [...list, { date: '', closed: true }]))} data-testid="add-exception">{t('window.addException')}</Button></div>
    </fieldset>
  )
}
