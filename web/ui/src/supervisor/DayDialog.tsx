// The dialogs of the calendar's page: enter a day or several in a row, and take an entry back.
import { Button, Input } from 'antd'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, call, client, type FieldProblem, type Schemas } from '../api/client'
import { dayInWords } from '../format'
import { usePrefs } from '../prefs'
import { Dialog } from '../ui/Dialog'
import { Field, under } from '../ui/Field'
import { ErrorNotice } from '../ui/states'
import { daysFromTo, MOST, weekdayOf } from './calendar'

export type CalendarDay = Schemas['CalendarDay']

/** useDayWords says what a day is. */
export function useDayWords(): (date: string, d?: Pick<CalendarDay, 'kind' | 'name' | 'name_en'>) => string {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  return (date, d) => {
    if (!d) return weekdayOf(date) > 5 ? t('calendar.isWeekend') : t('calendar.isPlain')
    return t(d.kind === 'holiday' ? 'calendar.isHoliday' : 'calendar.isWorkday', { name: (lang === 'en' && d.name_en) || d.name })
  }
}

/** Undo takes a change back. */
export interface Undo {
  text: string
  run(): Promise<void>
}

const HOLIDAYS = ['元旦', '春节', '清明节', '劳动节', '端午节', '中秋节', '国庆节']
const put = (day: string, body: { kind: 'holiday' | 'workday'; name: string; swaps?: string }) => call(client.PUT('/calendar/{day}', { params: { path: { day } }, body }))
const remove = (day: string) => call(client.DELETE('/calendar/{day}', { params: { path: { day } } }))

