// One plan: where it stands, what it has made, and its generations.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, client, type Schemas } from '../api/client'
import { queryClient } from '../auth'
import { dateTime, firstDay, lastDay } from '../format'
import { i18next } from '../i18n'
import '../i18n/manage'
import '../i18n/plans'
import { usePrefs } from '../prefs'
import { paged, PagedTable } from '../ui/DataTable'
import { Dialog } from '../ui/Dialog'
import { Notice } from '../ui/Notice'
import { PageHead } from '../ui/PageHead'
import { Tag, type TagTone } from '../ui/Tag'
import { Empty, ErrorNotice, Skeleton } from '../ui/states'
import { toast } from '../ui/toast'
import './manage.css'
import { changeable, cycleText, labelOf, stepText, type Plan } from './plan'
import { PlanActions, PlanTag } from './PlanActions'
import { PlanForecast } from './PlanForecast'
import './plans.css'
import { useTypes } from './useChoices'
import { CampaignTag } from './words'

type Run = Schemas['PlanRunRecord']

export default function PlanPage() {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const navigate = useNavigate()
  const id = Number(useParams({ strict: false }).id)
  const q = useQuery({
    queryKey: ['plan', id], queryFn: () => call(client.GET('/plans/{id}', { params: { path: { id } } })),
    refetchInterval: (x) => (x.state.data?.job ? 1000 : x.state.data?.state === 'running' ? 5000 : false),
  })
  const [removing, setRemoving] = useState(false)
  const crumbs = <Link to="/plans">{t('nav.plans')}</Link>
  // A generation has begun or ended: its numbers are there. A short one is never seen under way.
  const run = q.data && `${q.data.job?.id ?? ''}/${q.data.last_run?.id ?? ''}`
  const before = useRef(run)
  useEffect(() => {
    if (before.current !== undefined && before.current !== run) void queryClient.invalidateQueries({ queryKey: ['plan-runs', id] })
    before.current = run
  }, [run, id])
  if (q.isPending) return <><PageHead title={t('nav.plans')} crumbs={crumbs} /><section className="card"><Skeleton /></section></>
  if (!q.data) return <><PageHead title={t('nav.plans')} crumbs={crumbs} /><ErrorNotice error={q.error} onRetry={() => void q.refetch()} /></>
  const p = q.data
  return (
    <>
      <PageHead title={p.name} crumbs={crumbs} sub={<PlanTag state={p.state} testid="plan-state" />}>
        <PlanActions plan={p}>
          {p.state === 'draft' && <Button onClick={() => setRemoving(true)} data-testid="delete-plan">{t('ui.delete')}</Button>}
          {changeable(p.state) && <Button onClick={() => void navigate({ to: '/plans/$id/edit', params: { id: String(p.id) } })} data-testid="edit-plan">{t('campaigns.edit')}</Button>}
        </PlanActions>
      </PageHead>
      <div className="grid" data-testid="plan" data-state={p.state}>
        {q.isError && <ErrorNotice error={q.error} onRetry={() => void q.refetch()} />}
        {p.note && <Notice tone="warn" title={t('plans.sentBack')} testid="plan-note">{p.note}</Notice>}
        {p.state === 'running' && p.campaign_state !== 'running' && <Notice tone="warn" testid="plan-campaign-off" actions={<Link to="/campaigns/$id" params={{ id: String(p.campaign_id) }}>{p.campaign_name}</Link>}>{t('plans.campaignNotRunning', { name: p.campaign_name, state: t(`campaignState.${p.campaign_state}`) })}</Notice>}
        <Figures p={p} />
        <Generation p={p} />
        <Facts p={p} />
        {p.last_run && <section className="card"><h2>{t('plans.lastRunOf', { at: dateTime(p.last_run.created_at, lang) })}</h2><PlanForecast run={p.last_run} testid="last-run" /></section>}
        <Runs p={p} />
      </div>
      {removing && <RemoveDialog p={p} onClose={() => setRemoving(false)} />}
    </>
  )
}

const COUNTS = ['waiting', 'paused', 'live', 'wrapup', 'completed', 'exhausted', 'cancelled'] as const

function Figures({ p }: { p: Plan }) {
  const { t } = useTranslation()
  return (
    <section className="card">
      <div className="card-head">
        <h2 className="grow">{t('plans.followUps', { n: p.counts.total })}</h2>
        <Link to="/ledger" search={{ plan: p.id }} data-testid="plan-ledger">{t('plans.ledger')}</Link>
      </div>
      <div className="figures">
        {COUNTS.filter((k) => k !== 'paused' || p.counts.paused > 0).map((k) => <div key={k} className="figure"><b data-testid={`plan-${k}`}>{p.counts[k]}</b><span>{t(`followUpState.${k}`)}</span></div>)}
      </div>
    </section>
  )
}

