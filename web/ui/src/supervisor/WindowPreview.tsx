// What a calling window comes to: a campaign's page and its form show it.
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '../api/client'
import { dayInWords, inZone } from '../format'
import '../i18n/window'
import { usePrefs } from '../prefs'
import { Notice } from '../ui/Notice'
import { Skeleton } from '../ui/states'
import type { Window } from './window'

type Answer = Schemas['WindowAnswer']

/** WindowPreview shows the answer of the service: open or when, and the next two weeks. Busy: the answer is of an earlier edit. */
export function WindowPreview({ answer, busy }: { answer?: Answer; busy?: boolean }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const names = t('form.weekdays', { returnObjects: true }) as string[]
  if (!answer) return <Skeleton lines={3} />
  const at = (s?: string) => (s ? inZone(s, lang, answer.zone) : '')
  return (
    <section className="stack tight" aria-label={t('window.preview')} aria-busy={busy} data-testid="window-preview" data-busy={busy} data-problems={answer.problems.length}>
      <h3>{t('window.preview')}</h3>
      {answer.problems.length > 0 ? (
        <p className="muted">{busy ? t('window.previewWait') : t('window.previewWrong')}</p>
      ) : (
        <>
          <YearWarnings warnings={answer.warnings} />
          <p data-testid="window-now" data-open={answer.open}>
            <b>{answer.open ? t('window.openNow', { until: at(answer.until) }) : t('window.closedNow', { next: answer.next ? at(answer.next) : t('window.never') })}</b>{' '}
            <span className="muted">{t('window.byClock', { zone: answer.zone })}</span>
          </p>
          <div className="table-wrap">
            <table className="data compact">
              <caption className="visually-hidden">{t('window.preview')}</caption>
              <thead><tr><th scope="col">{t('window.date')}</th><th scope="col">{t('window.weekdayCol')}</th><th scope="col">{t('window.hours')}</th><th scope="col">{t('window.why')}</th></tr></thead>
              <tbody>
                {answer.days.map((d) => (
                  <tr key={d.date} data-testid="preview-day" data-date={d.date} data-closed={d.closed ?? ''}>
                    <th scope="row" className="nowrap">{dayInWords(d.date, lang)}</th>
                    <td>{names[d.weekday - 1]}</td>
                    <td>{d.open.map((s) => `${s.from}–${s.to}`).join(t('ui.comma')) || '—'}</td>
                    <td>{note(d)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  )

  function note(d: Schemas['WindowDay']): string {
    const name = (lang === 'en' && d.name_en) || d.name || ''
    const parts = [d.exception && !d.closed ? t('window.special') : '', d.closed ? t(`window.closed.${d.closed}`) : '', d.kind === 'workday' ? t('window.madeUp', { day: names[d.as - 1] }) : '', name]
    return parts.filter(Boolean).join(' · ')
  }
}

/** YearWarnings says loudly that a year's public holidays are not known; each year once. */
export function YearWarnings({ warnings }: { warnings: { code: string; year: number }[] }) {
  const { t } = useTranslation()
  return (
    <>
      {[...new Set(warnings.map((w) => w.year))].map((year) => (
        <Notice key={year} tone="warn" testid="year-unknown" title={t('window.yearUnknown', { year })} actions={<Link to="/settings/calendar" search={{ year }}>{t('window.toCalendar')}</Link>}>
          {t('window.yearUnknownText')}
        </Notice>
      ))}
    </>
  )
}

/** WindowWords is a calling window in words. */
export function WindowWords({ window: w }: { window: Window }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const names = t('form.weekdays', { returnObjects: true }) as string[]
  const days = (list: number[]) => (list.length === 7 ? t('form.everyday') : list.map((d) => names[d - 1]).join(t('ui.comma')))
  return (
    <div data-testid="window-words">
      {w.zone} · {t(`window.holiday.${w.holidays || 'ignore'}`)}
      <ul>
        {w.intervals.map((v, i) => <li key={i}>{days(v.weekdays)} {v.from}–{v.to}{v.season ? ` · ${v.season}` : ''}</li>)}
        {w.seasons?.map((s) => <li key={`s ${s.name}`} className="muted">{s.name}: {s.from} – {s.to}</li>)}
        {w.exceptions?.map((e) => (
          <li key={`e ${e.date}`} className="muted">{dayInWords(e.date, lang)}: {e.closed ? t('window.dayClosed') : e.intervals?.map((s) => `${s.from}–${s.to}`).join(t('ui.comma'))}</li>
        ))}
      </ul>
    </div>
  )
}
