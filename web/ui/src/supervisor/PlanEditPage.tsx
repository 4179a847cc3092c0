// A plan as it is written down (R8): whom, when, what for; and a rehearsal of it.
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, call, client, type FieldProblem, type Schemas } from '../api/client'
import { queryClient, useMe } from '../auth'
import { firstDay, lastDay } from '../format'
import '../i18n/manage'
import '../i18n/plans'
import { usePrefs } from '../prefs'
import { Notice } from '../ui/Notice'
import { PageHead } from '../ui/PageHead'
import { ErrorNotice, Skeleton } from '../ui/states'
import { toast } from '../ui/toast'
import './manage.css'
import './plans.css'
import { changeable, fromType, labelOf, planText, settingsOf, tidy, type FollowUpType, type Plan, type Settings } from './plan'
import { PlanChooseEditor } from './PlanChooseEditor'
import { AreaField, ChoiceField, DateField, TextField, Wrong } from './PlanFields'
import { PlanForecast } from './PlanForecast'
import { PlanRuleEditor } from './PlanRuleEditor'
import { allCampaigns, useTypes, useUnits } from './useChoices'

const Crumbs = () => <Link to="/plans">{useTranslation().t('nav.plans')}</Link>

export function PlanNewPage() {
  const { t } = useTranslation()
  const me = useMe()
  return (
    <>
      <PageHead title={t('plans.newTitle')} crumbs={<Crumbs />} />
      <PlanForm start={{ name: '', type_code: '', purpose: '', requester: '', campaign_id: 0, period: { kind: 'month' }, rule: { code: '', zone: me.zone, event: '', steps: [{ form: 'within', days: 7 }] }, choose: { choose: 'all' } }} />
    </>
  )
}

export function PlanEditPage() {
  const { t } = useTranslation()
  const id = Number(useParams({ strict: false }).id)
  const q = useQuery({
    queryKey: ['plan', id, 'edit'], queryFn: () => call(client.GET('/plans/{id}', { params: { path: { id } } })),
    refetchOnWindowFocus: false, gcTime: 0, // the form has its own copy
  })
  if (q.isPending) return <section className="card"><Skeleton /></section>
  if (!q.data) return <ErrorNotice error={q.error} onRetry={() => void q.refetch()} />
  const p = q.data
  return (
    <>
      <PageHead title={t('plans.editTitle')} sub={p.name} crumbs={<Crumbs />} />
      {changeable(p.state)
        ? <PlanForm key={p.version} plan={p} start={settingsOf(p)} onReload={() => void q.refetch()} />
        : <Notice tone="warn" testid="plan-not-editable" actions={<Link to="/plans/$id" params={{ id: String(p.id) }}>{t('ui.back')}</Link>}>{t('plans.notEditable')}</Notice>}
    </>
  )
}

