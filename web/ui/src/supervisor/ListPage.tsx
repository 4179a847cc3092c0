import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { API, call, client, type Schemas } from '../api/client'
import { queryClient } from '../auth'
import { dateTime } from '../format'
import { problemText } from '../i18n'
import '../i18n/manage'
import { usePrefs } from '../prefs'
import { paged, PagedTable } from '../ui/DataTable'
import { Dialog } from '../ui/Dialog'
import { Notice } from '../ui/Notice'
import { PageHead } from '../ui/PageHead'
import { Empty, ErrorNotice, Skeleton } from '../ui/states'
import { toast } from '../ui/toast'
import './manage.css'
import { RefusedRows } from './RefusedRows'

export default function ListPage() {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const navigate = useNavigate()
  const id = Number(useParams({ strict: false }).id)
  const q = useQuery({ queryKey: ['list', id], queryFn: () => call(client.GET('/lists/{id}', { params: { path: { id } } })) })
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const crumbs = <Link to="/lists">{t('nav.lists')}</Link>
  if (q.isPending) return <><PageHead title={t('nav.lists')} crumbs={crumbs} /><section className="card"><Skeleton /></section></>
  if (!q.data) return <><PageHead title={t('nav.lists')} crumbs={crumbs} /><ErrorNotice error={q.error} onRetry={() => void q.refetch()} /></>
  const l = q.data
  const remove = async () => {
    setBusy(true)
    try {
      await call(client.DELETE('/lists/{id}', { params: { path: { id } } }))
      void queryClient.invalidateQueries({ queryKey: ['lists'] })
      toast('ok', t('lists.removed'))
      void navigate({ to: '/lists' })
    } catch (e) {
      toast('bad', problemText(t, e))
    } finally {
      setBusy(false)
      setAsking(false)
    }
  }
  return (
    <>
      <PageHead title={l.name} sub={l.file_name} crumbs={crumbs}>
        {l.used_by.length === 0 && <Button onClick={() => setAsking(true)} data-testid="delete-list">{t('lists.remove')}</Button>}
        {l.rows_taken > 0 && <Button type="primary" onClick={() => void navigate({ to: '/campaigns/new', search: { list: l.id } as never })} data-testid="list-new-campaign">{t('lists.newCampaign')}</Button>}
      </PageHead>
      <div className="grid" data-testid="list" data-taken={l.rows_taken} data-refused={l.rows_refused}>
        <Notice tone={l.rows_taken === 0 ? 'bad' : l.rows_refused > 0 ? 'warn' : 'ok'} testid="list-result" title={t('lists.result', { taken: l.rows_taken, refused: l.rows_refused })}>
          {l.rows_taken === 0 && t('lists.tooFew')}
        </Notice>
        <section className="card">
          <dl className="facts">
            <dt>{t('lists.total')}</dt><dd className="num">{l.rows_total}</dd>
            <dt>{t('lists.encoding')}</dt><dd>{l.encoding}</dd>
            <dt>{t('lists.columns')}</dt><dd>{l.columns.join(t('ui.comma')) || '—'}</dd>
            <dt>{t('lists.usedBy')}</dt><dd>{l.used_by.join(t('ui.comma')) || '—'}</dd>
            <dt>{t('lists.created')}</dt><dd>{dateTime(l.created_at, lang)} · {l.created_by}</dd>
          </dl>
        </section>
        {l.rows_refused > 0 && <Errors id={id} />}
        <Contacts l={l} />
      </div>
      <Dialog
        open={asking} title={t('lists.removeTitle', { name: l.name })} onClose={() => setAsking(false)} testid="delete-list-dialog"
        actions={
          <>
            <Button onClick={() => setAsking(false)}>{t('ui.cancel')}</Button>
            <Button danger type="primary" loading={busy} onClick={() => void remove()} data-testid="delete-list-confirm">{t('ui.delete')}</Button>
          </>
        }
      >
        <p>{t('lists.removeText', { n: l.rows_taken })}</p>
      </Dialog>
    </>
  )
}

function Errors({ id }: { id: number }) {
  const query = useInfiniteQuery({
    queryKey: ['list-errors', id],
    queryFn: ({ pageParam }) => call(client.GET('/lists/{id}/errors', { params: { path: { id }, query: { cursor: pageParam } } })),
    ...paged,
  })
  return <RefusedRows query={query} file={`${API}/lists/${id}/errors.csv`} testid="list-errors" downloadTestid="download-errors" />
}

function Contacts({ l }: { l: Schemas['List'] }) {
  const { t } = useTranslation()
  const query = useInfiniteQuery({
    queryKey: ['contacts', l.id],
    queryFn: ({ pageParam }) => call(client.GET('/lists/{id}/contacts', { params: { path: { id: l.id }, query: { cursor: pageParam } } })),
    ...paged,
  })
  return (
    <section className="card">
      <h2>{t('lists.contacts')}</h2>
      <PagedTable
        query={query} caption={t('lists.contacts')} testid="contacts" rowKey={(c) => c.id}
        empty={<Empty title={t('lists.noContacts')} />}
        columns={[
          { key: 'line', title: t('lists.line'), num: true, render: (c) => c.line },
          { key: 'name', title: t('campaigns.customer'), render: (c) => c.name || '—' },
          { key: 'phone', title: t('lists.phone'), render: (c) => <span className="num nowrap">{c.phone}</span> },
          ...l.columns.map((name, i) => ({
            key: `x${i}`, title: name,
            render: (c: Schemas['Contact']) => c.extra.find(([k]) => k === name)?.[1] ?? '',
          })),
        ]}
      />
    </section>
  )
}
