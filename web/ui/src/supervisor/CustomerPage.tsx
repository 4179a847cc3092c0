// One customer: the file, contacts, service records, earlier calls (R1, R9).
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { API, call, callTagged, client, type Schemas, type Tagged } from '../api/client'
import { queryClient } from '../auth'
import { useDispositionLabel } from '../dispositions'
import { dateTime, duration } from '../format'
import { i18next } from '../i18n'
import '../i18n/customers'
import '../i18n/manage'
import '../i18n/records'
import { usePrefs } from '../prefs'
import { paged, PagedTable, Table } from '../ui/DataTable'
import { Dialog } from '../ui/Dialog'
import { Notice } from '../ui/Notice'
import { PageHead } from '../ui/PageHead'
import { Empty, ErrorNotice, Skeleton } from '../ui/states'
import { Tag } from '../ui/Tag'
import { toast } from '../ui/toast'
import { ContactDialog } from './ContactDialog'
import { EditDialog } from './CustomerForms'
import type { CustomerFile } from './customers'
import { SegmentTag } from './CustomersPage'
import { EraseDialog } from './EraseDialog'
import './manage.css'

type Person = Schemas['CustomerPerson']

export default function CustomerPage() {
  const { t } = useTranslation()
  const id = Number(useParams({ strict: false }).id)
  const q = useQuery({
    queryKey: ['customer', id],
    queryFn: () => callTagged(client.GET('/customers/{id}', { params: { path: { id } } })),
    refetchOnWindowFocus: false, // each look is audited
  })
  const [editing, setEditing] = useState(false)
  const [erasing, setErasing] = useState(false)
  const crumbs = <Link to="/customers">{t('customers.title')}</Link>
  if (q.isPending) return <><PageHead title={t('customers.title')} crumbs={crumbs} /><section className="card"><Skeleton /></section></>
  if (!q.data) return <><PageHead title={t('customer.notFound')} crumbs={crumbs} /><ErrorNotice error={q.error} onRetry={() => void q.refetch()} /></>
  const f = q.data.data
  const field = (k: string) => (i18next.exists(`customers.field.${k}`) ? t(`customers.field.${k}`) : k)
  return (
    <>
      <PageHead title={f.name} crumbs={crumbs} sub={<span className="row">{f.code && <span>{f.code}</span>}<SegmentTag segment={f.segment} /></span>}>
        <a className="tag" href={`${API}/customers/${f.id}/export`} download title={t('erase.exportText')} data-testid="export-customer">{t('erase.export')}</a>
        <Button danger onClick={() => setErasing(true)} data-testid="erase-customer">{t('erase.open')}</Button>
        <Button type="primary" onClick={() => setEditing(true)} data-testid="edit-customer">{t('customer.edit')}</Button>
      </PageHead>
      <div className="grid" data-testid="customer" data-id={f.id}>
        {q.isError && <ErrorNotice error={q.error} onRetry={() => void q.refetch()} />}
        {f.late.length > 0 && <Notice tone="warn" testid="customer-late">{t('customer.late', { what: f.late.map((k) => t(`customers.late.${k}`)).join(t('ui.semicolon')) })}</Notice>}
        {f.missing.length > 0 && <Notice tone="info" testid="customer-missing">{t('customer.missing', { what: f.missing.map(field).join(t('ui.comma')) })}</Notice>}
        <div className="two-columns">
          <Basics f={f} />
          <Contacts tagged={q.data} />
        </div>
        <Events id={f.id} />
        <Attempts f={f} />
      </div>
      {editing && <EditDialog tagged={q.data} onClose={() => setEditing(false)} />}
      {erasing && <EraseDialog f={f} onClose={() => setErasing(false)} />}
    </>
  )
}

