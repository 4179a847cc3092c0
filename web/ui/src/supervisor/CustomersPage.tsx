// The customers: search, completeness, bulk reassignment (R1, R2).
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button } from 'antd'
import { useEffect, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { call, client, type Schemas } from '../api/client'
import { dateTime } from '../format'
import '../i18n/customers'
import '../i18n/manage'
import '../i18n/records'
import { usePrefs } from '../prefs'
import type { CustomerSearch } from '../router'
import { paged, PagedTable } from '../ui/DataTable'
import { PageHead } from '../ui/PageHead'
import { Empty, ErrorNotice, Skeleton } from '../ui/states'
import { Tag } from '../ui/Tag'
import { CreateDialog } from './CustomerForms'
import { FIELDS, LATE, SEGMENTS, toCustomerQuery } from './customers'
import './manage.css'
import { ReassignDialog, type Target } from './ReassignDialog'
import { useAgents, useUnits } from './useChoices'

type Customer = Schemas['Customer']

export default function CustomersPage() {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const navigate = useNavigate()
  const search = useSearch({ from: '/manage/customers' })
  const [chosen, setChosen] = useState<Set<number>>(new Set())
  const [target, setTarget] = useState<Target | null>(null)
  const [creating, setCreating] = useState(false)
  const units = useUnits()
  const agents = useAgents()
  const key = JSON.stringify(search)
  useEffect(() => setChosen(new Set()), [key]) // what he cannot see is not chosen
  const query = useInfiniteQuery({
    queryKey: ['customers', search],
    queryFn: ({ pageParam }) => call(client.GET('/customers', { params: { query: { ...toCustomerQuery(search), cursor: pageParam } } })),
    ...paged,
  })
  const rows = query.data?.pages.flatMap((p) => p.items) ?? []
  const all = rows.length > 0 && rows.every((c) => chosen.has(c.id))
  const toggle = (id: number, on: boolean) => {
    const next = new Set(chosen)
    if (on) next.add(id)
    else next.delete(id)
    setChosen(next)
  }
  const narrow = !(search.name || search.code || search.phone || search.missing || search.late)
  const byFilter = () => {
    const owner = search.owner === 'none' ? { unowned: true } : search.owner ? { owner_id: search.owner } : {}
    const what = [
      search.owner === 'none' ? `${t('customers.owner')} ${t('customers.unowned')}` : search.owner ? `${t('customers.owner')} ${agents.data?.find((a) => a.id === search.owner)?.name ?? search.owner}` : '',
      search.unit ? `${t('customers.unit')} ${units.data?.find((u) => u.id === search.unit)?.name ?? search.unit}` : '',
      search.segment ? t(`customers.segments.${search.segment}`) : '',
    ].filter(Boolean).join(t('ui.comma')) || t('reassign.everything')
    setTarget({ filter: { ...owner, ...(search.unit ? { unit_id: search.unit } : {}), ...(search.segment ? { segment: search.segment as 'vip' } : {}) }, what })
  }
  return (
    <>
      <PageHead title={t('customers.title')} sub={t('customers.sub')}>
        <Button onClick={() => void navigate({ to: '/numbers' })} data-testid="customers-numbers">{t('ledger.numbers')}</Button>
        <Button onClick={() => void navigate({ to: '/imports' })} data-testid="customers-import">{t('customers.importFile')}</Button>
        <Button type="primary" onClick={() => setCreating(true)} data-testid="new-customer">{t('customers.create')}</Button>
      </PageHead>
      <div className="grid">
        <FiguresCard search={search} />
        <section className="card">
          <Filters key={key} search={search} />
        </section>
        <section className="card">
          <div className="card-head" data-testid="reassign-bar">
            <h2 className="grow">{t('customers.title')}</h2>
            {chosen.size > 0 ? (
              <>
                <span data-testid="chosen">{t('reassign.selected', { n: chosen.size })}</span>
                <Button type="text" onClick={() => setChosen(new Set())} data-testid="chosen-clear">{t('reassign.clear')}</Button>
                <Button type="primary" onClick={() => setTarget({ ids: [...chosen] })} data-testid="reassign-chosen">{t('reassign.open')}</Button>
              </>
            ) : narrow ? (
              rows.length > 0 && <Button onClick={byFilter} data-testid="reassign-filter">{t('reassign.all')}</Button>
            ) : (
              <span className="muted small">{t('reassign.allOff')}</span>
            )}
          </div>
          <PagedTable
            query={query} caption={t('customers.title')} testid="customers" rowKey={(c) => c.id}
            empty={<Empty testid="customers-empty" title={t('customers.empty')} action={<Link to="/imports">{t('customers.importFile')}</Link>}>{t('customers.emptyText')}</Empty>}
            columns={[
              {
                key: 'pick',
                title: <label className="check"><input type="checkbox" aria-label={t('customers.selectAll')} checked={all} onChange={(e) => setChosen(e.target.checked ? new Set(rows.map((c) => c.id)) : new Set())} data-testid="choose-all" /></label>,
                render: (c) => <label className="check"><input type="checkbox" aria-label={t('customers.selectOne', { name: c.name })} checked={chosen.has(c.id)} onChange={(e) => toggle(c.id, e.target.checked)} data-testid="choose-customer" /></label>,
              },
              { key: 'name', title: t('customers.name'), render: (c) => <><Link to="/customers/$id" params={{ id: String(c.id) }} data-testid="customer-link"><strong>{c.name}</strong></Link>{c.code && <div className="small muted">{c.code}</div>}</> },
              { key: 'phone', title: t('customers.phone'), render: (c) => <span className="num nowrap">{c.phone || '—'}</span> },
              { key: 'segment', title: t('customers.segment'), render: (c) => <SegmentTag segment={c.segment} /> },
              { key: 'unit', title: t('customers.unit'), render: (c) => c.unit?.name ?? '—' },
              { key: 'owner', title: t('customers.owner'), render: (c) => c.owner?.name ?? <span className="muted">{t('customers.unowned')}</span> },
              { key: 'contacts', title: t('customers.contacts'), num: true, render: (c) => c.contact_count },
              { key: 'created', title: t('customers.created'), render: (c) => <span className="nowrap">{dateTime(c.created_at, lang)}</span> },
            ]}
          />
        </section>
      </div>
      {target && <ReassignDialog target={target} onClose={() => setTarget(null)} onDone={() => setChosen(new Set())} />}
      {creating && <CreateDialog onClose={() => setCreating(false)} />}
    </>
  )
}

export function SegmentTag({ segment }: { segment: Customer['segment'] }) {
  const { t } = useTranslation()
  return segment === '' ? <span className="muted">{t('customers.segments.none')}</span> : <Tag tone={segment === 'vip' ? 'info' : segment === 'churned' ? 'warn' : 'plain'}>{t(`customers.segments.${segment}`)}</Tag>
}

function Filters({ search }: { search: CustomerSearch }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const units = useUnits()
  const agents = useAgents()
  const [v, setV] = useState(search)
  const go = (s: CustomerSearch) => void navigate({ to: '/customers', search: s })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    go({ ...v, name: v.name?.trim() || undefined, code: v.code?.trim() || undefined, phone: v.phone?.trim() || undefined })
  }
  const text = (k: 'name' | 'code' | 'phone', hint?: string) => (
    <label>
      <span className="field-label">{t(`customers.${k}`)}</span>
      <input className="field" value={v[k] ?? ''} maxLength={200} placeholder={hint} inputMode={k === 'phone' ? 'tel' : undefined} onChange={(e) => setV({ ...v, [k]: e.target.value })} data-testid={`find-${k}`} />
    </label>
  )
  return (
    <form className="stack" role="search" aria-label={t('customers.filters')} onSubmit={submit} data-testid="customer-search">
      <div className="filters">
        {text('name', t('customers.nameHint'))}
        {text('code')}
        {text('phone', t('customers.phoneHint'))}
        <label>
          <span className="field-label">{t('customers.owner')}</span>
          <select className="field" value={v.owner ?? ''} onChange={(e) => setV({ ...v, owner: e.target.value === 'none' ? 'none' : Number(e.target.value) || undefined })} data-testid="find-owner">
            <option value="">{t('customers.any')}</option>
            <option value="none">{t('customers.unowned')}</option>
            {agents.data?.map((a) => <option key={a.id} value={a.id}>{a.name}</option>)}
          </select>
        </label>
        <label>
          <span className="field-label">{t('customers.unit')}</span>
          <select className="field" value={v.unit ?? ''} onChange={(e) => setV({ ...v, unit: Number(e.target.value) || undefined })} data-testid="find-unit">
            <option value="">{t('customers.any')}</option>
            {units.data?.map((u) => <option key={u.id} value={u.id}>{u.name}</option>)}
          </select>
        </label>
        <label>
          <span className="field-label">{t('customers.segment')}</span>
          <select className="field" value={v.segment ?? ''} onChange={(e) => setV({ ...v, segment: e.target.value || undefined })} data-testid="find-segment">
            <option value="">{t('customers.any')}</option>
            {SEGMENTS.map((s) => <option key={s} value={s}>{t(`customers.segments.${s}`)}</option>)}
          </select>
        </label>
        <label>
          <span className="field-label">{t('customers.missing')}</span>
          <select className="field" value={v.missing ?? ''} onChange={(e) => setV({ ...v, missing: e.target.value || undefined })} data-testid="find-missing">
            <option value="">{t('customers.any')}</option>
            {FIELDS.map((f) => <option key={f} value={f}>{t(`customers.field.${f}`)}</option>)}
          </select>
        </label>
        <label>
          <span className="field-label">{t('customersLate.title')}</span>
          <select className="field" value={v.late ?? ''} onChange={(e) => setV({ ...v, late: e.target.value || undefined })} data-testid="find-late">
            <option value="">{t('customersLate.any')}</option>
            {LATE.map((k) => <option key={k} value={k}>{t(`customers.late.${k}`)}</option>)}
          </select>
        </label>
        <span className="row">
          <Button type="primary" htmlType="submit" data-testid="find">{t('ui.search')}</Button>
          {Object.values(search).some(Boolean) && <Button onClick={() => go({})} data-testid="find-reset">{t('ui.reset')}</Button>}
        </span>
      </div>
      {(units.isError || agents.isError) && <ErrorNotice error={units.error ?? agents.error} onRetry={() => void Promise.all([units.refetch(), agents.refetch()])} />}
    </form>
  )
}

