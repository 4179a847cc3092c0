import { useQuery } from '@tanstack/react-query'
import { Link, Navigate, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Button, Input, InputNumber, Select } from 'antd'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, call, client, type FieldProblem, type Schemas } from '../api/client'
import { queryClient, useMe } from '../auth'
import '../i18n/manage'
import '../i18n/modes'
import '../i18n/trunks'
import { usePrefs } from '../prefs'
import { Field, under } from '../ui/Field'
import { Notice } from '../ui/Notice'
import { PageHead } from '../ui/PageHead'
import { ErrorNotice, Skeleton } from '../ui/states'
import { toast } from '../ui/toast'
import { CallingWindow } from './CallingWindow'
import './manage.css'
import { ModeEditor, useModeDefaults } from './ModeEditor'
import { RetryEditor } from './RetryEditor'
import { allLists, useAgents, useTypes } from './useChoices'
import { USUAL } from './window'

type Campaign = Schemas['Campaign']
type Input_ = Schemas['CampaignInput']

/** AUTO leaves the choice of the trunk to the priorities. */
const AUTO = 'auto'

const crumbs = (t: (k: string) => string) => <Link to="/campaigns">{t('nav.campaigns')}</Link>

export function CampaignNewPage() {
  const { t } = useTranslation()
  const me = useMe()
  const { list } = useSearch({ strict: false }) as { list?: number }
  const start: Input_ = {
    name: '', purpose: '', mode: 'progressive', trunk: me.trunks?.length === 1 ? me.trunks[0]! : '', caller_id: '', list_id: list ? Number(list) : undefined, agent_ids: [],
    window: { zone: me.zone, intervals: USUAL, holidays: 'closed', calendar: 'CN' }, max_attempts: 2, retry_delay_s: 3600, ring_timeout_s: 30, wrapup_s: 60,
  }
  return (
    <>
      <PageHead title={t('form.newTitle')} crumbs={crumbs(t)} />
      <CampaignForm start={start} />
    </>
  )
}

export function CampaignEditPage() {
  const { t } = useTranslation()
  const { id } = useParams({ strict: false })
  const q = useQuery({
    queryKey: ['campaign', Number(id), 'edit'],
    queryFn: () => call(client.GET('/campaigns/{id}', { params: { path: { id: Number(id) } } })),
    refetchOnWindowFocus: false, // it would not reach the form, which has its own copy
    gcTime: 0,
  })
  if (q.isPending) return <section className="card"><Skeleton /></section>
  if (!q.data) return <ErrorNotice error={q.error} onRetry={() => void q.refetch()} />
  const c = q.data
  if (c.mode === 'inbound') return <Navigate to="/hotline/queues/$id" params={{ id: String(c.id) }} replace />
  return (
    <>
      <PageHead title={t('form.editTitle')} sub={c.name} crumbs={crumbs(t)} />
      {c.state === 'draft' || c.state === 'paused' ? (
        <CampaignForm
          key={c.version}
          campaign={c}
          onReload={() => void q.refetch()}
          start={{
            name: c.name, purpose: c.purpose, mode: c.mode as Input_['mode'], mode_settings: c.mode_settings, trunk: c.trunk, caller_id: c.caller_id, list_id: c.list_id, agent_ids: c.agents.map((a) => a.id),
            window: c.window, max_attempts: c.max_attempts, retry_delay_s: c.retry_delay_s, retry: c.retry, type_code: c.type_code ?? '', trained_only: c.trained_only, ring_timeout_s: c.ring_timeout_s, wrapup_s: c.wrapup_s,
          }}
        />
      ) : (
        <Notice tone="warn" testid="not-editable" actions={<Link to="/campaigns/$id" params={{ id: String(c.id) }}>{t('ui.back')}</Link>}>{t('form.notEditable')}</Notice>
      )}
    </>
  )
}

