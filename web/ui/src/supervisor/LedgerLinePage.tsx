// The follow-ups of one line of the ledger.
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { API, call, client } from '../api/client'
import { useDispositionLabel } from '../dispositions'
import { dateTime } from '../format'
import '../i18n/manage'
import '../i18n/records'
import '../i18n/rules'
import { usePrefs } from '../prefs'
import { paged, PagedTable } from '../ui/DataTable'
import { PageHead } from '../ui/PageHead'
import { Empty } from '../ui/states'
import { csvAddress, ledgerReason, toLedgerQuery } from './ledger'
import './manage.css'
import { FollowUpTag } from './words'

export default function LedgerLinePage() {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const label = useDispositionLabel()
  const { class: cls, reason, ...search } = useSearch({ from: '/manage/ledger/follow-ups' })
  const query = useInfiniteQuery({
    queryKey: ['ledger', 'line', search, cls, reason],
    queryFn: ({ pageParam }) => call(client.GET('/ledger/follow-ups', { params: { query: { ...toLedgerQuery(search), class: cls, reason, cursor: pageParam } } })),
    ...paged,
  })
  const why = ledgerReason(t, reason, label)
  return (
    <>
      <PageHead title={`${t(`ledger.class.${cls}`)}${t('ui.comma')}${why}`} crumbs={<Link to="/ledger" search={search} data-testid="ledger-back">{t('ledger.title')}</Link>}>
        <a className="tag" href={API + csvAddress(search, { class: cls, reason })} download data-testid="line-csv">{t('ledger.download')}</a>
      </PageHead>
      <section className="card">
        <PagedTable
          query={query} caption={why} testid="ledger-items" rowKey={(f) => f.id}
          empty={<Empty testid="ledger-items-empty" title={t('ledger.noItems')} action={<Link to="/ledger" search={search}>{t('ledger.back')}</Link>}>{t('ledger.noItemsText')}</Empty>}
          columns={[
            { key: 'id', title: t('ledger.follow'), render: (f) => <span className="num">{f.id}</span> },
            { key: 'customer', title: t('records.customer'), render: (f) => (f.customer ? <Link to="/customers/$id" params={{ id: String(f.customer.id) }} data-testid="item-customer"><strong>{f.customer.name}</strong></Link> : f.contact || t('call.noName')) },
            { key: 'phone', title: t('records.phone'), render: (f) => <Link className="num nowrap" to="/attempts" search={{ phone: f.phone }}>{f.phone}</Link> },
            { key: 'campaign', title: t('records.campaign'), render: (f) => <><Link to="/campaigns/$id" params={{ id: String(f.campaign.id) }}>{f.campaign.name}</Link>{f.plan && <div className="small muted">{f.plan.name}</div>}</> },
            { key: 'unit', title: t('records.unit'), render: (f) => f.unit?.name ?? '—' },
            { key: 'owner', title: t('records.owner'), render: (f) => f.owner?.name ?? '—' },
            { key: 'state', title: t('records.state'), render: (f) => <FollowUpTag state={f.state} /> },
            { key: 'due', title: t('ledger.due'), render: (f) => <span className="nowrap">{dateTime(f.due_at, lang)}</span> },
            { key: 'tries', title: t('ledger.tries'), num: true, render: (f) => f.attempts },
            { key: 'last', title: t('ledger.last'), render: (f) => (f.last_outcome ? t(`outcome.${f.last_outcome}`, { defaultValue: f.last_outcome }) : '—') },
          ]}
        />
      </section>
    </>
  )
}