function Generation({ p }: { p: Plan }) {
  const { t } = useTranslation()
  const lang = usePrefs((x) => x.lang)
  const [busy, setBusy] = useState('')
  const [error, setError] = useState<unknown>(null)
  const act = async (name: string, work: () => Promise<unknown>) => {
    setBusy(name)
    setError(null)
    try {
      await work()
      toast('ok', t(name === 'cancel' ? 'plans.cancelled' : 'plans.queued'))
      void queryClient.invalidateQueries({ queryKey: ['plan', p.id] })
    } catch (e) {
      setError(e)
    } finally {
      setBusy('')
    }
  }
  const generate = (period: 'current' | 'next') => void act(period, () => call(client.POST('/plans/{id}/generate', { params: { path: { id: p.id } }, body: { period } })))
  const job = p.job
  if (p.state !== 'running' && !job) return null
  const part = job && job.total > 0 ? Math.min(1, job.done / job.total) : undefined
  return (
    <section className="card stack" data-testid="generation" data-job={job?.id}>
      <h2>{t('plans.generation')}</h2>
      {job ? (
        <div className="stack tight" role="status">
          <progress value={part} max={1} aria-label={t('plans.going')} />
          <div className="row">
            <span className="muted grow">{t('plans.going')}{part !== undefined && ` · ${job.done} / ${job.total}`}</span>
            <Button danger loading={busy === 'cancel'} disabled={job.cancel} onClick={() => void act('cancel', () => call(client.POST('/jobs/{id}/cancel', { params: { path: { id: job.id } } })))} data-testid="cancel-generation">{t('ui.cancel')}</Button>
          </div>
        </div>
      ) : (
        <>
          <p className="muted">{t('plans.generationText')}</p>
          <div className="row">
            {(['current', 'next'] as const).map((k) => p[k] && (
              <Button key={k} loading={busy === k} onClick={() => generate(k)} data-testid={`generate-${k}`}>{t('plans.generate', { period: t(`planRun.which.${k}`), from: firstDay(p[k]!.from, lang, p.rule.zone) })}</Button>
            ))}
          </div>
        </>
      )}
      {error !== null && <ErrorNotice error={error} testid="generate-error" />}
    </section>
  )
}

function Facts({ p }: { p: Plan }) {
  const { t } = useTranslation()
  const lang = usePrefs((x) => x.lang)
  const type = useTypes().data?.find((x) => x.code === p.type_code)
  const by = (name: string | undefined, at: string | undefined) => (at ? `${name ? `${name} · ` : ''}${dateTime(at, lang)}` : '—')
  return (
    <section className="card">
      <h2>{t('campaigns.settings')}</h2>
      <dl className="facts">
        <dt>{t('form.type')}</dt><dd>{type ? labelOf(type, lang) : p.type_code}</dd>
        {p.purpose && <><dt>{t('plans.purpose')}</dt><dd style={{ whiteSpace: 'pre-wrap' }}>{p.purpose}</dd></>}
        <dt>{t('plans.unit')}</dt><dd>{p.unit_name || t('planForm.allUnits')}{p.requester && ` · ${p.requester}`}</dd>
        <dt>{t('plans.campaign')}</dt><dd className="row"><Link to="/campaigns/$id" params={{ id: String(p.campaign_id) }}>{p.campaign_name}</Link><CampaignTag state={p.campaign_state} /></dd>
        <dt>{t('planForm.when')}</dt>
        <dd>
          {p.rule.event ? t('plans.onEvent', { kind: p.rule.event }) : t('plans.onDate', { date: i18next.exists(`planDate.${p.rule.date}`) ? t(`planDate.${p.rule.date}`) : p.rule.date })} · {p.rule.zone}
          <ul>{p.rule.steps.map((s, i) => <li key={i}>{stepText(t, s)}</li>)}</ul>
          {Object.entries(p.rule.regions ?? {}).map(([name, steps]) => <p key={name}>{name}: {steps.map((s) => stepText(t, s)).join(t('ui.semicolon'))}</p>)}
        </dd>
        <dt>{t('planForm.whom')}</dt>
        <dd>
          {t(`planForm.chooses.${p.choose.choose}`)}{p.choose.choose === 'sample' && ` ${p.choose.share}%`}
          {p.choose.dearer_first && ` · ${t('planForm.dearerFirst')}`}
          {p.choose.tiers && <ul>{p.choose.tiers.map((x) => <li key={x.name}>{x.name}: {x.count}{x.fill_from && ` (${t('planForm.tierFill')} ${x.fill_from})`}</li>)}</ul>}
          {p.choose.weekly_targets && <ul>{p.choose.weekly_targets.map((w, i) => <li key={i}>{w.weeks?.length ? `${t('planForm.weeks')} ${w.weeks.join(', ')}` : t('planForm.otherWeeks')}: {w.min}–{w.max}</li>)}</ul>}
          {p.choose.minimums && <ul>{p.choose.minimums.map((m) => <li key={m.group}>{m.group}: ≥ {m.count} {t('planForm.perStorePeriod')}</li>)}</ul>}
          {p.choose.rotation && <p>{t('planForm.rotation')}: {p.choose.rotation.groups.join(' → ')}</p>}
        </dd>
        <dt>{t('plans.period')}</dt><dd>{cycleText(t, p.period)}{p.current && ` · ${t('planRun.of', { from: firstDay(p.current.from, lang, p.rule.zone), until: lastDay(p.current.until, lang, p.rule.zone) })}`}</dd>
        <dt>{t('plans.created')}</dt><dd>{by(p.created_by, p.created_at)}</dd>
        {p.requested_at && <><dt>{t('plans.requested')}</dt><dd>{by(p.requested_by, p.requested_at)}</dd></>}
        {p.confirmed_at && <><dt>{t('plans.confirmed')}</dt><dd>{by(p.confirmed_by, p.confirmed_at)}</dd></>}
        {p.launched_at && <><dt>{t('plans.launched')}</dt><dd>{by(undefined, p.launched_at)}</dd></>}
        {p.ended_at && <><dt>{t('plans.stopped')}</dt><dd>{by(undefined, p.ended_at)}</dd></>}
      </dl>
    </section>
  )
}

