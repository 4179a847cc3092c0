// One import (R3): what the columns are, progress, result.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { API, ApiError, call, client, type Schemas } from '../api/client'
import { queryClient } from '../auth'
import { dateTime } from '../format'
import { i18next } from '../i18n'
import '../i18n/customers'
import '../i18n/manage'
import { usePrefs } from '../prefs'
import { paged } from '../ui/DataTable'
import { Dialog } from '../ui/Dialog'
import { Field, under } from '../ui/Field'
import { Notice } from '../ui/Notice'
import { PageHead } from '../ui/PageHead'
import { ErrorNotice, Skeleton } from '../ui/states'
import { toast } from '../ui/toast'
import { ImportTag } from './ImportsPage'
import './manage.css'
import { RefusedRows } from './RefusedRows'

type Import = Schemas['Import']
const COUNTS = ['added', 'updated', 'skipped', 'refused'] as const
const going = (i: Import) => i.state === 'queued' || i.state === 'running'

export default function ImportPage() {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const navigate = useNavigate()
  const id = Number(useParams({ strict: false }).id)
  const q = useQuery({
    queryKey: ['import', id],
    queryFn: () => call(client.GET('/imports/{id}', { params: { path: { id } } })),
    refetchInterval: (x) => (x.state.data && going(x.state.data) ? 1000 : false),
    refetchOnWindowFocus: (x) => x.state.data?.state !== 'uploaded', // his choices are in the form
  })
  const crumbs = <Link to="/imports">{t('imports.title')}</Link>
  if (q.isPending) return <><PageHead title={t('imports.title')} crumbs={crumbs} /><section className="card"><Skeleton /></section></>
  if (!q.data) return <><PageHead title={t('imports.title')} crumbs={crumbs} /><ErrorNotice error={q.error} onRetry={() => void q.refetch()} /></>
  const i = q.data
  return (
    <>
      <PageHead title={i.file_name} crumbs={crumbs} sub={<><ImportTag state={i.state} /> {t(`imports.kinds.${i.kind}`)}</>}>
        {!going(i) && i.state !== 'uploaded' && <Button onClick={() => void navigate({ to: '/imports' })} data-testid="import-again">{t('imports.again')}</Button>}
        {i.state === 'done' && <Button type="primary" onClick={() => void navigate({ to: '/customers' })} data-testid="import-customers">{t('imports.viewCustomers')}</Button>}
      </PageHead>
      <div className="grid" data-testid="import" data-state={i.state} data-added={i.added} data-refused={i.refused}>
        {q.isError && <ErrorNotice error={q.error} onRetry={() => void q.refetch()} />}
        {i.state === 'uploaded' ? <Mapping key={i.id} i={i} /> : <Progress i={i} />}
        {i.refused > 0 && <Errors i={i} />}
        <Preview i={i} />
        <section className="card">
          <h2>{t('imports.facts')}</h2>
          <dl className="facts">
            <dt>{t('imports.file')}</dt><dd>{i.file_name} · {i.format.toUpperCase()}</dd>
            {i.encoding && <><dt>{t('imports.encoding')}</dt><dd>{i.encoding}</dd></>}
            {i.sheet && <><dt>{t('imports.sheet')}</dt><dd>{i.sheet}</dd></>}
            <dt>{t('imports.at')}</dt><dd>{dateTime(i.created_at, lang)} · {i.created_by}</dd>
          </dl>
        </section>
      </div>
    </>
  )
}