function FiguresCard({ search }: { search: CustomerSearch }) {
  const { t } = useTranslation()
  const owner = search.owner === 'none' ? undefined : search.owner
  const q = useQuery({
    queryKey: ['customer-figures', search.unit, owner],
    queryFn: () => call(client.GET('/customers/figures', { params: { query: { unit_id: search.unit, owner_id: owner } } })),
    staleTime: 60_000, // a count over all customers
  })
  const f = q.data
  if (f?.total === 0) return null
  const missing = FIELDS.filter((k) => (f?.incomplete[k] ?? 0) > 0)
  const late = Object.entries(f?.late ?? {}).filter(([, n]) => n > 0)
  return (
    <section className="card" data-testid="figures" data-total={f?.total} data-complete={f?.complete}>
      <h2>{t('customers.figures')}{(search.unit || owner) && <span className="muted small"> · {t('customers.figuresScope')}</span>}</h2>
      {q.isPending && <Skeleton lines={3} />}
      {q.isError && <ErrorNotice error={q.error} onRetry={() => void q.refetch()} />}
      {f && (
        <div className="stack">
          <div className="figures">
            <div className="figure"><b>{f.total}</b><span>{t('customers.figuresTotal')}</span></div>
            <div className="figure"><b>{f.complete}</b><span>{t('customers.figuresComplete')} · {Math.floor((100 * f.complete) / f.total)}%</span></div>
          </div>
          <div>
            <h3>{t('customers.figuresMissing')}</h3>
            {missing.length === 0 ? <p className="muted">{t('customers.figuresNone')}</p> : (
              <p className="row">{missing.map((k) => <Link key={k} className="tag" to="/customers" search={{ unit: search.unit, owner: search.owner, missing: k }} data-testid={`missing-${k}`}>{t(`customers.field.${k}`)} {f.incomplete[k]}</Link>)}</p>
            )}
          </div>
          <div>
            <h3>{t('customers.figuresLate')}</h3>
            {late.length === 0 ? <p className="muted">{t('customers.lateNone')}</p> : <p className="row">{late.map(([k, n]) => <Link key={k} className="tag" data-tone="warn" data-sign="▲" to="/customers" search={{ unit: search.unit, owner: search.owner, late: k }} data-testid={`late-${k}`}>{t(`customers.late.${k}`)} {n}</Link>)}</p>}
          </div>
        </div>
      )}
    </section>
  )
}
