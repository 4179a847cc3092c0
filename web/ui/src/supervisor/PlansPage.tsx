// All plans, and the requests that wait for an answer (R8).
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, client } from '../api/client'
import { dateTime } from '../format'
import '../i18n/manage'
import '../i18n/plans'
import { usePrefs } from '../prefs'
import { paged, PagedTable } from '../ui/DataTable'
import { PageHead } from '../ui/PageHead'
import { Empty } from '../ui/states'
import './manage.css'
import { cycleText, labelOf, STATES, stepText, type Plan, type PlanState } from './plan'
import { PlanActions, PlanTag } from './PlanActions'
import './plans.css'
import { useTypes } from './useChoices'

export default function PlansPage() {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const navigate = useNavigate()
  const [state, setState] = useState<PlanState | ''>('')
  const query = useInfiniteQuery({
    queryKey: ['plans', state],
    queryFn: ({ pageParam }) => call(client.GET('/plans', { params: { query: { cursor: pageParam, state: state || undefined } } })),
    refetchInterval: 15_000,
    ...paged,
  })
  const types = useTypes()
  const type = (code: string) => {
    const x = types.data?.find((y) => y.code === code)
    return x ? labelOf(x, lang) : code
  }
  const add = <Button type="primary" onClick={() => void navigate({ to: '/plans/new' })} data-testid="new-plan">{t('plans.create')}</Button>
  return (
    <>
      <PageHead title={t('nav.plans')} sub={t('plans.sub')}>
        <Link to="/settings/types" data-testid="plan-types">{t('nav.types')}</Link>
        {add}
      </PageHead>
      <div className="grid">
        <Requests type={type} />
        <section className="card">
          <div className="card-head">
            <h2 className="grow">{t('plans.all')}</h2>
            <label className="row tight">
              <span className="muted">{t('campaigns.filter')}</span>
              <select className="field" value={state} onChange={(e) => setState(e.target.value as PlanState | '')} data-testid="plan-filter">
                <option value="">{t('ui.all')}</option>
                {STATES.map((s) => <option key={s} value={s}>{t(`planState.${s}`)}</option>)}
              </select>
            </label>
          </div>
          <PagedTable
            query={query} caption={t('plans.all')} testid="plans" rowKey={(p) => p.id}
            empty={<Empty title={t('plans.empty')} action={state === '' ? add : undefined}>{state === '' ? t('plans.emptyText') : t('campaigns.noFollowUpsText')}</Empty>}
            columns={[
              { key: 'name', title: t('plans.name'), render: (p) => <Link to="/plans/$id" params={{ id: String(p.id) }} data-testid="plan-link"><strong>{p.name}</strong></Link> },
              { key: 'state', title: t('campaigns.state'), render: (p) => <PlanTag state={p.state} /> },
              { key: 'type', title: t('form.type'), render: (p) => type(p.type_code) },
              { key: 'unit', title: t('plans.unit'), render: (p) => p.unit_name || t('planForm.allUnits') },
              { key: 'campaign', title: t('plans.campaign'), render: (p) => <Link to="/campaigns/$id" params={{ id: String(p.campaign_id) }}>{p.campaign_name}</Link> },
              { key: 'period', title: t('plans.period'), render: (p) => <span className="nowrap">{cycleText(t, p.period)}</span> },
              { key: 'last', title: t('plans.lastRun'), render: (p) => (p.job ? t('plans.going') : p.last_run ? <span className="nowrap">{dateTime(p.last_run.created_at, lang)} · {t('plans.addedN', { n: p.last_run.added })}</span> : '—') },
              { key: 'done', title: t('plans.figures'), render: (p) => <Figures p={p} /> },
            ]}
          />
        </section>
      </div>
    </>
  )
}

function Figures({ p }: { p: Plan }) {
  const { t } = useTranslation()
  return <span className="num" title={t('plans.figuresText')}>{p.counts.completed} / {p.counts.total}</span>
}

/** Requests is the inbox of those who confirm. */
function Requests({ type }: { type(code: string): string }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const q = useQuery({ queryKey: ['plans', 'requests'], queryFn: () => call(client.GET('/plans', { params: { query: { state: 'requested', limit: 50 } } })), refetchInterval: 15_000 })
  if (!q.data || q.data.items.length === 0) return null
  return (
    <section className="card" data-testid="requests">
      <h2>{t('plans.requests', { n: q.data.items.length })}</h2>
      <ul className="stack">
        {q.data.items.map((p) => (
          <li key={p.id} className="plan-step" data-testid="request" data-id={p.id}>
            <div className="card-head">
              <strong><Link to="/plans/$id" params={{ id: String(p.id) }}>{p.name}</Link></strong>
              <span className="muted small grow">{type(p.type_code)}</span>
              <span className="row"><PlanActions plan={p} small /></span>
            </div>
            <p>{p.purpose || '—'}</p>
            <p className="muted small">
              {[p.unit_name || t('planForm.allUnits'), p.requester, p.requested_by && p.requested_at ? t('plans.filedBy', { name: p.requested_by, at: dateTime(p.requested_at, lang) }) : '', p.rule.steps.map((s) => stepText(t, s)).join(t('ui.semicolon'))].filter(Boolean).join(' · ')}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