function Mapping({ i }: { i: Import }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const [mapping, setMapping] = useState(i.mapping)
  const [duplicate, setDuplicate] = useState<'skip' | 'update'>(i.options.on_duplicate || 'skip')
  const [kind, setKind] = useState(i.options.event_kind ?? '')
  const [busy, setBusy] = useState('')
  const [asking, setAsking] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const fields = i.fields ?? []
  const label = (name: string) => {
    const f = fields.find((x) => x.name === name)
    return f ? (lang === 'en' ? f.label_en : f.label_zh) : name
  }
  const wrong = error instanceof ApiError ? error.fields : []
  const needed = fields.filter((f) => f.required && !mapping.includes(f.name)).map((f) => label(f.name))
  const events = i.kind === 'events'
  const noWho = events && !mapping.includes('customer_code') && !mapping.includes('phone')
  const wantsKind = events && !mapping.includes('kind')

  const save = async (start: boolean) => {
    setBusy(start ? 'start' : 'save')
    setError(null)
    try {
      const params = { path: { id: i.id } }
      let next = await call(client.PUT('/imports/{id}/mapping', { params, body: { mapping, options: { on_duplicate: duplicate, ...(wantsKind && kind.trim() ? { event_kind: kind.trim() } : {}) } } }))
      if (start) next = await call(client.POST('/imports/{id}/start', { params }))
      toast('ok', t(start ? 'imports.started' : 'imports.saved'))
      queryClient.setQueryData(['import', i.id], next)
      void queryClient.invalidateQueries({ queryKey: ['imports'] })
    } catch (e) {
      setError(e)
    } finally {
      setBusy('')
    }
  }
  return (
    <section className="card">
      <h2>{t('imports.mapping')}</h2>
      <form
        className="stack" noValidate data-testid="mapping" data-remembered={i.remembered}
        onSubmit={(e) => {
          e.preventDefault()
          void save(true)
        }}
      >
        <p className="muted">{t('imports.mappingText')}</p>
        <Notice tone={i.remembered ? 'ok' : 'info'} testid="mapping-note">{t(i.remembered ? 'imports.remembered' : 'imports.proposed')}</Notice>
        <div className="table-wrap" tabIndex={0} role="region" aria-label={t('imports.mapping')}>
          <table className="data compact">
            <caption className="visually-hidden">{t('imports.mapping')}</caption>
            <thead><tr><th scope="col">{t('imports.column')}</th><th scope="col">{t('imports.meaning')}</th><th scope="col">{t('imports.sample')}</th></tr></thead>
            <tbody>
              {i.columns.map((c, n) => {
                const bad = wrong.some((f) => f.pointer === `/mapping/${n}`)
                return (
                  <tr key={n} data-testid="mapping-row" data-column={c} data-field={mapping[n]}>
                    <th scope="row">{c}</th>
                    <td>
                      <select className="field" aria-label={t('imports.meaningOf', { name: c })} aria-invalid={bad} value={mapping[n] ?? ''} data-testid={`map-${n}`} onChange={(e) => setMapping(mapping.map((m, j) => (j === n ? e.target.value : m)))}>
                        <option value="extra">{t('imports.extra')}</option>
                        <option value="">{t('imports.ignore')}</option>
                        {/* What another column has already is not offered twice. */}
                        {fields.map((f) => <option key={f.name} value={f.name} disabled={mapping.some((m, j) => m === f.name && j !== n)}>{label(f.name)}{f.required ? ' *' : ''}</option>)}
                      </select>
                    </td>
                    <td className="muted sample">{(i.preview ?? []).map((r) => r[n]).filter(Boolean).slice(0, 3).join(t('ui.comma')) || '—'}</td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
        {needed.length > 0 && <Notice tone="warn" testid="mapping-missing">{t('imports.required', { what: needed.join(t('ui.comma')) })}</Notice>}
        {noWho && <Notice tone="warn" testid="mapping-who">{t('imports.phoneOrCode')}</Notice>}
        <div className="form-row two" style={{ maxWidth: 640 }}>
          <Field label={t('imports.onDuplicate')}>
            {({ status: _, ...a }) => (
              <select {...a} className="field" value={duplicate} onChange={(e) => setDuplicate(e.target.value as 'skip' | 'update')} data-testid="on-duplicate">
                <option value="skip">{t('imports.skip')}</option>
                <option value="update">{t('imports.update')}</option>
              </select>
            )}
          </Field>
          {wantsKind && (
            <Field label={t('imports.eventKind')} hint={t('imports.eventKindHint')} errors={under(wrong, '/options/event_kind')} testid="event-kind">
              {({ status: _, ...a }) => <input {...a} className="field" value={kind} maxLength={40} autoCapitalize="none" spellCheck={false} onChange={(e) => setKind(e.target.value)} data-testid="event-kind" />}
            </Field>
          )}
        </div>
        {error !== null && <ErrorNotice error={error} testid="mapping-error" />}
        <div className="row">
          <Button type="primary" htmlType="submit" disabled={needed.length > 0 || noWho} loading={busy === 'start'} data-testid="import-start">{t('imports.begin')}</Button>
          <Button onClick={() => void save(false)} loading={busy === 'save'} data-testid="mapping-save">{t('imports.saveMapping')}</Button>
          <Button danger onClick={() => setAsking(true)} data-testid="import-cancel">{t('imports.cancel')}</Button>
        </div>
      </form>
      {asking && <CancelDialog i={i} onClose={() => setAsking(false)} />}
    </section>
  )
}

function CancelDialog({ i, onClose }: { i: Import; onClose(): void }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const cancel = async () => {
    setBusy(true)
    try {
      queryClient.setQueryData(['import', i.id], await call(client.POST('/imports/{id}/cancel', { params: { path: { id: i.id } } })))
      void queryClient.invalidateQueries({ queryKey: ['imports'] })
      toast('ok', t('imports.cancelled'))
      onClose()
    } catch (e) {
      setError(e)
      setBusy(false)
      void queryClient.invalidateQueries({ queryKey: ['import', i.id] })
    }
  }
  return (
    <Dialog
      open title={t('imports.cancelTitle')} onClose={onClose} testid="cancel-import-dialog"
      actions={
        <>
          <Button onClick={onClose}>{t('ui.back')}</Button>
          <Button danger type="primary" loading={busy} onClick={() => void cancel()} data-testid="cancel-import-confirm">{t('imports.cancel')}</Button>
        </>
      }
    >
      <p>{t('imports.cancelText')}</p>
      {error !== null && <ErrorNotice error={error} />}
    </Dialog>
  )
}

function Progress({ i }: { i: Import }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const part = i.total > 0 ? Math.min(1, i.done / i.total) : undefined
  return (
    <section className="card stack">
      <div className="card-head" style={{ marginBottom: 0 }}>
        <h2 className="grow">{t('imports.progress')}</h2>
        {going(i) && <Button danger onClick={() => setAsking(true)} data-testid="import-cancel">{t('imports.cancel')}</Button>}
      </div>
      {going(i) && (
        <div role="status" data-testid="import-progress">
          <progress value={part} max={1} aria-label={t('imports.progress')} />
          <span className="muted">{part !== undefined && `${t('imports.percent', { n: Math.floor(part * 100) })} · `}{t('imports.running')}</span>
        </div>
      )}
      {i.state === 'done' && <Notice tone={i.refused > 0 ? 'warn' : 'ok'} title={t('imports.doneTitle')} testid="import-done">{t('imports.counts', { added: i.added, updated: i.updated, skipped: i.skipped, refused: i.refused })}</Notice>}
      {i.state === 'cancelled' && <Notice tone="warn" title={t('imports.cancelled')}>{t('imports.cancelText')}</Notice>}
      {i.state === 'failed' && (
        <Notice tone="bad" title={t('imports.failed')} testid="import-failed">
          {i.error && <p>{i18next.exists(`fieldProblem.${i.error.code}`) ? t(`fieldProblem.${i.error.code}`) : i18next.exists(`problem.${i.error.code}`) ? t(`problem.${i.error.code}`) : i.error.detail}</p>}
          <p>{t('imports.failedText')}</p>
        </Notice>
      )}
      <div className="figures">
        <div className="figure"><b>{i.rows}</b><span>{t('imports.rows')}</span></div>
        {COUNTS.map((k) => <div key={k} className="figure"><b data-testid={`import-${k}`}>{i[k]}</b><span>{t(`imports.${k}`)}</span></div>)}
      </div>
      {asking && going(i) && <CancelDialog i={i} onClose={() => setAsking(false)} />}
    </section>
  )
}

function Errors({ i }: { i: Import }) {
  const query = useInfiniteQuery({
    queryKey: ['import-errors', i.id, going(i) ? 'going' : 'ended'],
    queryFn: ({ pageParam }) => call(client.GET('/imports/{id}/errors', { params: { path: { id: i.id }, query: { cursor: pageParam } } })),
    ...paged,
  })
  return <RefusedRows query={query} file={`${API}/imports/${i.id}/errors.csv`} testid="import-errors" downloadTestid="download-import-errors" />
}

function Preview({ i }: { i: Import }) {
  const { t } = useTranslation()
  if (!i.preview?.length) return null
  const title = t('imports.preview', { n: i.preview.length })
  return (
    <section className="card">
      <h2>{title}</h2>
      <div className="table-wrap" tabIndex={0} role="region" aria-label={title}>
        <table className="data compact" data-testid="import-preview">
          <caption className="visually-hidden">{title}</caption>
          <thead><tr>{i.columns.map((c, n) => <th key={n} scope="col">{c}</th>)}</tr></thead>
          <tbody>{i.preview.map((r, n) => <tr key={n}>{i.columns.map((_, c) => <td key={c}>{r[c] ?? ''}</td>)}</tr>)}</tbody>
        </table>
      </div>
    </section>
  )
}