function CampaignForm({ start, campaign, onReload }: { start: Input_; campaign?: Campaign; onReload?: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [v, setV] = useState(start)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)
  const [local, setLocal] = useState<FieldProblem[]>([])
  const set = (p: Partial<Input_>) => setV((o) => ({ ...o, ...p }))

  const lists = useQuery({ queryKey: ['lists', 'choice'], queryFn: allLists })
  const agents = useAgents()
  const trunks = useQuery({ queryKey: ['trunks'], queryFn: () => call(client.GET('/trunks')) })
  const agentOptions = (agents.data ?? []).map((u) => ({ value: u.id, label: `${u.name} · ${u.login}` }))
  // Those who are assigned but no longer active keep their names, so that they can be taken off.
  for (const a of campaign?.agents ?? []) {
    if (!agentOptions.some((o) => o.value === a.id)) agentOptions.push({ value: a.id, label: a.name })
  }
  // AUTO is any trunk: its caller IDs are all that there are.
  const trunk = v.trunk === AUTO ? undefined : trunks.data?.find((k) => k.name === v.trunk)
  const callerIds = v.trunk === AUTO ? [...new Set(trunks.data?.flatMap((k) => k.caller_ids))] : (trunk?.caller_ids ?? [])
  const wrong = [...local, ...(error?.fields ?? [])]

  const submit = async (e: FormEvent) => {
    e.preventDefault()
    const missing: FieldProblem[] = []
    const need = (pointer: string, empty: boolean) => empty && missing.push({ pointer, code: 'required', detail: '' })
    need('/name', v.name.trim() === '')
    need('/trunk', v.trunk === '')
    setLocal(missing)
    setError(null)
    if (missing.length > 0) return
    setBusy(true)
    try {
      // A whole policy stands in place of the two figures of the simple rule.
      const { max_attempts, retry_delay_s, retry, ...rest } = v
      const body = { ...rest, name: v.name.trim(), ...(retry ? { retry } : { max_attempts, retry_delay_s }) } as Input_
      const saved = campaign
        ? await call(client.PUT('/campaigns/{id}', { params: { path: { id: campaign.id }, header: { 'If-Match': `"${campaign.version}"` } }, body }))
        : await call(client.POST('/campaigns', { body }))
      queryClient.setQueryData(['campaign', saved.id], saved)
      void queryClient.invalidateQueries({ queryKey: ['campaigns'] })
      toast('ok', t('form.saved'))
      void navigate({ to: '/campaigns/$id', params: { id: String(saved.id) } })
    } catch (err) {
      setBusy(false)
      setError(err instanceof ApiError ? err : new ApiError(0, 'unexpected_page', String(err)))
    }
  }

  const defaults = useModeDefaults()
  const settings = v.mode_settings ?? defaults.data
  const listLocked = campaign !== undefined && campaign.state !== 'draft'
  // Shown at their fields; the others (and those of no field) above.
  const placed = ['/name', '/mode', '/type_code', '/purpose', '/trunk', '/caller_id', '/list_id', '/agent_ids', '/window', '/max_attempts', '/retry_delay_s', '/retry', '/ring_timeout_s', '/wrapup_s']
  const allPlaced = error?.code === 'invalid' && error.fields.length > 0 && error.fields.every((f) => placed.some((p) => f.pointer.startsWith(p)))
  return (
    <form className="form-grid" onSubmit={(e) => void submit(e)} noValidate data-testid="campaign-form">
      <section className="card stack">
        <h2>{t('form.basics')}</h2>
        <Field label={t('form.name')} errors={under(wrong, '/name')} testid="name">
          {(a) => <Input {...a} value={v.name} maxLength={200} onChange={(e) => set({ name: e.target.value })} data-testid="campaign-name" autoFocus={!campaign} />}
        </Field>
        <Field label={<>{t('form.purpose')}<span className="muted">{t('ui.optional')}</span></>} hint={t('form.purposeHint')} errors={under(wrong, '/purpose')} testid="purpose">
          {(a) => <Input.TextArea {...a} value={v.purpose} maxLength={2000} autoSize={{ minRows: 2, maxRows: 8 }} onChange={(e) => set({ purpose: e.target.value })} data-testid="campaign-purpose" />}
        </Field>
        <TypeField value={v.type_code ?? ''} onChange={(type_code) => set({ type_code, trained_only: type_code !== '' && v.trained_only })} errors={under(wrong, '/type_code')} />
        {v.type_code && (
          <label className="check"><input type="checkbox" checked={v.trained_only ?? false} onChange={(e) => set({ trained_only: e.target.checked })} data-testid="campaign-trained" />{t('form.trainedOnly')}</label>
        )}
      </section>
      <section className="card stack">
        <h2>{t('form.mode')}</h2>
        {settings
          ? <ModeEditor mode={v.mode ?? 'progressive'} settings={settings} onChange={(mode, mode_settings) => set({ mode: mode as Input_['mode'], mode_settings })} errors={wrong} />
          : defaults.isError ? <ErrorNotice error={defaults.error} onRetry={() => void defaults.refetch()} /> : <Skeleton lines={4} />}
      </section>
      <section className="card stack">
        <h2>{t('form.who')}</h2>
        <Field
          label={t('form.list')} errors={under(wrong, '/list_id')} testid="list"
          hint={listLocked ? t('form.listFixed') : lists.data?.length === 0 ? <Link to="/lists">{t('form.noLists')}</Link> : undefined}
        >
          {({ status, ...a }) => (
            <Select
              {...a} status={status} showSearch={{ optionFilterProp: 'label' }} allowClear disabled={listLocked} loading={lists.isPending} value={v.list_id ?? undefined} onChange={(list_id) => set({ list_id })} data-testid="campaign-list"
              style={{ width: '100%' }} options={lists.data?.map((l) => ({ value: l.id, label: `${l.name} · ${t('form.listHint', { n: l.rows_taken })}` }))}
            />
          )}
        </Field>
        <Field label={t('form.agents')} errors={under(wrong, '/agent_ids')} testid="agents">
          {({ status, ...a }) => (
            <Select
              {...a} status={status} mode="multiple" showSearch={{ optionFilterProp: 'label' }} loading={agents.isPending} value={v.agent_ids ?? []} placeholder={t('form.agentsPlaceholder')} onChange={(agent_ids) => set({ agent_ids })}
              style={{ width: '100%' }} data-testid="campaign-agents"
              options={agentOptions}
            />
          )}
        </Field>
        {(lists.isError || agents.isError || trunks.isError) && <ErrorNotice error={lists.error ?? agents.error ?? trunks.error} onRetry={() => void Promise.all([lists.refetch(), agents.refetch(), trunks.refetch()])} />}
      </section>
      <section className="card stack">
        <h2>{t('form.line')}</h2>
        <div className="form-row">
          <Field label={t('form.trunk')} errors={under(wrong, '/trunk')} testid="trunk" hint={v.trunk === AUTO ? t('trunks.autoHint') : trunk && t('form.trunkHint', { max: trunk.max_calls, rate: trunk.calls_per_second })}>
            {({ status, ...a }) => (
              <Select {...a} status={status} loading={trunks.isPending} value={v.trunk || undefined} onChange={(k) => set({ trunk: k, caller_id: '' })} data-testid="campaign-trunk" style={{ width: '100%' }} options={trunks.data && [...(trunks.data.length > 1 ? [{ value: AUTO, label: t('trunks.auto') }] : []), ...trunks.data.map((k) => ({ value: k.name, label: k.name }))]} />
            )}
          </Field>
          <Field label={<>{t('form.callerId')}<span className="muted">{t('ui.optional')}</span></>} errors={under(wrong, '/caller_id')} testid="caller-id" hint={v.caller_id ? undefined : t('campaigns.first')}>
            {({ status, ...a }) =>
              callerIds.length > 0 ? (
                <Select {...a} status={status} allowClear value={v.caller_id || undefined} onChange={(n?: string) => set({ caller_id: n ?? '' })} data-testid="campaign-caller-id" style={{ width: '100%' }} options={callerIds.map((n) => ({ value: n, label: n }))} />
              ) : (
                <Input {...a} status={status} value={v.caller_id} maxLength={32} inputMode="tel" onChange={(e) => set({ caller_id: e.target.value })} data-testid="campaign-caller-id" />
              )
            }
          </Field>
        </div>
      </section>
      <section className="card stack">
        <h2>{t('form.window')}</h2>
        <CallingWindow value={v.window} onChange={(window) => set({ window })} errors={wrong} />
      </section>
      <section className="card stack">
        <h2>{t('form.retry')}</h2>
        <RetryEditor
          value={v} onChange={set} errors={wrong}
          simple={
            <div className="form-row">
              <Num label={t('form.maxAttempts')} unit={t('form.times')} min={1} max={10} value={v.max_attempts ?? 2} errors={under(wrong, '/max_attempts')} onChange={(max_attempts) => set({ max_attempts, retry: undefined })} testid="max-attempts" />
              <Num label={t('form.retryDelay')} unit={t('form.minutes')} min={1} max={43200} value={Math.round((v.retry_delay_s ?? 3600) / 60)} errors={under(wrong, '/retry_delay_s')} onChange={(m) => set({ retry_delay_s: m * 60, retry: undefined })} testid="retry-delay" />
            </div>
          }
        />
      </section>
      <section className="card stack">
        <h2>{t('form.times2')}</h2>
        <div className="form-row">
          <Num label={t('form.ringTimeout')} unit={t('form.seconds')} min={5} max={120} value={v.ring_timeout_s} errors={under(wrong, '/ring_timeout_s')} onChange={(ring_timeout_s) => set({ ring_timeout_s })} testid="ring-timeout" />
          <Num label={t('form.wrapUp')} unit={t('form.seconds')} min={0} max={3600} value={v.wrapup_s} errors={under(wrong, '/wrapup_s')} onChange={(wrapup_s) => set({ wrapup_s })} testid="wrapup" />
        </div>
      </section>
      {error && !allPlaced && (
        <div className="stack tight">
          <ErrorNotice error={error} testid="form-error" />
          {error.code === 'version_changed' && onReload && <div><Button onClick={onReload} data-testid="load-new">{t('form.loadNew')}</Button></div>}
        </div>
      )}
      {wrong.length > 0 && allPlaced && <Notice tone="bad" urgent testid="form-error">{t('problem.invalid')}</Notice>}
      <div className="row">
        <Button type="primary" size="large" htmlType="submit" loading={busy} data-testid="save-campaign">{t('form.save')}</Button>
        <Button size="large" onClick={() => void (campaign ? navigate({ to: '/campaigns/$id', params: { id: String(campaign.id) } }) : navigate({ to: '/campaigns' }))} data-testid="cancel-campaign">{t('ui.cancel')}</Button>
      </div>
    </form>
  )
}

