import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call, client } from '../api/client'
import { dateTime, duration } from '../format'
import { usePrefs } from '../prefs'
import { paged, PagedTable } from '../ui/DataTable'
import { PageHead } from '../ui/PageHead'
import { Empty } from '../ui/states'
import { Tag } from '../ui/Tag'
import { useDispositionLabel } from '../dispositions'
import { RecordsNotice } from './RecordsNotice'

export default function CallsPage() {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const label = useDispositionLabel()
  const query = useInfiniteQuery({
    queryKey: ['agent-calls'],
    queryFn: ({ pageParam }) => call(client.GET('/agent/calls', { params: { query: { cursor: pageParam } } })),
    ...paged,
  })
  return (
    <>
      <PageHead title={t('nav.calls')} sub={t('callsPage.sub')} />
      <RecordsNotice />
      <section className="card">
        <PagedTable
          query={query} caption={t('nav.calls')} testid="my-calls" rowKey={(r) => r.id}
          empty={<Empty title={t('callsPage.empty')}>{t('callsPage.emptyText')}</Empty>}
          columns={[
            { key: 'at', title: t('callsPage.at'), render: (r) => <span className="nowrap">{dateTime(r.claimed_at, lang)}</span> },
            { key: 'customer', title: t('callsPage.customer'), render: (r) => r.customer || t('call.noName') },
            { key: 'phone', title: t('callsPage.phone'), render: (r) => <span className="num nowrap">{r.phone}</span> },
            { key: 'campaign', title: t('callsPage.campaign'), render: (r) => r.campaign.name },
            { key: 'outcome', title: t('callsPage.outcome'), render: (r) => <Tag tone={r.outcome === 'answered' ? 'ok' : r.outcome ? 'plain' : 'info'}>{t(`outcome.${r.outcome || 'live'}`, { defaultValue: r.outcome })}</Tag> },
            { key: 'talk', title: t('callsPage.talk'), num: true, render: (r) => (r.talk_ms === undefined ? '—' : duration(r.talk_ms)) },
            { key: 'disposition', title: t('callsPage.disposition'), render: (r) => label(r.disposition) || '—' },
            { key: 'hungUp', title: t('callsPage.hungUp'), render: (r) => (r.hung_up_by ? t(`hungUpBy.${r.hung_up_by}`) : '—') },
          ]}
        />
      </section>
    </>
  )
}
