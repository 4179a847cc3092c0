// Queues of the hotline (R19): who waits now, how today went, and why calls are not taken.
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, client, type Schemas } from '../api/client'
import { queryClient } from '../auth'
import { dateTime, duration } from '../format'
import '../i18n/hotline'
import '../i18n/manage'
import { usePrefs } from '../prefs'
import { CampaignTag } from '../supervisor/words'
import { Dialog } from '../ui/Dialog'
import { useNow } from '../ui/hooks'
import { PageHead } from '../ui/PageHead'
import { Empty, ErrorNotice, Skeleton } from '../ui/states'
import { Tag } from '../ui/Tag'
import { toast } from '../ui/toast'
import './hotline.css'
import { HotlineTabs } from './HotlineTabs'
import { levelOf } from './level'

type Queue = Schemas['QueueLive']

export default function HotlinePage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const q = useQuery({ queryKey: ['hotline'], queryFn: () => call(client.GET('/hotline')), refetchInterval: 2000 })
  const create = <Button type="primary" onClick={() => void navigate({ to: '/hotline/queues/new' })} data-testid="new-queue">{t('hotline.create')}</Button>
  return (
    <>
      <PageHead title={t('hotline.title')} sub={t('hotline.sub')}>{create}</PageHead>
      <HotlineTabs />
      {q.isError && q.data && <div className="notices"><ErrorNotice error={q.error} onRetry={() => void q.refetch()} /></div>}
      {q.isPending ? <section className="card"><Skeleton /></section> : !q.data ? <ErrorNotice error={q.error} onRetry={() => void q.refetch()} /> : q.data.length === 0 ? (
        <section className="card"><Empty title={t('hotline.empty')} action={create}>{t('hotline.emptyText')}</Empty></section>
      ) : (
        <ul className="grid" aria-label={t('hotline.queues')} style={{ listStyle: 'none', padding: 0 }} data-testid="queues">
          {q.data.map((x) => <li key={x.id} className="card stack" data-testid="queue" data-id={x.id} data-waiting={x.waiting} data-state={x.state}><QueueCard q={x} /></li>)}
        </ul>
      )}
    </>
  )
}

function QueueCard({ q }: { q: Queue }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const now = useNow(1000, q.waiting > 0)
  const facts: [string, string][] = [
    [t('hotline.waiting'), String(q.waiting)],
    [t('hotline.longest'), q.longest ? duration(now - Date.parse(q.longest)) : '—'],
    [t('hotline.agents'), t('hotline.agentsOf', { ready: q.ready, signedIn: q.signed_in, all: q.agents })],
    [t('hotline.level'), levelOf(q.today)],
    [t('hotline.answered'), `${q.today.answered} / ${q.today.offered}`],
    [t('hotline.meanWait'), q.today.answered > 0 ? duration(q.today.wait_ms) : '—'],
    [t('hotline.pickUp'), q.today.pickup_ms > 0 ? t('hotline.secs', { n: (q.today.pickup_ms / 1000).toFixed(1) }) : '—'],
    [t('hotline.missed'), String(q.today.missed)],
    [t('hotline.messages'), String(q.today.messages)],
    [t('hotline.afterHours'), String(q.today.after_hours)],
  ]
  return (
    <>
      <div className="row" style={{ justifyContent: 'space-between' }}>
        <h2 className="row tight"><Link to="/hotline/queues/$id" params={{ id: String(q.id) }} data-testid="queue-link">{q.name}</Link><Tag>{t(`hotline.categories.${q.category}`)}</Tag><CampaignTag state={q.state} testid="queue-state" /></h2>
        <span className="row tight"><Actions q={q} /></span>
      </div>
      <p className="num">{q.numbers.length > 0 ? q.numbers.join(' · ') : <span className="muted">{t('hotline.noNumber')}</span>}</p>
      {q.reasons.length > 0
        ? <ul className="reasons" data-testid="queue-reasons">{q.reasons.map((r) => <li key={r.code} data-code={r.code}>{reasonText(t, r, lang)}</li>)}</ul>
        : <p className="muted">{t('hotline.taken')}</p>}
      <dl className="queue-figures" data-testid="queue-figures">
        {facts.map(([name, value]) => <div key={name} className={name === t('hotline.agents') ? 'wide' : undefined}><dt>{name}</dt><dd className="num">{value}</dd></div>)}
        <div><dt>{t('hotline.callbacks')}</dt><dd><Link to="/hotline/calls" search={{ queue: q.id, open: true }} className="num">{q.callbacks}</Link></dd></div>
      </dl>
    </>
  )
}