function Num({ label, unit, min, max, value, errors, onChange, testid }: { label: string; unit: string; min: number; max: number; value: number; errors: FieldProblem[]; onChange(n: number): void; testid: string }) {
  return (
    <Field label={label} errors={errors} testid={testid}>
      {({ status, ...a }) => (
        <span className="row tight">
          <InputNumber {...a} status={status} min={min} max={max} precision={0} value={value} onChange={(n) => onChange(n ?? min)} data-testid={testid} style={{ width: 120 }} />
          <span className="muted">{unit}</span>
        </span>
      )}
    </Field>
  )
}

/** TypeField chooses the follow-up type, whose questions the agent asks (R5, R23). */
function TypeField({ value, onChange, errors }: { value: string; onChange(code: string): void; errors: FieldProblem[] }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const types = useTypes()
  const chosen = types.data?.find((x) => x.code === value)
  const questions = chosen?.questions ?? []
  return (
    <div>
      <Field label={<>{t('form.type')}<span className="muted">{t('ui.optional')}</span></>} hint={t('form.typeHint')} errors={errors} testid="type">
        {({ status: _, ...a }) => (
          <select {...a} className="field" value={value} onChange={(e) => onChange(e.target.value)} data-testid="campaign-type">
            <option value="">{t('form.noType')}</option>
            {value !== '' && !chosen && <option value={value}>{value}</option>}
            {types.data?.map((x) => <option key={x.code} value={x.code}>{lang === 'en' ? x.label_en : x.label_zh}</option>)}
          </select>
        )}
      </Field>
      {types.isError && <ErrorNotice error={types.error} onRetry={() => void types.refetch()} />}
      {questions.length > 0 && (
        <ol className="small asked" data-testid="type-questions">
          {questions.map((q) => <li key={q.id}>{lang === 'en' ? q.text_en : q.text_zh}{q.required && <span className="muted"> · {t('questions.required')}</span>}</li>)}
        </ol>
      )}
    </div>
  )
}