const RUN_TONE: Record<Run['state'], TagTone> = { queued: 'plain', running: 'info', done: 'ok', failed: 'bad', cancelled: 'warn' }

function Runs({ p }: { p: Plan }) {
  const { t } = useTranslation()
  const lang = usePrefs((x) => x.lang)
  const query = useInfiniteQuery({
    queryKey: ['plan-runs', p.id],
    queryFn: ({ pageParam }) => call(client.GET('/plans/{id}/runs', { params: { path: { id: p.id }, query: { cursor: pageParam, limit: 20 } } })),
    ...paged,
  })
  return (
    <section className="card">
      <h2>{t('plans.runs')}</h2>
      <PagedTable
        query={query} caption={t('plans.runs')} testid="plan-runs" rowKey={(r) => r.id ?? 0}
        empty={<Empty title={t('plans.noRuns')}>{t('plans.noRunsText')}</Empty>}
        columns={[
          { key: 'at', title: t('plans.at'), render: (r) => <span className="nowrap">{dateTime(r.created_at, lang)}</span> },
          { key: 'period', title: t('plans.period'), render: (r) => <span className="nowrap">{t('planRun.of', { from: firstDay(r.from, lang, p.rule.zone), until: lastDay(r.until, lang, p.rule.zone) })}</span> },
          { key: 'why', title: t('plans.trigger'), render: (r) => t(`planTrigger.${r.trigger}`) + (r.created_by ? ` · ${r.created_by}` : '') },
          { key: 'state', title: t('campaigns.state'), render: (r) => <Tag tone={RUN_TONE[r.state]}>{t(`planRunState.${r.state}`)}</Tag> },
          { key: 'seen', title: t('planRun.seen'), num: true, render: (r) => r.seen },
          { key: 'chosen', title: t('planRun.chosen'), num: true, render: (r) => r.chosen },
          { key: 'added', title: t('planRun.added'), num: true, render: (r) => r.added },
          { key: 'error', title: t('campaigns.note'), render: (r) => r.error || '—' },
        ]}
      />
    </section>
  )
}

function RemoveDialog({ p, onClose }: { p: Plan; onClose(): void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const remove = async () => {
    setBusy(true)
    try {
      await call(client.DELETE('/plans/{id}', { params: { path: { id: p.id } } }))
      toast('ok', t('plans.removed'))
      void queryClient.invalidateQueries({ queryKey: ['plans'] })
      void navigate({ to: '/plans' })
    } catch (e) {
      setError(e)
      setBusy(false)
    }
  }
  return (
    <Dialog
      open title={t('plans.removeTitle', { name: p.name })} onClose={onClose} testid="delete-plan-dialog"
      actions={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button danger type="primary" loading={busy} onClick={() => void remove()} data-testid="delete-plan-confirm">{t('ui.delete')}</Button>
        </>
      }
    >
      <p>{t('plans.removeText')}</p>
      {error !== null && <ErrorNotice error={error} />}
    </Dialog>
  )
}