function Basics({ f }: { f: CustomerFile }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const rows: [string, string | undefined][] = [
    [t('customers.owner'), f.owner?.name ?? t('customers.unowned')], [t('customers.unit'), f.unit?.name], [t('customer.address'), f.address], [t('customer.region'), f.region], [t('customer.switchboard'), f.switchboard],
    [t('customer.signedOn'), f.signed_on], [t('customer.expiresOn'), f.expires_on], [t('customer.filedAt'), f.filed_at && dateTime(f.filed_at, lang)], [t('customers.created'), dateTime(f.created_at, lang)],
  ]
  const pairs = (title: string, m: Record<string, string>) => Object.keys(m).length > 0 && (
    <>
      <h3 style={{ margin: '14px 0 6px' }}>{title}</h3>
      <dl className="facts">{Object.entries(m).map(([k, v]) => <div key={k} style={{ display: 'contents' }}><dt>{noteName(t, k)}</dt><dd style={{ whiteSpace: 'pre-wrap' }}>{v || '—'}</dd></div>)}</dl>
    </>
  )
  return (
    <section className="card">
      <h2>{t('customer.basics')}</h2>
      <dl className="facts">{rows.map(([k, v]) => <div key={k} style={{ display: 'contents' }}><dt>{k}</dt><dd>{v || '—'}</dd></div>)}</dl>
      {pairs(t('customer.notes'), f.notes)}
      {pairs(t('customer.fields'), f.fields)}
    </section>
  )
}

/** noteName is the word for a note that imports know. */
export function noteName(t: (k: string) => string, key: string): string {
  return i18next.exists(`customer.noteKeys.${key}`) ? t(`customer.noteKeys.${key}`) : key
}

function Contacts({ tagged }: { tagged: Tagged<CustomerFile> }) {
  const { t } = useTranslation()
  const f = tagged.data
  const [doing, setDoing] = useState<{ person: Person | null; remove?: boolean } | null>(null)
  const names = t('form.weekdays', { returnObjects: true }) as string[]
  return (
    <section className="card">
      <div className="card-head">
        <h2 className="grow">{t('customers.contacts')}</h2>
        <Button onClick={() => setDoing({ person: null })} data-testid="add-contact">{t('customer.addContact')}</Button>
      </div>
      {f.contacts.length === 0 ? <Empty title={t('customer.noContacts')}>{t('customer.noContactsText')}</Empty> : (
        <div className="stack">
          {f.contacts.map((p) => (
            <article key={p.id} className="contact" data-testid="contact" data-id={p.id}>
              <div className="row" style={{ justifyContent: 'space-between' }}>
                <span><strong>{p.name}</strong>{p.title && <span className="muted"> · {p.title}</span>}</span>
                <span className="row tight">
                  <Button size="small" aria-label={`${t('customer.edit')} ${p.name}`} onClick={() => setDoing({ person: p })} data-testid="edit-contact">{t('customer.edit')}</Button>
                  <Button size="small" danger aria-label={`${t('ui.delete')} ${p.name}`} onClick={() => setDoing({ person: p, remove: true })} data-testid="delete-contact">{t('ui.delete')}</Button>
                </span>
              </div>
              <ul>
                {p.numbers.map((n) => (
                  <li key={n.phone} className="row">
                    <Link className="num" to="/attempts" search={{ phone: n.phone }} title={t('customer.allCalls')}>{n.phone}</Link>
                    {n.label && <span className="muted small">{n.label}</span>}
                    {n.bad && <Tag tone="bad">{i18next.exists(`customer.bads.${n.bad}`) ? t(`customer.bads.${n.bad}`) : n.bad}</Tag>}
                  </li>
                ))}
              </ul>
              <p className="muted small">
                {[
                  p.sex && t(`customer.sexes.${p.sex}`), p.birthday && `${t('customer.birthday')} ${p.birthday}`, p.language && t(`customer.languages.${p.language}`), p.email, p.zone,
                  p.convenient.length > 0 && `${t('customer.convenient')} ${p.convenient.map((v) => `${v.weekdays.map((d) => names[d - 1]).join(t('ui.comma'))} ${v.from}–${v.to}`).join(t('ui.semicolon'))}`,
                ].filter(Boolean).join(' · ')}
              </p>
            </article>
          ))}
        </div>
      )}
      {doing && (doing.remove ? <RemoveContact tagged={tagged} person={doing.person!} onClose={() => setDoing(null)} /> : <ContactDialog tagged={tagged} person={doing.person} onClose={() => setDoing(null)} />)}
    </section>
  )
}

