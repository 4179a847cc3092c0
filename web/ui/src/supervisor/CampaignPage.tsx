import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, Navigate, useLocation, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Button } from 'antd'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, client, type Schemas } from '../api/client'
import { queryClient } from '../auth'
import { useDispositionLabel } from '../dispositions'
import { dateTime } from '../format'
import '../i18n/manage'
import '../i18n/modes'
import '../i18n/trunks'
import '../i18n/rules'
import { usePrefs } from '../prefs'
import { paged, PagedTable } from '../ui/DataTable'
import { Dialog } from '../ui/Dialog'
import { PageHead } from '../ui/PageHead'
import { Empty, ErrorNotice, Skeleton } from '../ui/states'
import { toast } from '../ui/toast'
import './manage.css'
import { ledgerReason } from './ledger'
import { LedgerView } from './LedgerView'
import { ModeCard } from './ModeCard'
import { PolicyWords } from './RetryEditor'
import { useTypes } from './useChoices'
import { WindowWords, YearWarnings } from './WindowPreview'
import { CampaignTag, CountsBar, FollowUpTag, ReasonList, type FollowUpState } from './words'

const RehearsalCard = lazy(() => import('./RehearsalCard'))

type Campaign = Schemas['Campaign']
const STATES: FollowUpState[] = ['waiting', 'paused', 'live', 'wrapup', 'completed', 'exhausted', 'cancelled']

export default function CampaignPage() {
  const { t } = useTranslation()
  const { id } = useParams({ strict: false })
  const query = useQuery({
    queryKey: ['campaign', Number(id)],
    queryFn: () => call(client.GET('/campaigns/{id}', { params: { path: { id: Number(id) } } })),
    refetchInterval: (q) => (q.state.data?.state === 'running' || q.state.data?.state === 'paused' ? 2000 : 10_000),
  })
  const crumbs = <Link to="/campaigns">{t('nav.campaigns')}</Link>
  if (query.isPending) return <><PageHead title={t('nav.campaigns')} crumbs={crumbs} /><section className="card"><Skeleton /></section></>
  if (!query.data) return <><PageHead title={t('nav.campaigns')} crumbs={crumbs} /><ErrorNotice error={query.error} onRetry={() => void query.refetch()} /></>
  const c = query.data
  if (c.mode === 'inbound') return <Navigate to="/hotline/queues/$id" params={{ id: String(c.id) }} replace /> // a queue has a page of its own
  return (
    <>
      <PageHead title={c.name} crumbs={crumbs} sub={<CampaignTag state={c.state} testid="campaign-state" />}>
        <Actions c={c} />
      </PageHead>
      {query.isError && <div className="notices"><ErrorNotice error={query.error} onRetry={() => void query.refetch()} /></div>}
      <div className="grid" data-testid="campaign" data-state={c.state}>
        <ReadinessCard c={c} />
        <ModeCard c={c} />
        {c.state !== 'stopped' && c.state !== 'finished' && c.mode !== 'agentless' && <Suspense fallback={<section className="card"><Skeleton /></section>}><RehearsalCard c={c} /></Suspense>}
        <LedgerView campaign={c.id} head={<><h2>{t('ledger.title')}</h2><Link className="grow" to="/ledger" search={{ campaign: c.id }} data-testid="campaign-ledger">{t('ledger.whole')}</Link></>} />
        <Settings c={c} />
        <FollowUps id={c.id} />
      </div>
    </>
  )
}

