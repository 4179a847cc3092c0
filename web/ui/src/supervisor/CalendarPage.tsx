import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button } from 'antd'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { call, client, type Schemas } from '../api/client'
import { queryClient } from '../auth'
import { dayInWords } from '../format'
import '../i18n/manage'
import '../i18n/window'
import { usePrefs } from '../prefs'
import { Table } from '../ui/DataTable'
import { Notice } from '../ui/Notice'
import { PageHead } from '../ui/PageHead'
import { Empty, ErrorNotice, Skeleton } from '../ui/states'
import { Tag } from '../ui/Tag'
import { toast } from '../ui/toast'
import { moved, weekdayOf, weeksOf } from './calendar'
import './calendar.css'
import { DayDialog, RestoreDialog, useDayWords, type CalendarDay, type Undo } from './DayDialog'
import './manage.css'
import { SettingsTabs } from './SettingsTabs'

type Year = Schemas['CalendarYear']

export default function CalendarPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const search = useSearch({ from: '/manage/settings/calendar' })
  const q = useQuery({ queryKey: ['calendar', search.year ?? 0], queryFn: () => call(client.GET('/calendar', { params: { query: { year: search.year } } })) })
  const [undo, setUndo] = useState<Undo | null>(null)
  const y = q.data
  const show = (year: number) => void navigate({ to: '/settings/calendar', search: { year }, replace: true, resetScroll: false })
  return (
    <>
      <PageHead title={t('calendar.title')} sub={t('calendar.sub')} />
      <SettingsTabs />
      {q.isPending ? <section className="card"><Skeleton lines={8} /></section> : !y ? <ErrorNotice error={q.error} onRetry={() => void q.refetch()} /> : (
        <div className="grid" data-testid="calendar" data-year={y.year} data-known={y.known}>
          <section className="card stack">
            <div className="row">
              <Button onClick={() => show(y.year - 1)} aria-label={t('calendar.prev')} data-testid="year-before">‹</Button>
              <h2 aria-live="polite" data-testid="year">{y.year}</h2>
              <Button onClick={() => show(y.year + 1)} aria-label={t('calendar.next')} data-testid="year-after">›</Button>
              {y.known && <Tag tone="ok">{t(y.entered ? 'calendar.entered' : 'calendar.known')}</Tag>}
            </div>
            <Announced key={`announced ${y.year}`} y={y} />
            {undo && <UndoNotice undo={undo} onDone={() => setUndo(null)} />}
            <YearGrid key={y.year} y={y} onChanged={setUndo} />
          </section>
          <DayList y={y} onChanged={setUndo} />
        </div>
      )}
    </>
  )
}

const reread = () => {
  void queryClient.invalidateQueries({ queryKey: ['calendar'] })
  void queryClient.invalidateQueries({ queryKey: ['window-check'] })
  void queryClient.invalidateQueries({ queryKey: ['readiness'] })
}