/** DayDialog enters a day, or several in a row from it on. Days: those of the year that differ from their day of the week. */
export function DayDialog({ date, days, onClose, onChanged }: { date: string; days: Map<string, CalendarDay>; onClose(): void; onChanged(u: Undo): void }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const words = useDayWords()
  const day = days.get(date)
  const mayWork = weekdayOf(date) > 5 || day?.kind === 'holiday' || day?.kind === 'workday'
  const [v, setV] = useState({ kind: day?.kind ?? ('holiday' as const), name: day?.name ?? '', until: date, swaps: day?.swaps ?? '' })
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [local, setLocal] = useState<FieldProblem[]>([])
  const [restoring, setRestoring] = useState(false)
  const fields = [...local, ...(error instanceof ApiError ? error.fields : [])]
  const set = (p: Partial<typeof v>) => setV({ ...v, ...p })

  const submit = async (e: FormEvent) => {
    e.preventDefault()
    const list = v.kind === 'holiday' && !day?.override ? daysFromTo(date, v.until) : [date]
    const lack: FieldProblem[] = []
    if (!v.name.trim()) lack.push({ pointer: '/name', code: 'name_missing', detail: '' })
    if (list.length === 0) lack.push({ pointer: '/until', code: '', detail: t(v.until < date ? 'calendar.untilBefore' : 'calendar.tooLong', { n: MOST }) })
    setLocal(lack)
    setError(null)
    if (lack.length > 0) return
    setBusy(true)
    const done: string[] = []
    // A day that had an entry gets it back, one that had none loses its own.
    const undo: Undo = {
      text: t('calendar.saved', { what: list.length > 1 ? `${dayInWords(date, lang)} – ${dayInWords(v.until, lang)} (${t('calendar.days', { n: list.length })})` : dayInWords(date, lang) }),
      run: async () => {
        for (const d of done) {
          const was = days.get(d)
          if (was?.override) await put(d, { kind: was.kind, name: was.name, swaps: was.swaps })
          else await remove(d)
        }
      },
    }
    try {
      for (const d of list) {
        await put(d, { kind: v.kind, name: v.name.trim(), ...(v.kind === 'workday' && v.swaps ? { swaps: v.swaps } : {}) })
        done.push(d)
      }
      onChanged(undo)
      onClose()
    } catch (err) {
      setError(err)
      setBusy(false)
      if (done.length > 0) onChanged({ ...undo, text: t('calendar.saved', { what: t('calendar.days', { n: done.length }) }) }) // what was entered stays, and may be undone
    }
  }
  if (restoring && day) return <RestoreDialog day={day} onClose={() => setRestoring(false)} onChanged={(u) => { onChanged(u); onClose() }} />
  const unplaced = error !== null && (!(error instanceof ApiError) || error.fields.length === 0 || error.fields.some((f) => !['/name', '/kind', '/swaps'].includes(f.pointer)))
  return (
    <Dialog open title={`${dayInWords(date, lang)} ${(t('form.weekdays', { returnObjects: true }) as string[])[weekdayOf(date) - 1]}`} onClose={onClose} testid="day-dialog">
      <form className="stack" onSubmit={(e) => void submit(e)} noValidate>
        <p>{t('calendar.nowIs', { what: words(date, day) })}{day?.override && <span className="muted"> · {t('calendar.isEdited')}</span>}</p>
        <fieldset className="plain stack tight">
          <legend className="field-label">{t('calendar.kind')}</legend>
          {(['holiday', 'workday'] as const).map((k) => (
            <label key={k} className="check"><input type="radio" name="kind" checked={v.kind === k} disabled={k === 'workday' && !mayWork} onChange={() => set({ kind: k })} data-testid={`day-${k}`} />{t(`calendar.kinds.${k}`)}</label>
          ))}
          {under(fields, '/kind').length > 0 && <p className="field-error" role="alert">{t('fieldProblem.workday_already')}</p>}
        </fieldset>
        <Field label={t('calendar.name')} hint={t('calendar.nameHint')} errors={under(fields, '/name')} testid="day-name">
          {(a) => (
            <>
              <Input {...a} value={v.name} maxLength={60} list="holiday-names" onChange={(e) => set({ name: e.target.value })} data-testid="day-name" data-autofocus />
              <datalist id="holiday-names">{HOLIDAYS.map((h) => <option key={h} value={h} />)}</datalist>
            </>
          )}
        </Field>
        {v.kind === 'holiday' && !day?.override && (
          <Field label={t('calendar.until')} errors={local.find((f) => f.pointer === '/until')?.detail ?? ''} testid="day-until">
            {({ status: _, ...a }) => <input {...a} type="date" className="field" value={v.until} min={date} onChange={(e) => set({ until: e.target.value })} data-testid="day-until" />}
          </Field>
        )}
        {v.kind === 'workday' && weekdayOf(date) > 5 && (
          <Field label={<>{t('calendar.swaps')}<span className="muted">{t('ui.optional')}</span></>} hint={t('calendar.swapsHint')} errors={under(fields, '/swaps')} testid="day-swaps">
            {({ status: _, ...a }) => <input {...a} type="date" className="field" value={v.swaps} onChange={(e) => set({ swaps: e.target.value })} data-testid="day-swaps" />}
          </Field>
        )}
        <p className="field-hint">{t('calendar.effect')}</p>
        {unplaced && <ErrorNotice error={error} testid="day-error" />}
        <div className="actions end">
          {day?.override && <Button danger onClick={() => setRestoring(true)} data-testid="day-restore">{t('ui.remove')}</Button>}
          <Button onClick={onClose} data-testid="day-cancel">{t('ui.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={busy} data-testid="day-save">{t('calendar.save')}</Button>
        </div>
      </form>
    </Dialog>
  )
}

/** RestoreDialog asks before an entry is taken back. */
export function RestoreDialog({ day, onClose, onChanged }: { day: CalendarDay; onClose(): void; onChanged(u: Undo): void }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const words = useDayWords()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const date = dayInWords(day.date, lang)
  const restore = async () => {
    setBusy(true)
    try {
      await remove(day.date)
      onChanged({ text: t('calendar.restored', { date }), run: async () => void (await put(day.date, { kind: day.kind, name: day.name, swaps: day.swaps })) })
      onClose()
    } catch (e) {
      setError(e)
      setBusy(false)
    }
  }
  return (
    <Dialog
      open title={t('calendar.restoreTitle', { date })} onClose={onClose} testid="restore-dialog"
      actions={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button danger type="primary" loading={busy} onClick={() => void restore()} data-testid="restore-confirm">{t('ui.remove')}</Button>
        </>
      }
    >
      <p>{t('calendar.restoreText', { what: words(day.date, day.under ? { kind: day.under, name: day.under_name ?? '' } : undefined) })}</p>
      {error !== null && <ErrorNotice error={error} testid="restore-error" />}
    </Dialog>
  )
}
