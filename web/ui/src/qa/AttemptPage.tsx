import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, client, type Schemas } from '../api/client'
import { mayManage, useMe } from '../auth'
import { useDispositionLabel } from '../dispositions'
import { bytes, clockMs, dateTime, duration, withWeekday } from '../format'
import { i18next } from '../i18n'
import '../i18n/incall'
import '../i18n/manage'
import '../i18n/modes'
import '../i18n/records'
import { usePrefs } from '../prefs'
import { endReasonText } from '../supervisor/words'
import { Notice } from '../ui/Notice'
import { PageHead } from '../ui/PageHead'
import { Empty, ErrorNotice, Skeleton } from '../ui/states'
import { Tag } from '../ui/Tag'
import { DisposeForm } from './DisposeForm'
import { ErasePerson } from './ErasePerson'
import { Player } from './Player'
import './qa.css'
import { RecordingTag } from './RecordingTag'

type Detail = Schemas['AttemptDetail']
type Recording = Schemas['Recording']

export default function AttemptPage() {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const me = useMe()
  const id = Number(useParams({ strict: false }).id)
  const q = useQuery({
    queryKey: ['attempt', id],
    queryFn: () => call(client.GET('/attempts/{id}', { params: { path: { id } } })),
    // Each look is audited: look again only while something is still going on.
    refetchInterval: (s) => (s.state.data && s.state.data.state !== 'ended' ? 3000 : false),
    refetchOnWindowFocus: false,
    staleTime: 60_000,
  })
  const crumbs = <Link to="/attempts">{t('nav.attempts')}</Link>
  if (q.isPending) return <><PageHead title={t('attempt.title', { id })} crumbs={crumbs} /><section className="card"><Skeleton lines={6} /></section></>
  if (!q.data) return <><PageHead title={t('attempt.title', { id })} crumbs={crumbs} /><ErrorNotice error={q.error} onRetry={() => void q.refetch()} /></>
  const a = q.data
  const manages = mayManage(me.role)
  const record = a.state === 'ended' && a.outcome === 'answered' && !isNotice(a)
  const leftover = record && !a.disposition
  return (
    <>
      <PageHead title={a.erased ? t('erase.person.gone') : `${a.customer || t('call.noName')} · ${a.phone || t('erase.person.withheld')}`} crumbs={crumbs} sub={`${t('attempt.title', { id })} · ${a.campaign.name} · ${dateTime(a.claimed_at, lang)}`}>
        {record && <Link to="/records/$id" params={{ id: String(a.id) }} data-testid="attempt-record">{t('nav.records')}</Link>}
        {manages && a.customer_id && <Link to="/customers/$id" params={{ id: String(a.customer_id) }} data-testid="attempt-customer">{t('erase.person.file')}</Link>}
        {manages && a.state === 'ended' && !a.customer_id && !a.erased && <ErasePerson a={a} />}
        {a.direction === 'in' && <Tag tone="info" sign="↙">{t('attempt.dirIn')}</Tag>}
        <Tag tone={a.outcome === 'answered' ? 'ok' : a.outcome ? 'plain' : 'info'} testid="attempt-outcome">{t(`outcome.${a.outcome || 'live'}`, { defaultValue: a.outcome })}</Tag>
      </PageHead>
      <div className="grid" data-testid="attempt" data-state={a.state} data-outcome={a.outcome}>
        <Recordings a={a} />
        <div className="two">
          <Facts a={a} />
          <Timeline a={a} />
        </div>
        {leftover && manages && <Leftover id={a.id} onDone={() => void q.refetch()} />}
      </div>
    </>
  )
}

/** isNotice tells a call that had no agent and was to have none: nobody owes a record of it. */
const isNotice = (a: Detail) => a.mode === 'agentless' && !a.agent

/** Leftover lets a supervisor finish what an agent left without a disposition, with the questions of the follow-up. */
function Leftover({ id, onDone }: { id: number; onDone(): void }) {
  const { t } = useTranslation()
  const q = useQuery({ queryKey: ['record', id], queryFn: () => call(client.GET('/records/{id}', { params: { path: { id } } })), refetchOnWindowFocus: false, staleTime: 60_000 })
  if (q.isPending) return <section className="card"><Skeleton lines={4} /></section>
  if (!q.data) return <ErrorNotice error={q.error} onRetry={() => void q.refetch()} />
  return <DisposeForm attempt={id} title={t('attempt.dispose')} text={t('attempt.disposeText')} questions={q.data.questions} answers={q.data.answers} onDone={() => { void q.refetch(); onDone() }} />
}

