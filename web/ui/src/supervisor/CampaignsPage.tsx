import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, client } from '../api/client'
import { dateTime } from '../format'
import '../i18n/manage'
import { usePrefs } from '../prefs'
import { paged, PagedTable } from '../ui/DataTable'
import { PageHead } from '../ui/PageHead'
import { Empty } from '../ui/states'
import './manage.css'
import { CampaignTag, CountsBar, type CampaignState } from './words'

const STATES: CampaignState[] = ['draft', 'running', 'paused', 'stopped', 'finished']

export default function CampaignsPage() {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const navigate = useNavigate()
  const [state, setState] = useState<CampaignState | ''>('')
  const query = useInfiniteQuery({
    queryKey: ['campaigns', state],
    queryFn: ({ pageParam }) => call(client.GET('/campaigns', { params: { query: { cursor: pageParam, state: state || undefined } } })),
    refetchInterval: 5000,
    ...paged,
  })
  const create = (
    <Button type="primary" onClick={() => void navigate({ to: '/campaigns/new' })} data-testid="new-campaign">{t('campaigns.create')}</Button>
  )
  return (
    <>
      <PageHead title={t('nav.campaigns')} sub={t('campaigns.sub')}>
        <label className="row tight">
          <span className="muted">{t('campaigns.filter')}</span>
          <select className="field" value={state} onChange={(e) => setState(e.target.value as CampaignState | '')} data-testid="campaign-filter">
            <option value="">{t('ui.all')}</option>
            {STATES.map((s) => <option key={s} value={s}>{t(`campaignState.${s}`)}</option>)}
          </select>
        </label>
        {create}
      </PageHead>
      <section className="card">
        <PagedTable
          query={query} caption={t('nav.campaigns')} testid="campaigns" rowKey={(c) => c.id}
          empty={<Empty title={t('campaigns.empty')} action={<>{create}<Link to="/lists" className="ant-btn-link" style={{ alignSelf: 'center' }}>{t('campaigns.upload')}</Link></>}>{t('campaigns.emptyText')}</Empty>}
          columns={[
            { key: 'name', title: t('campaigns.name'), render: (c) => <Link to="/campaigns/$id" params={{ id: String(c.id) }} data-testid="campaign-link"><strong>{c.name}</strong></Link> },
            { key: 'state', title: t('campaigns.state'), render: (c) => <CampaignTag state={c.state} /> },
            { key: 'progress', title: t('campaigns.progress'), render: (c) => <div style={{ minWidth: 160 }}><CountsBar counts={c.counts} /><span className="small muted num">{c.counts.completed} / {c.counts.total}</span></div> },
            { key: 'list', title: t('campaigns.list'), render: (c) => c.list_name || <span className="muted">{t('campaigns.noList')}</span> },
            { key: 'agents', title: t('campaigns.agents'), num: true, render: (c) => c.agents.length },
            { key: 'created', title: t('campaigns.created'), render: (c) => <span className="nowrap">{dateTime(c.created_at, lang)}</span> },
          ]}
        />
      </section>
    </>
  )
}