/** Announced says that a year is not known, and lets somebody say that it has been entered. */
function Announced({ y }: { y: Year }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const set = async (known: boolean) => {
    setBusy(true)
    setError(null)
    try {
      const params = { params: { path: { year: y.year } } }
      await call(known ? client.PUT('/calendar/years/{year}', params) : client.DELETE('/calendar/years/{year}', params))
      toast('ok', known ? t('calendar.marked', { year: y.year }) : t('calendar.unmarked'))
      reread()
    } catch (e) {
      setError(e)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      {!y.known && (
        <Notice tone="warn" testid="year-unknown" title={t('calendar.unknown', { year: y.year })} actions={<Button loading={busy} onClick={() => void set(true)} data-testid="year-known">{t('calendar.markKnown')}</Button>}>
          {t('calendar.unknownText')}
        </Notice>
      )}
      {y.entered && <div><Button size="small" loading={busy} onClick={() => void set(false)} data-testid="year-unmark">{t('calendar.markUnknown')}</Button></div>}
      {error !== null && <ErrorNotice error={error} testid="year-error" />}
    </>
  )
}

function UndoNotice({ undo, onDone }: { undo: Undo; onDone(): void }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const back = async () => {
    setBusy(true)
    try {
      await undo.run()
      toast('ok', t('calendar.undone'))
      reread()
      onDone()
    } catch (e) {
      setError(e)
      setBusy(false)
    }
  }
  return (
    <>
      <Notice tone="ok" testid="calendar-undo" actions={<Button size="small" loading={busy} onClick={() => void back()} data-testid="undo">{t('calendar.undo')}</Button>}>{undo.text}</Notice>
      {error !== null && <ErrorNotice error={error} />}
    </>
  )
}

/** YearGrid is twelve months of days. One day is in the tab order; keys move among them. */
function YearGrid({ y, onChanged }: { y: Year; onChanged(u: Undo): void }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const words = useDayWords()
  const names = t('form.weekdays', { returnObjects: true }) as string[]
  const days = new Map(y.days.map((d) => [d.date, d]))
  const [at, setAt] = useState(y.today.startsWith(`${y.year}-`) ? y.today : `${y.year}-01-01`)
  const [open, setOpen] = useState<string | null>(null)
  const grid = useRef<HTMLDivElement>(null)
  const focus = useRef(false)
  useEffect(() => {
    if (!focus.current) return
    focus.current = false
    grid.current?.querySelector<HTMLElement>(`[data-date="${at}"]`)?.focus()
  }, [at])
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.altKey || e.ctrlKey || e.metaKey || e.shiftKey) return
    const next = moved(at, e.key)
    if (!next) return
    e.preventDefault()
    focus.current = next !== at
    setAt(next)
  }
  return (
    <>
      <p className="legend" aria-label={t('calendar.legend')}>
        <span><b className="mark" data-kind="holiday">{t('calendar.off')}</b> {t('calendar.legendOff')}</span>
        <span><b className="mark" data-kind="workday">{t('calendar.work')}</b> {t('calendar.legendWork')}</span>
        <span><b className="mark">{t('calendar.edited')}</b> {t('calendar.legendEdited')}</span>
        <span className="muted">{t('calendar.keys')}</span>
      </p>
      <div className="year" ref={grid} onKeyDown={onKeyDown} data-testid="year-grid">
        {Array.from({ length: 12 }, (_, m) => (
          <table key={m} className="month">
            <caption>{t('calendar.monthTitle', { year: y.year, month: m + 1 })}</caption>
            <thead><tr>{names.map((n) => <th key={n} scope="col"><abbr title={n}>{lang === 'en' ? n.slice(0, 2) : n.slice(-1)}</abbr></th>)}</tr></thead>
            <tbody>
              {weeksOf(y.year, m + 1).map((w, i) => (
                <tr key={i}>
                  {w.map((date, k) => (
                    <td key={k}>
                      {date && <DayButton date={date} day={days.get(date)} today={date === y.today} said={`${dayInWords(date, lang)} ${names[k]}: ${words(date, days.get(date))}`} inOrder={date === at} onOpen={() => { setAt(date); setOpen(date) }} />}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        ))}
      </div>
      {open && <DayDialog date={open} days={days} onClose={() => setOpen(null)} onChanged={(u) => { onChanged(u); reread() }} />}
    </>
  )
}

function DayButton({ date, day, today, said, inOrder, onOpen }: { date: string; day?: CalendarDay; today: boolean; said: string; inOrder: boolean; onOpen(): void }) {
  const { t } = useTranslation()
  return (
    <button type="button" className="calendar-day" data-date={date} data-kind={day?.kind ?? ''} data-override={day?.override ?? false} aria-current={today ? 'date' : undefined} title={said} tabIndex={inOrder ? 0 : -1} onClick={onOpen}>
      <span>{Number(date.slice(8))}</span>
      {day && <b className="mark" data-kind={day.kind}>{t(day.kind === 'holiday' ? 'calendar.off' : 'calendar.work')}{day.override ? t('calendar.edited') : ''}</b>}
      <span className="visually-hidden">{[said, day?.override ? t('calendar.isEdited') : '', today ? t('calendar.today') : ''].filter(Boolean).join(', ')}</span>
    </button>
  )
}

function DayList({ y, onChanged }: { y: Year; onChanged(u: Undo): void }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const names = t('form.weekdays', { returnObjects: true }) as string[]
  const [doing, setDoing] = useState<{ day: CalendarDay; restore?: boolean } | null>(null)
  const changed = (u: Undo) => {
    onChanged(u)
    reread()
  }
  return (
    <section className="card">
      <h2>{t('calendar.list')}</h2>
      {y.days.length === 0 ? <Empty title={t('calendar.empty')} /> : (
        <Table
          caption={t('calendar.list')} testid="calendar-days" rows={y.days} rowKey={(d) => d.date}
          columns={[
            { key: 'day', title: t('calendar.day'), render: (d) => <span className="num nowrap">{dayInWords(d.date, lang)} {names[weekdayOf(d.date) - 1]}</span> },
            { key: 'kind', title: t('calendar.kind'), render: (d) => <Tag tone={d.kind === 'holiday' ? 'info' : 'warn'} sign={t(d.kind === 'holiday' ? 'calendar.off' : 'calendar.work')}>{t(d.kind === 'holiday' ? 'calendar.legendOff' : 'calendar.legendWork')}</Tag> },
            { key: 'name', title: t('calendar.name'), render: (d) => (lang === 'en' && d.name_en) || d.name },
            { key: 'as', title: t('calendar.asDay'), render: (d) => (d.kind === 'workday' ? names[d.as - 1] : '—') },
            { key: 'source', title: t('calendar.source'), render: (d) => (d.override ? t('calendar.byHand') : t('calendar.delivered')) },
            {
              key: 'act', title: <span className="visually-hidden">{t('calendar.edit')}</span>,
              render: (d) => (
                <span className="row tight">
                  <Button size="small" onClick={() => setDoing({ day: d })} aria-label={`${t('calendar.edit')} ${d.date}`} data-testid="edit-day">{t('calendar.edit')}</Button>
                  {d.override && <Button size="small" danger onClick={() => setDoing({ day: d, restore: true })} aria-label={`${t('ui.remove')} ${d.date}`} data-testid="restore-day">{t('ui.remove')}</Button>}
                </span>
              ),
            },
          ]}
        />
      )}
      {doing && (doing.restore
        ? <RestoreDialog day={doing.day} onClose={() => setDoing(null)} onChanged={changed} />
        : <DayDialog date={doing.day.date} days={new Map(y.days.map((d) => [d.date, d]))} onClose={() => setDoing(null)} onChanged={changed} />)}
    </section>
  )
}
