import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call, client } from '../api/client'
import { withWeekday } from '../format'
import { usePrefs } from '../prefs'
import { paged, PagedTable } from '../ui/DataTable'
import { useNow } from '../ui/hooks'
import { PageHead } from '../ui/PageHead'
import { Empty } from '../ui/states'
import { Tag } from '../ui/Tag'

export default function CallbacksPage() {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const now = useNow(10_000)
  const query = useInfiniteQuery({
    queryKey: ['agent-callbacks'],
    queryFn: ({ pageParam }) => call(client.GET('/agent/callbacks', { params: { query: { cursor: pageParam } } })),
    refetchInterval: 30_000,
    ...paged,
  })
  return (
    <>
      <PageHead title={t('nav.callbacks')} sub={t('callbacksPage.sub')} />
      <section className="card">
        <PagedTable
          query={query} caption={t('nav.callbacks')} testid="my-callbacks" rowKey={(r) => r.follow_up_id}
          empty={<Empty title={t('callbacksPage.empty')}>{t('callbacksPage.emptyText')}</Empty>}
          columns={[
            {
              key: 'due', title: t('callbacksPage.due'),
              render: (r) => (
                <span className="row tight">
                  <span className="nowrap">{withWeekday(r.due_at, lang)}</span>
                  {Date.parse(r.due_at) <= now && <Tag tone="warn">{t('callbacksPage.overdue')}</Tag>}
                  {!r.running && <Tag>{t('callbacksPage.notRunning')}</Tag>}
                </span>
              ),
            },
            { key: 'customer', title: t('callsPage.customer'), render: (r) => r.customer || t('call.noName') },
            { key: 'phone', title: t('callsPage.phone'), render: (r) => <span className="num nowrap">{r.phone}</span> },
            { key: 'campaign', title: t('callsPage.campaign'), render: (r) => r.campaign.name },
            { key: 'note', title: t('callbacksPage.note'), render: (r) => r.note || '—' },
          ]}
        />
      </section>
    </>
  )
}