function reasonText(t: TFunction, r: Schemas['QueueReason'], lang: string): string {
  return t(`hotline.reason.${r.code}${r.code === 'window_closed' && !r.until ? '_never' : ''}`, { until: r.until ? dateTime(r.until, lang) : '', state: r.state ? t(`campaignState.${r.state}`) : '' })
}

const ASKS = {
  pause: { title: 'hotline.pauseTitle', text: 'hotline.pauseText', confirm: 'hotline.pauseConfirm' },
  stop: { title: 'hotline.stopTitle', text: 'hotline.stopText', confirm: 'hotline.stopConfirm' },
  remove: { title: 'hotline.removeTitle', text: 'hotline.removeText', confirm: 'ui.delete' },
} as const

function Actions({ q }: { q: Queue }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [busy, setBusy] = useState(false)
  const [asking, setAsking] = useState<'pause' | 'stop' | 'remove' | ''>('')
  const [error, setError] = useState<unknown>(null)
  const act = async (what: 'start' | 'pause' | 'stop' | 'remove') => {
    setBusy(true)
    setError(null)
    try {
      const params = { params: { path: { id: q.id } } }
      if (what === 'start') await call(client.POST('/campaigns/{id}/start', params))
      else if (what === 'pause') await call(client.POST('/campaigns/{id}/pause', params))
      else if (what === 'stop') await call(client.POST('/campaigns/{id}/stop', params))
      else await call(client.DELETE('/campaigns/{id}', params))
      toast('ok', t({ start: 'hotline.started', pause: 'hotline.paused', stop: 'hotline.stopped', remove: 'hotline.removed' }[what]))
    } catch (e) {
      setError(e)
    } finally {
      void queryClient.invalidateQueries({ queryKey: ['hotline'] })
      setBusy(false)
      setAsking('')
    }
  }
  const words = ASKS[asking || 'pause']
  return (
    <>
      {q.state === 'draft' && <Button size="small" onClick={() => setAsking('remove')} data-testid="delete-queue">{t('hotline.remove')}</Button>}
      <Button size="small" onClick={() => void navigate({ to: '/hotline/queues/$id', params: { id: String(q.id) } })} data-testid="edit-queue">{t('hotline.edit')}</Button>
      {(q.state === 'running' || q.state === 'paused') && <Button size="small" danger onClick={() => setAsking('stop')} data-testid="stop-queue">{t('hotline.stop')}</Button>}
      {q.state === 'running' && <Button size="small" onClick={() => setAsking('pause')} data-testid="pause-queue">{t('hotline.pause')}</Button>}
      {(q.state === 'draft' || q.state === 'paused') && <Button size="small" type="primary" loading={busy} onClick={() => void act('start')} data-testid="start-queue">{t(q.state === 'draft' ? 'hotline.start' : 'hotline.resume')}</Button>}
      <Dialog
        open={asking !== ''} title={t(words.title, { name: q.name })} onClose={() => setAsking('')} testid="queue-dialog"
        actions={
          <>
            <Button onClick={() => setAsking('')}>{t('ui.cancel')}</Button>
            <Button danger type="primary" loading={busy} onClick={() => asking && void act(asking)} data-testid="queue-confirm">{t(words.confirm)}</Button>
          </>
        }
      >
        <p>{t(words.text, { n: q.callbacks })}</p>
      </Dialog>
      {error !== null && (
        <Dialog open title={q.name} onClose={() => setError(null)} testid="queue-error" actions={<Button type="primary" onClick={() => setError(null)}>{t('ui.close')}</Button>}>
          <ErrorNotice error={error} />
        </Dialog>
      )}
    </>
  )
}