function RemoveContact({ tagged, person, onClose }: { tagged: Tagged<CustomerFile>; person: Person; onClose(): void }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const remove = async () => {
    setBusy(true)
    try {
      await call(client.DELETE('/customers/{id}/contacts/{contact}', { params: { path: { id: tagged.data.id, contact: person.id }, header: { 'If-Match': tagged.etag } } }))
      toast('ok', t('customer.removed'))
      void queryClient.invalidateQueries({ queryKey: ['customer', tagged.data.id] })
      void queryClient.invalidateQueries({ queryKey: ['customers'] })
      onClose()
    } catch (e) {
      setError(e)
      setBusy(false)
      void queryClient.invalidateQueries({ queryKey: ['customer', tagged.data.id] })
    }
  }
  return (
    <Dialog
      open title={t('customer.removeTitle', { name: person.name })} onClose={onClose} testid="delete-contact-dialog"
      actions={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button danger type="primary" loading={busy} onClick={() => void remove()} data-testid="delete-contact-confirm">{t('customer.removeContact')}</Button>
        </>
      }
    >
      <p>{t('customer.removeText')}</p>
      {error !== null && <ErrorNotice error={error} />}
    </Dialog>
  )
}

function Events({ id }: { id: number }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const query = useInfiniteQuery({
    queryKey: ['customer-events', id],
    queryFn: ({ pageParam }) => call(client.GET('/customers/{id}/events', { params: { path: { id }, query: { cursor: pageParam } } })),
    refetchOnWindowFocus: false,
    ...paged,
  })
  const money = (cents: number | undefined) => (cents === undefined ? '—' : (cents / 100).toLocaleString(lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 }))
  return (
    <section className="card">
      <h2>{t('customer.events')}</h2>
      <PagedTable
        query={query} caption={t('customer.events')} testid="customer-events" rowKey={(e) => e.id}
        empty={<Empty title={t('customer.noEvents')} action={<Link to="/imports">{t('nav.imports')}</Link>}>{t('customer.noEventsText')}</Empty>}
        columns={[
          { key: 'at', title: t('customer.at'), render: (e) => <span className="nowrap">{dateTime(e.at, lang)}</span> },
          { key: 'kind', title: t('customer.kind'), render: (e) => <code>{e.kind}</code> },
          { key: 'what', title: t('customer.what'), render: (e) => <>{e.title || '—'}{Object.keys(e.detail).length > 0 && <div className="small muted">{Object.entries(e.detail).map(([k, v]) => `${k} ${v}`).join(' · ')}</div>}</> },
          { key: 'amount', title: t('customer.amount'), num: true, render: (e) => <span className="num">{money(e.amount_cents)}</span> },
          { key: 'unit', title: t('customers.unit'), render: (e) => e.unit?.name ?? '—' },
          { key: 'no', title: t('customer.number'), render: (e) => <span className="small">{e.source_key}</span> },
        ]}
      />
    </section>
  )
}

function Attempts({ f }: { f: CustomerFile }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const label = useDispositionLabel()
  return (
    <section className="card">
      <h2>{t('customer.attempts')}</h2>
      {f.attempts.length === 0 ? <Empty title={t('customer.noAttempts')} /> : (
        <Table
          caption={t('customer.attempts')} testid="customer-attempts" rows={f.attempts} rowKey={(a) => a.id}
          columns={[
            { key: 'at', title: t('attempts.at'), render: (a) => <Link className="nowrap" to="/attempts/$id" params={{ id: String(a.id) }}>{dateTime(a.claimed_at, lang)}</Link> },
            { key: 'campaign', title: t('attempts.campaign'), render: (a) => a.campaign.name },
            { key: 'phone', title: t('attempts.phone'), render: (a) => <span className="num nowrap">{a.phone}</span> },
            { key: 'agent', title: t('attempts.agent'), render: (a) => a.agent?.name ?? '—' },
            { key: 'outcome', title: t('attempts.outcome'), render: (a) => t(`outcome.${a.outcome || 'live'}`, { defaultValue: a.outcome }) },
            { key: 'talk', title: t('attempts.talk'), num: true, render: (a) => (a.talk_ms === undefined ? '—' : duration(a.talk_ms)) },
            { key: 'disposition', title: t('attempts.disposition'), render: (a) => label(a.disposition) || '—' },
          ]}
        />
      )}
    </section>
  )
}