function Recordings({ a }: { a: Detail }) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState(0)
  const r = a.recordings[chosen]
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('attempt.recording')}</h2>
        {a.recordings.map((x, i) =>
          a.recordings.length > 1 ? (
            <button key={x.id} type="button" className="icon-btn" aria-pressed={i === chosen} onClick={() => setChosen(i)} data-testid={`part-${x.part}`} style={i === chosen ? { fontWeight: 700, color: 'var(--link)' } : undefined}>
              {t('attempt.part', { n: x.part })}
            </button>
          ) : null,
        )}
        {r && <RecordingTag state={r.state} />}
      </div>
      {r ? <OnePart key={r.id} r={r} /> : <p className="muted" data-testid="no-recording">{t('attempt.noRecording')}</p>}
    </section>
  )
}

function OnePart({ r }: { r: Recording }) {
  const { t } = useTranslation()
  const why = t('attempt.missingWhy', { why: endReasonText(t, r.reason) || t('attempt.noReason') })
  if (r.state === 'missing') return <Notice tone="bad" testid="recording-missing" title={t('attempt.missing')}>{why}</Notice>
  if (r.state === 'expected' || r.state === 'recording') return <Notice tone="info" testid="recording-live">{t('attempt.stillRecording')}</Notice>
  return (
    <div className="stack">
      {r.state === 'partial' && <Notice tone="warn" testid="recording-partial" title={t('attempt.partial')}>{why}</Notice>}
      <Player id={r.id} durationMs={r.duration_ms} />
      <dl className="facts small">
        <dt>{t('attempt.length')}</dt>
        <dd>{duration(r.duration_ms)} · {bytes(r.bytes)}{r.lost_frames > 0 && ` · ${t('attempt.lost', { ms: r.lost_frames * 20 })}`}</dd>
        {r.sha256 && <><dt>{t('attempt.checksum')}</dt><dd><code data-testid="sha256">{r.sha256}</code></dd></>}
      </dl>
    </div>
  )
}

/** Keys are those that the customer pressed, with what each means in the notice. */
function Keys({ keys }: { keys: Detail['keys'] }) {
  const { t } = useTranslation()
  return (
    <ol className="pressed" data-testid="attempt-keys">
      {keys.map((k, i) => <li key={i}><kbd>{k.key}</kbd>{k.means && ` ${t(`modes.keyAction.${k.means}`)}`}</li>)}
    </ol>
  )
}

