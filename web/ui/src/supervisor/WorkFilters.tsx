// What records and the ledger are narrowed by; a change counts at once.
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { call, client } from '../api/client'
import { mayListen, mayManage, useMe } from '../auth'
import '../i18n/customers'
import '../i18n/records'
import { usePrefs } from '../prefs'
import { ErrorNotice } from '../ui/states'
import './manage.css'
import type { WorkSearch } from './records'
import { allPlans, useTypes, useUnits } from './useChoices'

interface Props {
  label: string
  search: WorkSearch
  /** Of records it is who finishes them, of follow-ups the customer's owner. */
  agent: string
  withType?: boolean
  onChange(s: Partial<WorkSearch>): void
  children?: ReactNode
}

export function WorkFilters({ label, search, agent, withType, onChange, children }: Props) {
  const { t } = useTranslation()
  const role = useMe().role
  const refs = useQuery({ queryKey: ['attempt-filters'], queryFn: () => call(client.GET('/attempts/filters')), staleTime: 30_000, enabled: mayListen(role) })
  const plans = useQuery({ queryKey: ['plans', 'choice'], queryFn: allPlans, staleTime: 30_000, enabled: mayManage(role) })
  const units = useUnits()
  const pick = (key: 'campaign' | 'plan' | 'unit' | 'agent', title: string, any: string, items: { id: number; name: string }[] | undefined) => (
    <label>
      <span className="field-label">{title}</span>
      <select className="field" value={search[key] ?? ''} onChange={(e) => onChange({ [key]: Number(e.target.value) || undefined })} data-testid={`work-${key}`}>
        <option value="">{any}</option>
        {search[key] && !items?.some((i) => i.id === search[key]) && <option value={search[key]}>{search[key]}</option>}
        {items?.map((i) => <option key={i.id} value={i.id}>{i.name}</option>)}
      </select>
    </label>
  )
  const day = (key: 'from' | 'to') => (
    <label>
      <span className="field-label">{t(`records.${key}`)}</span>
      <input className="field" type="date" value={search[key] ?? ''} onChange={(e) => onChange({ [key]: e.target.value || undefined })} data-testid={`work-${key}`} />
    </label>
  )
  const failed = [refs, plans, units].find((q) => q.isError)
  return (
    <div className="stack" role="search" aria-label={label}>
      <div className="filters">
        {children}
        {mayListen(role) && pick('campaign', t('records.campaign'), t('ledger.anyCampaign'), refs.data?.campaigns)}
        {mayManage(role) && pick('plan', t('records.plan'), t('ledger.anyPlan'), plans.data)}
        {withType && <TypePick type={search.type} onChange={(type) => onChange({ type })} />}
        {mayListen(role) && pick('unit', t('records.unit'), t('ledger.anyUnit'), units.data)}
        {mayListen(role) && pick('agent', agent, t('ledger.anyOwner'), refs.data?.agents)}
        {day('from')}
        {day('to')}
      </div>
      {failed && <ErrorNotice error={failed.error} onRetry={() => void failed.refetch()} />}
    </div>
  )
}

function TypePick({ type, onChange }: { type?: string; onChange(type: string | undefined): void }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const types = useTypes()
  return (
    <label>
      <span className="field-label">{t('records.type')}</span>
      <select className="field" value={type ?? ''} onChange={(e) => onChange(e.target.value || undefined)} data-testid="work-type">
        <option value="">{t('ledger.anyType')}</option>
        {type && !types.data?.some((x) => x.code === type) && <option value={type}>{type}</option>}
        {types.data?.map((x) => <option key={x.code} value={x.code}>{lang === 'en' ? x.label_en : x.label_zh}</option>)}
      </select>
      {types.isError && <ErrorNotice error={types.error} onRetry={() => void types.refetch()} />}
    </label>
  )
}