function Actions({ c }: { c: Campaign }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [busy, setBusy] = useState('')
  const [asking, setAsking] = useState<'stop' | 'remove' | ''>('')
  const [error, setError] = useState<unknown>(null)

  const act = async (name: 'start' | 'pause' | 'stop') => {
    setBusy(name)
    setError(null)
    try {
      const params = { params: { path: { id: c.id } } }
      const next =
        name === 'start' ? await call(client.POST('/campaigns/{id}/start', params))
        : name === 'pause' ? await call(client.POST('/campaigns/{id}/pause', params))
        : await call(client.POST('/campaigns/{id}/stop', params))
      queryClient.setQueryData(['campaign', c.id], next)
      void queryClient.invalidateQueries({ queryKey: ['campaigns'] })
      void queryClient.invalidateQueries({ queryKey: ['readiness', c.id] })
      void queryClient.invalidateQueries({ queryKey: ['follow-ups', c.id] })
      toast('ok', t(`campaigns.${name === 'start' ? 'started' : name === 'pause' ? 'paused' : 'stopped'}`))
    } catch (e) {
      setError(e)
      void queryClient.invalidateQueries({ queryKey: ['campaign', c.id] })
    } finally {
      setBusy('')
      setAsking('')
    }
  }
  const remove = async () => {
    setBusy('remove')
    try {
      await call(client.DELETE('/campaigns/{id}', { params: { path: { id: c.id } } }))
      toast('ok', t('campaigns.removed'))
      void queryClient.invalidateQueries({ queryKey: ['campaigns'] })
      void navigate({ to: '/campaigns' })
    } catch (e) {
      setError(e)
      setBusy('')
      setAsking('')
    }
  }
  const startable = c.state === 'draft' || c.state === 'paused'
  return (
    <>
      {c.state === 'draft' && <Button onClick={() => setAsking('remove')} data-testid="delete-campaign">{t('campaigns.remove')}</Button>}
      {startable && <Button onClick={() => void navigate({ to: '/campaigns/$id/edit', params: { id: String(c.id) } })} data-testid="edit-campaign">{t('campaigns.edit')}</Button>}
      {(c.state === 'running' || c.state === 'paused') && <Button danger onClick={() => setAsking('stop')} data-testid="stop-campaign">{t('campaigns.stop')}</Button>}
      {c.state === 'running' && <Button type="primary" loading={busy === 'pause'} onClick={() => void act('pause')} data-testid="pause-campaign">{t('campaigns.pause')}</Button>}
      {startable && <Button type="primary" loading={busy === 'start'} onClick={() => void act('start')} data-testid="start-campaign">{t(c.state === 'draft' ? 'campaigns.start' : 'campaigns.resume')}</Button>}
      {error !== null && (
        <Dialog
          open title={t(`campaigns.${startable ? 'start' : 'stop'}`)} onClose={() => setError(null)} testid="campaign-error"
          actions={<Button type="primary" onClick={() => setError(null)} data-testid="campaign-error-close">{t('ui.close')}</Button>}
        >
          <ErrorNotice error={error} />
        </Dialog>
      )}
      <Dialog
        open={asking === 'stop'} title={t('campaigns.stopTitle', { name: c.name })} onClose={() => setAsking('')} testid="stop-dialog"
        actions={
          <>
            <Button onClick={() => setAsking('')} data-testid="stop-cancel">{t('ui.cancel')}</Button>
            <Button danger type="primary" loading={busy === 'stop'} onClick={() => void act('stop')} data-testid="stop-confirm">{t('campaigns.stopConfirm')}</Button>
          </>
        }
      >
        <p>{t('campaigns.stopText', { n: c.counts.waiting })}</p>
      </Dialog>
      <Dialog
        open={asking === 'remove'} title={t('campaigns.removeTitle', { name: c.name })} onClose={() => setAsking('')} testid="delete-dialog"
        actions={
          <>
            <Button onClick={() => setAsking('')}>{t('ui.cancel')}</Button>
            <Button danger type="primary" loading={busy === 'remove'} onClick={() => void remove()} data-testid="delete-confirm">{t('ui.delete')}</Button>
          </>
        }
      >
        <p>{t('campaigns.removeText')}</p>
      </Dialog>
    </>
  )
}

function ReadinessCard({ c }: { c: Campaign }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const over = c.state === 'stopped' || c.state === 'finished'
  const q = useQuery({
    queryKey: ['readiness', c.id],
    queryFn: () => call(client.GET('/campaigns/{id}/readiness', { params: { path: { id: c.id } } })),
    refetchInterval: over ? false : 2000,
  })
  return (
    <section className="card readiness">
      <h2>{t('readiness.title')}</h2>
      <div className="stack">
        <CountsBar counts={q.data?.counts ?? c.counts} legend />
        {q.isError && !q.data && <ErrorNotice error={q.error} onRetry={() => void q.refetch()} />}
        {q.data && !over && <YearWarnings warnings={q.data.warnings} />}
        {q.data && !over && (
          <div data-testid="readiness" data-now={q.data.diallable_now}>
            <b className="big">{t('readiness.now', { n: q.data.diallable_now })}</b>
            {q.data.reasons.length > 0 ? (
              <>
                <span className="muted"> {t('readiness.because')}</span>
                <ReasonList reasons={q.data.reasons} lang={lang} />
              </>
            ) : (
              <span className="muted"> {t('readiness.clear')}</span>
            )}
          </div>
        )}
      </div>
    </section>
  )
}

