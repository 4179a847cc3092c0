import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import '../i18n/manage'
import '../i18n/records'
import '../i18n/rules'
import { PageHead } from '../ui/PageHead'
import { LedgerView } from './LedgerView'
import { WorkFilters } from './WorkFilters'

export default function LedgerPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const search = useSearch({ from: '/manage/ledger' })
  const narrowed = Object.values(search).some((v) => v !== undefined)
  return (
    <>
      <PageHead
        title={t('ledger.title')} sub={t('ledger.sub')}
        crumbs={search.campaign ? <><Link to="/campaigns">{t('nav.campaigns')}</Link> / <Link to="/campaigns/$id" params={{ id: String(search.campaign) }} data-testid="ledger-campaign-link">{t('ledger.campaign')} {search.campaign}</Link></> : undefined}
      />
      <div className="grid">
        <section className="card">
          <WorkFilters label={t('ledger.filters')} search={search} agent={t('records.owner')} withType onChange={(s) => void navigate({ to: '/ledger', search: { ...search, ...s } })} />
        </section>
        <LedgerView
          search={search}
          head={<><h2 className="grow">{t('ledger.lines')}</h2>{narrowed && <Button size="small" onClick={() => void navigate({ to: '/ledger', search: {} })} data-testid="ledger-reset">{t('ui.reset')}</Button>}</>}
        />
      </div>
    </>
  )
}