function PlanForm({ start, plan, onReload }: { start: Settings; plan?: Plan; onReload?: () => void }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const navigate = useNavigate()
  const [v, setV] = useState(start)
  const [busy, setBusy] = useState('')
  const [error, setError] = useState<ApiError | null>(null)
  const [local, setLocal] = useState<FieldProblem[]>([])
  const [forecast, setForecast] = useState<Schemas['PlanForecast'] | null>(null)
  const [which, setWhich] = useState<'current' | 'next'>('current')
  const types = useTypes()
  const units = useUnits()
  const campaigns = useQuery({ queryKey: ['campaigns', 'choice'], queryFn: allCampaigns })
  const set = (p: Partial<Settings>) => setV((o) => ({ ...o, ...p }))
  const wrong = [...local, ...(error?.fields ?? [])]
  const type = types.data?.find((x) => x.code === v.type_code)
  const label = (x: FollowUpType | undefined) => (x ? labelOf(x, lang) : '')
  const open = campaigns.data?.filter((c) => c.state !== 'stopped' && c.state !== 'finished') ?? []
  const period = v.period ?? { kind: 'month' }

  const go = async (what: 'save' | 'rehearse', work: (body: Settings) => Promise<void>) => {
    const missing: FieldProblem[] = []
    const need = (pointer: string, empty: boolean) => empty && missing.push({ pointer, code: 'required', detail: '' })
    need('/name', v.name.trim() === '')
    need('/type_code', v.type_code === '')
    need('/campaign_id', !v.campaign_id)
    setLocal(missing)
    setError(null)
    if (missing.length > 0) return
    setBusy(what)
    try {
      await work(tidy(v))
    } catch (err) {
      setError(err instanceof ApiError ? err : new ApiError(0, 'unexpected_page', String(err)))
    } finally {
      setBusy('')
    }
  }
  const save = (e: FormEvent) => {
    e.preventDefault()
    void go('save', async (body) => {
      const saved = plan
        ? await call(client.PUT('/plans/{id}', { params: { path: { id: plan.id }, header: { 'If-Match': `"${plan.version}"` } }, body }))
        : await call(client.POST('/plans', { body }))
      queryClient.setQueryData(['plan', saved.id], saved)
      void queryClient.invalidateQueries({ queryKey: ['plans'] })
      toast('ok', t('plans.saved'))
      await navigate({ to: '/plans/$id', params: { id: String(saved.id) } })
    })
  }
  const rehearse = () => void go('rehearse', async (body) => setForecast(await call(client.POST('/plans/rehearse', { params: { query: { period: which } }, body }))))

  return (
    <form className="form-grid" onSubmit={save} noValidate data-testid="plan-form">
      <section className="card stack">
        <h2>{t('form.basics')}</h2>
        {plan?.note && <Notice tone="warn" title={t('plans.sentBack')} testid="plan-note">{plan.note}</Notice>}
        <ChoiceField
          label={t('form.type')} at="/type_code" errors={wrong} value={v.type_code} testid="plan-type"
          hint={!plan && type ? t('planForm.typeTaken') : t('planForm.typeHint')}
          onChange={(code) => {
            const next = types.data?.find((x) => x.code === code)
            setV(next ? fromType(v, next, label(next), label(type)) : { ...v, type_code: code })
          }}
          options={[{ value: '', label: t('planForm.chooseType') }, ...(types.data ?? []).map((x) => ({ value: x.code, label: x.method === 'phone' ? labelOf(x, lang) : `${labelOf(x, lang)} · ${t(`planMethod.${x.method}`)}` }))]}
        />
        {type && type.method !== 'phone' && <Notice tone="warn" testid="method-warning">{t('planProblem.method_not_dialled')}</Notice>}
        <TextField label={t('plans.name')} at="/name" errors={wrong} value={v.name} onChange={(name) => set({ name })} testid="plan-name" />
        <div className="form-row">
          <ChoiceField
            label={t('plans.campaign')} at="/campaign_id" errors={wrong} value={v.campaign_id ? String(v.campaign_id) : ''} onChange={(c) => set({ campaign_id: Number(c) })} testid="plan-campaign"
            hint={<>{t('planForm.campaignHint')} <Link to="/campaigns/new">{t('campaigns.create')}</Link></>}
            options={[{ value: '', label: t('planForm.chooseCampaign') }, ...open.map((c) => ({ value: String(c.id), label: `${c.name} · ${t(`campaignState.${c.state}`)}` }))]}
          />
          <ChoiceField
            label={<>{t('plans.unit')}<span className="muted">{t('ui.optional')}</span></>} at="/unit_id" errors={wrong} value={v.unit_id ? String(v.unit_id) : ''} onChange={(u) => set({ unit_id: Number(u) || undefined })} hint={t('planForm.unitHint')} testid="plan-unit"
            options={[{ value: '', label: t('planForm.allUnits') }, ...(units.data ?? []).filter((u) => u.active || u.id === v.unit_id).map((u) => ({ value: String(u.id), label: u.name }))]}
          />
        </div>
        <div className="form-row">
          <TextField label={<>{t('plans.requester')}<span className="muted">{t('ui.optional')}</span></>} at="/requester" errors={wrong} value={v.requester ?? ''} onChange={(requester) => set({ requester })} hint={t('planForm.requesterHint')} testid="plan-requester" />
          <AreaField label={<>{t('plans.purpose')}<span className="muted">{t('ui.optional')}</span></>} at="/purpose" errors={wrong} value={v.purpose ?? ''} onChange={(purpose) => set({ purpose })} testid="plan-purpose" />
        </div>
        {(types.isError || units.isError || campaigns.isError) && <ErrorNotice error={types.error ?? units.error ?? campaigns.error} onRetry={() => void Promise.all([types.refetch(), units.refetch(), campaigns.refetch()])} />}
      </section>
      <section className="card stack">
        <h2>{t('planForm.when')}</h2>
        <PlanRuleEditor value={v.rule} onChange={(rule) => set({ rule })} errors={wrong} events={[...new Set((types.data ?? []).flatMap((x) => x.rule.event ?? []))].sort()} />
      </section>
      <section className="card stack">
        <h2>{t('planForm.whom')}</h2>
        <PlanChooseEditor value={v.choose} onChange={(choose) => set({ choose })} errors={wrong} />
      </section>
      <section className="card stack">
        <h2>{t('plans.period')}</h2>
        <p className="field-hint">{t('planForm.periodHint')}</p>
        <div className="form-row two">
          <ChoiceField label={t('planForm.periodKind')} at="/period/kind" errors={wrong} value={period.kind} onChange={(kind) => set({ period: kind === 'once' ? { kind, from: period.from ?? '', to: period.to ?? '' } : { kind } })} options={(['month', 'week', 'once'] as const).map((k) => ({ value: k, label: t(`planForm.periods.${k}`) }))} testid="period-kind" />
          {period.kind === 'once' && (
            <>
              <DateField label={t('planForm.firstDay')} at="/period/from" errors={wrong} value={period.from ?? ''} onChange={(from) => set({ period: { ...period, from } })} testid="period-from" />
              <DateField label={t('planForm.lastDay')} at="/period/to" errors={wrong} value={period.to ?? ''} onChange={(to) => set({ period: { ...period, to } })} testid="period-to" />
            </>
          )}
        </div>
        <Wrong errors={wrong} at="/period" />
      </section>
      <section className="card stack">
        <div className="card-head">
          <h2 className="grow">{t('planRun.rehearsal')}</h2>
          {period.kind !== 'once' && (
            <select className="field" aria-label={t('plans.period')} value={which} onChange={(e) => setWhich(e.target.value as 'current' | 'next')} data-testid="rehearse-period">
              {(['current', 'next'] as const).map((k) => <option key={k} value={k}>{t(`planRun.which.${k}`)}</option>)}
            </select>
          )}
          <Button onClick={rehearse} loading={busy === 'rehearse'} data-testid="rehearse">{t('planRun.rehearse')}</Button>
        </div>
        {forecast ? (
          <>
            <p className="muted">{t('planRun.of', { from: firstDay(forecast.from, lang, v.rule.zone), until: lastDay(forecast.until, lang, v.rule.zone) })}</p>
            <PlanForecast run={forecast} testid="forecast" />
          </>
        ) : <p className="muted">{t('planRun.rehearsalText')}</p>}
      </section>
      {error && (error.code !== 'invalid' || error.fields.length === 0) && (
        <div className="stack tight">
          <ErrorNotice error={error} testid="plan-error" />
          {error.code === 'version_changed' && onReload && <div><Button onClick={onReload} data-testid="load-new">{t('form.loadNew')}</Button></div>}
        </div>
      )}
      {wrong.length > 0 && (
        <Notice tone="bad" urgent title={t('problem.invalid')} testid="plan-wrong">
          <ul>{[...new Set(wrong.map((e) => planText(t, e)))].map((x) => <li key={x}>{x}</li>)}</ul>
        </Notice>
      )}
      <div className="row">
        <Button type="primary" size="large" htmlType="submit" loading={busy === 'save'} data-testid="save-plan">{t('plans.save')}</Button>
        <Button size="large" onClick={() => void (plan ? navigate({ to: '/plans/$id', params: { id: String(plan.id) } }) : navigate({ to: '/plans' }))}>{t('ui.cancel')}</Button>
      </div>
    </form>
  )
}