function Facts({ a }: { a: Detail }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const label = useDispositionLabel()
  const rows: [string, React.ReactNode][] = [
    [t('attempts.agent'), a.agent?.name],
    [t('attempts.disposition'), a.disposition && <strong data-testid="attempt-disposition">{label(a.disposition)}</strong>],
    [t('attempt.note'), a.note && <span style={{ whiteSpace: 'pre-wrap' }}>{a.note}</span>],
    [t('attempt.disposedBy'), a.disposed_by && `${a.disposed_by.name}${a.disposed_at ? ` · ${dateTime(a.disposed_at, lang)}` : ''}`],
    [t('attempt.callbackAt'), a.callback_at && withWeekday(a.callback_at, lang)],
    [t('attempt.wait'), a.wait_ms !== undefined && duration(a.wait_ms)],
    [t('attempts.ring'), a.ring_ms !== undefined && duration(a.ring_ms)],
    [t('attempts.talk'), a.talk_ms !== undefined && duration(a.talk_ms)],
    [t('attempt.hold'), a.hold_ms > 0 && duration(a.hold_ms)],
    [t('attempt.wrapUp'), a.agent && a.wrap_up_ms !== undefined && duration(a.wrap_up_ms)],
    [t('attempt.notice'), a.mode === 'agentless' && a.outcome === 'answered' && <span data-testid="attempt-heard" data-heard={a.heard}>{t(a.heard ? 'attempt.noticeHeard' : 'attempt.noticeNotHeard')}</span>],
    [t('attempt.pressed'), a.keys.length > 0 && <Keys keys={a.keys} />],
    [t('attempt.hungUpBy'), a.hung_up_by && <span data-testid="attempt-hung-up-by">{t(`hungUpBy.${a.hung_up_by}`)}</span>],
    [t('attempt.cause'), a.cause !== undefined && a.cause > 0 && <span data-testid="attempt-cause" data-cause={a.cause}>{a.cause}{i18next.exists(`cause.${a.cause}`) && ` · ${t(`cause.${a.cause}`)}`}</span>],
    [t('attempt.sip'), a.sip_code !== undefined && a.sip_code > 0 && <span data-testid="attempt-sip">{a.sip_code}</span>],
    [t('attempt.detail'), endReasonText(t, a.end_detail)],
    [t('attempt.cancel'), endReasonText(t, a.cancel_reason)],
    [t('attempt.trunk'), `${a.trunk}${a.caller_id ? ` · ${t(a.direction === 'in' ? 'attempt.called' : 'attempt.callerId')} ${a.caller_id}` : ''}`],
    [t('attempt.node'), a.node],
  ]
  return (
    <section className="card">
      <h2>{t('attempt.facts')}</h2>
      <dl className="facts">
        {rows.filter(([, v]) => v).map(([k, v]) => (
          <div key={k} style={{ display: 'contents' }}>
            <dt>{k}</dt>
            <dd>{v}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

/** detailText shows an event's detail in words; what is not known is shown as it is. */
function detailText(t: TFunction, detail: unknown): string {
  if (typeof detail !== 'object' || detail === null) return detail ? String(detail) : ''
  const d = detail as Record<string, unknown>
  const groups = ['holdReason', 'eventDetail', 'guestReason', 'outcome']
  const known = (v: string) => groups.some((g) => i18next.exists(`${g}.${v}`))
  const word = (v: string) => t([`holdReason.${v}`, `eventDetail.${v}`, `guestReason.${v}`, `outcome.${v}`], { defaultValue: endReasonText(t, v) })
  const words: Record<string, (v: string) => string> = {
    by: (v) => t(`hungUpBy.${v}`, { defaultValue: v }),
    hung_up_by: (v) => t(`hungUpBy.${v}`, { defaultValue: v }),
    outcome: (v) => t(`outcome.${v}`, { defaultValue: v }),
    state: (v) => t(`attempts.recordingState.${v}`, { defaultValue: v }),
    detail: (v) => (v === d.by ? '' : v.split(' ').every(known) ? v.split(' ').map(word).join(' · ') : word(v)),
    reason: (v) => endReasonText(t, v),
    part: (v) => t('attempt.detailPart', { v }),
    cause: (v) => t('attempt.detailCause', { v }),
    sip_code: (v) => t('attempt.detailSip', { v }),
    digits: (v) => t('attempt.detailDigits', { v }),
  }
  return Object.entries(d)
    .filter(([, v]) => v !== '' && v !== null && v !== 0)
    .map(([k, v]) => {
      const text = typeof v === 'object' ? JSON.stringify(v) : String(v)
      return words[k] ? words[k](text) : `${k} ${text}`
    })
    .filter(Boolean)
    .join(' · ')
}

function Timeline({ a }: { a: Detail }) {
  const { t } = useTranslation()
  const start = Date.parse(a.timeline[0]?.at ?? a.claimed_at)
  return (
    <section className="card">
      <h2>{t('attempt.timeline')}</h2>
      {a.timeline.length === 0 ? (
        <Empty title={t('attempt.noTimeline')} />
      ) : (
        <ol className="timeline" data-testid="timeline">
          {a.timeline.map((e) => (
            <li key={e.seq} data-kind={e.kind}>
              <span>{clockMs(e.at)}</span>
              <span className="muted" title={t('attempt.offset')}>+{((Date.parse(e.at) - start) / 1000).toFixed(2)} s</span>
              <span>
                <strong>{t(`event.${e.kind}`, { defaultValue: e.kind })}</strong> <span className="detail">{detailText(t, e.detail)}</span>
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
