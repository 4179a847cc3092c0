import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { call, client } from '../api/client'
import '../i18n/manage'
import '../i18n/rules'
import { PageHead } from '../ui/PageHead'
import { ErrorNotice } from '../ui/states'
import { LedgerView } from './LedgerView'

export default function LedgerPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { campaign_id: campaign } = useSearch({ from: '/manage/ledger' })
  const choice = useQuery({ queryKey: ['campaigns', 'choice'], queryFn: () => call(client.GET('/campaigns', { params: { query: { limit: 200 } } })) })
  const one = campaign && choice.data?.items.find((c) => c.id === campaign)
  return (
    <>
      <PageHead
        title={t('ledger.title')} sub={t('ledger.sub')}
        crumbs={campaign ? <><Link to="/campaigns">{t('nav.campaigns')}</Link>{one && <> / <Link to="/campaigns/$id" params={{ id: String(campaign) }} data-testid="ledger-campaign-link">{one.name}</Link></>}</> : undefined}
      />
      {choice.isError && <div className="notices"><ErrorNotice error={choice.error} onRetry={() => void choice.refetch()} /></div>}
      <LedgerView
        campaign={campaign}
        head={
          <label className="row tight grow">
            <span className="muted">{t('ledger.campaign')}</span>
            <select
              className="field" value={campaign ?? ''} data-testid="ledger-campaign"
              onChange={(e) => void navigate({ to: '/ledger', search: { campaign_id: Number(e.target.value) || undefined } })}
            >
              <option value="">{t('ledger.allCampaigns')}</option>
              {campaign && !one && <option value={campaign}>{campaign}</option>}
              {choice.data?.items.map((c) => <option key={c.id} value={c.id}>{c.name}</option>)}
            </select>
            {!campaign && <span className="muted small">{t('ledger.perCampaign')}</span>}
          </label>
        }
      />
    </>
  )
}