function Settings({ c }: { c: Campaign }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const type = useTypes().data?.find((x) => x.code === c.type_code)
  return (
    <section className="card">
      <h2>{t('campaigns.settings')}</h2>
      <dl className="facts">
        {c.purpose && <><dt>{t('campaigns.purpose')}</dt><dd style={{ whiteSpace: 'pre-wrap' }}>{c.purpose}</dd></>}
        {c.type_code && <><dt>{t('form.type')}</dt><dd data-testid="campaign-type">{type ? (lang === 'en' ? type.label_en : type.label_zh) : c.type_code}{c.trained_only && ` · ${t('form.trainedOnly')}`}</dd></>}
        <dt>{t('campaigns.list')}</dt>
        <dd>{c.list_id ? <Link to="/lists/$id" params={{ id: String(c.list_id) }}>{c.list_name}</Link> : t('campaigns.noList')}</dd>
        <dt>{t('campaigns.agents')}</dt>
        <dd>{c.agents.map((a) => a.name).join(t('ui.comma')) || t('campaigns.noAgents')}</dd>
        <dt>{t('campaigns.trunk')}</dt>
        <dd>{c.trunk === 'auto' ? t('trunks.auto') : c.trunk} · {t('campaigns.callerId')} {c.caller_id || t('campaigns.first')}</dd>
        <dt>{t('campaigns.window')}</dt>
        <dd>
          <WindowWords window={c.window} />
        </dd>
        <dt>{t('form.retry')}</dt>
        <dd><PolicyWords policy={c.retry} /></dd>
        <dt>{t('form.durations')}</dt>
        <dd>
          {t('campaigns.ring')} {t('ui.seconds', { n: c.ring_timeout_s })} · {t('campaigns.wrapUp')} {t('ui.seconds', { n: c.wrapup_s })}
        </dd>
        {c.started_at && <><dt>{t('campaigns.startedAt')}</dt><dd>{dateTime(c.started_at, lang)}</dd></>}
        {c.ended_at && <><dt>{t('campaigns.endedAt')}</dt><dd>{dateTime(c.ended_at, lang)}</dd></>}
      </dl>
      {c.state !== 'draft' && <p style={{ marginTop: 10 }}><Link to="/attempts" search={{ campaign: c.id }} data-testid="campaign-calls">{t('campaigns.calls')}</Link></p>}
    </section>
  )
}

function FollowUps({ id }: { id: number }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const label = useDispositionLabel()
  const navigate = useNavigate()
  const { state = '' } = useSearch({ from: '/manage/campaigns/$id' })
  const hash = useLocation({ select: (l) => l.hash })
  const card = useRef<HTMLElement>(null)
  // The router looks for the place before this part of the page is there.
  useEffect(() => {
    if (hash === 'follow-ups') card.current?.scrollIntoView()
  }, [hash, state])
  const setState = (s: FollowUpState | '') => void navigate({ to: '/campaigns/$id', params: { id: String(id) }, search: { state: s || undefined }, replace: true, resetScroll: false })
  const query = useInfiniteQuery({
    queryKey: ['follow-ups', id, state],
    queryFn: ({ pageParam }) => call(client.GET('/campaigns/{id}/follow-ups', { params: { path: { id }, query: { cursor: pageParam, state: state || undefined } } })),
    ...paged,
  })
  return (
    <section className="card" id="follow-ups" ref={card}>
      <div className="card-head">
        <h2 className="grow">{t('campaigns.followUps')}</h2>
        <label className="row tight">
          <span className="muted">{t('campaigns.state')}</span>
          <select className="field" value={state} onChange={(e) => setState(e.target.value as FollowUpState | '')} data-testid="follow-up-filter">
            <option value="">{t('ui.all')}</option>
            {STATES.map((s) => <option key={s} value={s}>{t(`followUpState.${s}`)}</option>)}
          </select>
        </label>
        <Button onClick={() => void query.refetch()} loading={query.isRefetching} data-testid="follow-ups-refresh">{t('ui.refresh')}</Button>
      </div>
      <PagedTable
        query={query} caption={t('campaigns.followUps')} testid="follow-ups" rowKey={(f) => f.id}
        empty={<Empty title={t('campaigns.noFollowUps')}>{state ? t('campaigns.noFollowUpsText') : ''}</Empty>}
        columns={[
          { key: 'name', title: t('campaigns.customer'), render: (f) => f.name || t('call.noName') },
          { key: 'phone', title: t('campaigns.phone'), render: (f) => <span className="num nowrap">{f.phone}</span> },
          { key: 'state', title: t('campaigns.state'), render: (f) => <FollowUpTag state={f.state} /> },
          { key: 'due', title: t('campaigns.due'), render: (f) => <span className="nowrap">{f.state === 'waiting' ? dateTime(f.due_at, lang) : '—'}</span> },
          { key: 'tries', title: t('campaigns.tries'), num: true, render: (f) => f.attempts },
          { key: 'last', title: t('campaigns.last'), render: (f) => (f.last_outcome ? t(`outcome.${f.last_outcome}`, { defaultValue: f.last_outcome }) : '—') },
          {
            key: 'note', title: t('campaigns.note'),
            render: (f) => [f.callback_agent ? t('campaigns.callbackFor', { name: f.callback_agent.name }) : f.is_callback ? t('campaigns.callback') : '', f.reason ? ledgerReason(t, f.reason, label) : ''].filter(Boolean).join(' · ') || '—',
          },
        ]}
      />
    </section>
  )
}
