// Work in the background: imports and generations of plans, with progress and the way to stop them.
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, client } from '../api/client'
import { queryClient } from '../auth'
import { dateTime, duration } from '../format'
import { i18next } from '../i18n'
import '../i18n/customers'
import '../i18n/records'
import { usePrefs } from '../prefs'
import { paged, PagedTable } from '../ui/DataTable'
import { Dialog } from '../ui/Dialog'
import { useNow } from '../ui/hooks'
import { PageHead } from '../ui/PageHead'
import { Empty, ErrorNotice } from '../ui/states'
import { Tag, type TagTone } from '../ui/Tag'
import { toast } from '../ui/toast'
import { isOpen, percent, resultText, tookMs, type Job } from './jobs'
import './manage.css'

const TONE: Record<Job['state'], TagTone> = { queued: 'plain', running: 'info', done: 'ok', failed: 'bad', cancelled: 'warn' }
const KINDS = ['import', 'plan']

export default function JobsPage() {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const navigate = useNavigate()
  const { kind } = useSearch({ from: '/manage/jobs' })
  const [stopping, setStopping] = useState<Job | null>(null)
  const query = useInfiniteQuery({
    queryKey: ['jobs', kind],
    queryFn: ({ pageParam }) => call(client.GET('/jobs', { params: { query: { kind, cursor: pageParam } } })),
    refetchInterval: (q) => (q.state.data?.pages.some((p) => p.items.some(isOpen)) ? 1500 : 10_000),
    ...paged,
  })
  const now = useNow(1000, query.data?.pages.some((p) => p.items.some(isOpen)) ?? false)
  const kindText = (k: string) => (i18next.exists(`jobs.kinds.${k}`) ? t(`jobs.kinds.${k}`) : k)
  return (
    <>
      <PageHead title={t('jobs.title')} sub={t('jobs.sub')} />
      <section className="card">
        <div className="row" style={{ marginBottom: 12 }}>
          <label className="row tight">
            <span className="muted">{t('jobs.filter')}</span>
            <select className="field" value={kind ?? ''} onChange={(e) => void navigate({ to: '/jobs', search: { kind: e.target.value || undefined } })} data-testid="jobs-kind">
              <option value="">{t('jobs.any')}</option>
              {KINDS.map((k) => <option key={k} value={k}>{kindText(k)}</option>)}
            </select>
          </label>
        </div>
        <PagedTable
          query={query} caption={t('jobs.title')} testid="jobs" rowKey={(j) => j.id}
          empty={<Empty testid="jobs-empty" title={t('jobs.empty')} action={<Link to="/imports">{t('nav.imports')}</Link>}>{t('jobs.emptyText')}</Empty>}
          columns={[
            { key: 'kind', title: t('jobs.kind'), render: (j) => <>{kindText(j.kind)} <span className="muted num">{j.id}</span></> },
            { key: 'object', title: t('jobs.object'), render: (j) => <ObjectLink j={j} /> },
            { key: 'state', title: t('jobs.state'), render: (j) => <Tag tone={TONE[j.state]} testid="job-state">{isOpen(j) && j.cancel ? t('jobs.cancelling') : t(`jobs.states.${j.state}`)}</Tag> },
            { key: 'progress', title: t('jobs.progress'), render: (j) => <Progress j={j} /> },
            { key: 'result', title: t('jobs.result'), render: (j) => (j.error ? <span className="field-error" title={t('jobs.failedWhy')}>{j.error}</span> : resultText(j) || '—') },
            { key: 'by', title: t('jobs.by'), render: (j) => j.created_by ?? '—' },
            { key: 'created', title: t('jobs.created'), render: (j) => <span className="nowrap">{dateTime(j.created_at, lang)}</span> },
            { key: 'took', title: t('jobs.took'), num: true, render: (j) => { const ms = tookMs(j, now); return ms === null ? '—' : duration(ms) } },
            { key: 'act', title: <span className="visually-hidden">{t('jobs.cancel')}</span>, render: (j) => isOpen(j) && !j.cancel && <Button size="small" aria-label={t('jobs.cancelOf', { id: j.id })} onClick={() => setStopping(j)} data-testid="job-cancel">{t('jobs.cancel')}</Button> },
          ]}
        />
      </section>
      {stopping && <Cancel j={stopping} onClose={() => setStopping(null)} />}
    </>
  )
}

function ObjectLink({ j }: { j: Job }) {
  const o = j.object
  if (!o) return <>—</>
  return o.kind === 'import' ? <Link to="/imports/$id" params={{ id: String(o.id) }} data-testid="job-object">{o.name}</Link> : <Link to="/plans/$id" params={{ id: String(o.id) }} data-testid="job-object">{o.name}</Link>
}

function Progress({ j }: { j: Job }) {
  const { t } = useTranslation()
  const p = percent(j)
  if (j.state === 'queued') return <>—</>
  if (p === null) return <>{j.done > 0 ? t('jobs.unknownTotal', { n: j.done }) : '—'}</>
  return <span className="row tight"><progress style={{ width: 110 }} max={100} value={p} aria-label={t('jobs.progressOf', { id: j.id })} /> <span className="num">{p}%</span></span>
}

function Cancel({ j, onClose }: { j: Job; onClose(): void }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const cancel = async () => {
    setBusy(true)
    try {
      await call(client.POST('/jobs/{id}/cancel', { params: { path: { id: j.id } } }))
      toast('ok', t('jobs.cancelled'))
      onClose()
    } catch (e) {
      setError(e)
      setBusy(false)
    } finally {
      void queryClient.invalidateQueries({ queryKey: ['jobs'] })
    }
  }
  return (
    <Dialog
      open title={t('jobs.cancelTitle', { id: j.id })} onClose={onClose} testid="job-dialog"
      actions={<><Button onClick={onClose}>{t('jobs.keep')}</Button><Button danger type="primary" loading={busy} onClick={() => void cancel()} data-testid="job-cancel-confirm">{t('jobs.cancelConfirm')}</Button></>}
    >
      <p>{t('jobs.cancelText')}</p>
      {error !== null && <ErrorNotice error={error} />}
    </Dialog>
  )
}
