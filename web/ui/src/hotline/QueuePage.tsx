// A queue of the hotline (R19): new, or its settings. Unlike a campaign it is changed while it runs.
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Button, Input, InputNumber, Select } from 'antd'
import { useState, type FormEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, call, client, type FieldProblem, type Schemas } from '../api/client'
import { queryClient, useMe } from '../auth'
import { fieldText } from '../i18n'
import '../i18n/hotline'
import '../i18n/manage'
import '../i18n/trunks'
import { usePrefs } from '../prefs'
import { CallingWindow } from '../supervisor/CallingWindow'
import '../supervisor/manage.css'
import { useAgents, useTypes } from '../supervisor/useChoices'
import { USUAL } from '../supervisor/window'
import { Field, under } from '../ui/Field'
import { Notice } from '../ui/Notice'
import { PageHead } from '../ui/PageHead'
import { ErrorNotice, Skeleton } from '../ui/states'
import { toast } from '../ui/toast'
import { linesOf } from './level'

type Queue = Schemas['Queue']
type Settings = Schemas['QueueInput']
const CATEGORIES = ['pre_sales', 'after_sales', 'complaint', 'alarm'] as const
const OVERFLOWS = ['message', 'callback', 'hang_up'] as const
const CLOSEDS = ['message', 'hang_up'] as const
const AUTO = 'auto'

const crumbs = (t: (k: string) => string) => <Link to="/hotline">{t('hotline.title')}</Link>

export function QueueNewPage() {
  const { t } = useTranslation()
  const me = useMe()
  const defaults = useQuery({ queryKey: ['queue-defaults', 'after_sales'], queryFn: () => call(client.GET('/queues/defaults/{category}', { params: { path: { category: 'after_sales' } } })) })
  return (
    <>
      <PageHead title={t('queueForm.newTitle')} crumbs={crumbs(t)} />
      {defaults.isPending ? <section className="card"><Skeleton /></section> : !defaults.data ? <ErrorNotice error={defaults.error} onRetry={() => void defaults.refetch()} /> : (
        <QueueForm
          start={{
            ...defaults.data, name: '', purpose: '', trunk: me.trunks?.length === 1 ? me.trunks[0]! : '', caller_id: '', agent_ids: [], max_attempts: 3, retry_delay_s: 600, wrapup_s: 60,
            window: { zone: me.zone, intervals: USUAL, holidays: 'closed', calendar: 'CN' },
          }}
        />
      )}
    </>
  )
}

export function QueueEditPage() {
  const { t } = useTranslation()
  const { id } = useParams({ strict: false })
  const q = useQuery({
    queryKey: ['queue', Number(id), 'edit'],
    queryFn: () => call(client.GET('/queues/{id}', { params: { path: { id: Number(id) } } })),
    refetchOnWindowFocus: false, // it would not reach the form, which has its own copy
    gcTime: 0,
  })
  if (q.isPending) return <section className="card"><Skeleton /></section>
  if (!q.data) return <ErrorNotice error={q.error} onRetry={() => void q.refetch()} />
  const x = q.data
  const { id: _, state, agents, version: __, counts: ___, ...rest } = x
  return (
    <>
      <PageHead title={t('queueForm.editTitle')} sub={x.name} crumbs={crumbs(t)} />
      {state === 'stopped' || state === 'finished'
        ? <Notice tone="warn" testid="not-editable">{t('queueForm.stopped')}</Notice>
        : <QueueForm key={x.version} queue={x} onReload={() => void q.refetch()} start={{ ...rest, agent_ids: agents.map((a) => a.id) }} />}
    </>
  )
}

function QueueForm({ start, queue, onReload }: { start: Settings; queue?: Queue; onReload?: () => void }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const navigate = useNavigate()
  const [v, setV] = useState(start)
  const [numbers, setNumbers] = useState(start.numbers.join('\n'))
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)
  const [local, setLocal] = useState<FieldProblem[]>([])
  const set = (p: Partial<Settings>) => setV((o) => ({ ...o, ...p }))
  const agents = useAgents()
  const trunks = useQuery({ queryKey: ['trunks'], queryFn: () => call(client.GET('/trunks')) })
  const prompts = useQuery({ queryKey: ['prompts'], queryFn: () => call(client.GET('/prompts')) })
  const types = useTypes()
  const agentOptions = (agents.data ?? []).map((u) => ({ value: u.id, label: `${u.name} · ${u.login}` }))
  for (const a of queue?.agents ?? []) {
    if (!agentOptions.some((o) => o.value === a.id)) agentOptions.push({ value: a.id, label: a.name })
  }
  const trunk = trunks.data?.find((k) => k.name === v.trunk)
  const wrong = [...local, ...(error?.fields ?? [])]

  const submit = async (e: FormEvent) => {
    e.preventDefault()
    const missing: FieldProblem[] = []
    if (v.name.trim() === '') missing.push({ pointer: '/name', code: 'required', detail: '' })
    if (v.trunk === '') missing.push({ pointer: '/trunk', code: 'required', detail: '' })
    setLocal(missing)
    setError(null)
    if (missing.length > 0) return
    setBusy(true)
    try {
      const body: Settings = { ...v, name: v.name.trim(), numbers: linesOf(numbers) }
      if (queue) await call(client.PUT('/queues/{id}', { params: { path: { id: queue.id }, header: { 'If-Match': `"${queue.version}"` } }, body }))
      else await call(client.POST('/queues', { body }))
      void queryClient.invalidateQueries({ queryKey: ['hotline'] })
      void queryClient.invalidateQueries({ queryKey: ['queues'] })
      toast('ok', t('queueForm.saved'))
      void navigate({ to: '/hotline' })
    } catch (err) {
      setBusy(false)
      setError(err instanceof ApiError ? err : new ApiError(0, 'unexpected_page', String(err)))
    }
  }
  const num = (key: NumberKey, label: string, unit: string, min: number, max: number, more?: { hint?: string; scale?: number }) => (
    <Field label={label} hint={more?.hint} errors={under(wrong, `/${key}`)} testid={key}>
      {({ status, ...a }) => (
        <span className="row tight">
          <InputNumber {...a} status={status} min={min} max={max} precision={0} value={Math.round((v[key] ?? 0) / (more?.scale ?? 1))} onChange={(n) => set({ [key]: (n ?? min) * (more?.scale ?? 1) })} data-testid={key} style={{ width: 110 }} />
          <span className="muted">{unit}</span>
        </span>
      )}
    </Field>
  )
  const choice = (key: ChoiceKey, label: ReactNode, options: readonly { value: string; label: string }[], hint?: ReactNode) => (
    <Field label={label} hint={hint} errors={under(wrong, `/${key}`)} testid={key}>
      {({ status: _, ...a }) => (
        <select {...a} className="field wide" value={v[key] ?? ''} onChange={(e) => set({ [key]: e.target.value, ...(key === 'type_code' && e.target.value === '' ? { trained_only: false } : {}) })} data-testid={key}>
          {options.map((o) => <option key={o.value} value={o.value}>{o.label}</option>)}
        </select>
      )}
    </Field>
  )
  const promptOptions = (none: string) => [{ value: '', label: none }, ...(prompts.data?.items ?? []).map((p) => ({ value: p.id, label: p.name }))]
  const numberWrong = under(wrong, '/numbers').map((f) => t('queueForm.numberBad', { n: Number(f.pointer.split('/')[2] ?? 0) + 1, why: fieldText(t, f) })).join(t('ui.semicolon'))
  const optional = (label: string) => <>{label}<span className="muted">{t('ui.optional')}</span></>
  return (
    <form className="form-grid" onSubmit={(e) => void submit(e)} noValidate data-testid="queue-form">
      <section className="card stack">
        <h2>{t('queueForm.basics')}</h2>
        <Field label={t('queueForm.name')} errors={under(wrong, '/name')} testid="name">
          {(a) => <Input {...a} value={v.name} maxLength={200} onChange={(e) => set({ name: e.target.value })} data-testid="queue-name" autoFocus={!queue} />}
        </Field>
        <Field label={optional(t('queueForm.purpose'))} hint={t('queueForm.purposeHint')} errors={under(wrong, '/purpose')}>
          {(a) => <Input.TextArea {...a} value={v.purpose} maxLength={2000} autoSize={{ minRows: 1, maxRows: 6 }} onChange={(e) => set({ purpose: e.target.value })} data-testid="queue-purpose" />}
        </Field>
        {choice('category', t('hotline.category'), CATEGORIES.map((c) => ({ value: c, label: t(`hotline.categories.${c}`) })))}
        <Field label={t('queueForm.numbers')} hint={t('queueForm.numbersHint')} errors={numberWrong} testid="numbers">
          {(a) => <Input.TextArea {...a} value={numbers} autoSize={{ minRows: 2, maxRows: 10 }} onChange={(e) => setNumbers(e.target.value)} data-testid="queue-numbers" inputMode="tel" />}
        </Field>
      </section>
      <section className="card stack">
        <h2>{t('queueForm.who')}</h2>
        <Field label={t('queueForm.agents')} errors={under(wrong, '/agent_ids')} testid="agents">
          {({ status, ...a }) => <Select {...a} status={status} mode="multiple" showSearch={{ optionFilterProp: 'label' }} loading={agents.isPending} value={v.agent_ids ?? []} onChange={(agent_ids) => set({ agent_ids })} style={{ width: '100%' }} data-testid="queue-agents" options={agentOptions} />}
        </Field>
        <div className="form-row">
          {choice('language', t('queueForm.language'), [{ value: '', label: t('queueForm.languageAny') }, { value: 'mandarin', label: t('queueForm.mandarin') }, { value: 'cantonese', label: t('queueForm.cantonese') }], t('queueForm.languageHint'))}
          {num('head_start_s', t('queueForm.headStart'), t('queueForm.seconds'), 0, 3600, { hint: t('queueForm.headStartHint') })}
          {num('last_agent_s', t('queueForm.lastAgent'), t('queueForm.seconds'), 0, 60, { hint: t('queueForm.lastAgentHint') })}
        </div>
        {choice('type_code', optional(t('queueForm.type')), [{ value: '', label: t('queueForm.noType') }, ...(types.data ?? []).map((x) => ({ value: x.code, label: lang.startsWith('zh') ? x.label_zh : x.label_en }))])}
        {v.type_code && (
          <div>
            <label className="check"><input type="checkbox" checked={v.trained_only ?? false} onChange={(e) => set({ trained_only: e.target.checked })} data-testid="queue-trained" />{t('form.trainedOnly')}</label>
            <p className="field-hint">{t('queueForm.trainedHint')}</p>
          </div>
        )}
        {agents.isError && <ErrorNotice error={agents.error} onRetry={() => void agents.refetch()} />}
      </section>
      <section className="card stack">
        <h2>{t('queueForm.hours')}</h2>
        <p className="field-hint">{t('queueForm.hoursHint')}</p>
        <CallingWindow value={v.window} onChange={(window) => set({ window })} errors={wrong} />
        {choice('closed', t('queueForm.closed'), CLOSEDS.map((c) => ({ value: c, label: t(`queueForm.closeds.${c}`) })))}
      </section>
      <section className="card stack">
        <h2>{t('queueForm.queueing')}</h2>
        <div className="form-row">
          {num('max_waiting', t('queueForm.maxWaiting'), t('queueForm.people'), 0, 1000)}
          {num('max_wait_s', t('queueForm.maxWait'), t('queueForm.seconds'), 10, 7200)}
          {num('announce_s', t('queueForm.announce'), t('queueForm.seconds'), 0, 600, { hint: t('queueForm.announceHint') })}
          {num('message_max_s', t('queueForm.messageMax'), t('queueForm.seconds'), 10, 300)}
        </div>
        {choice('overflow', t('queueForm.overflow'), OVERFLOWS.map((c) => ({ value: c, label: t(`queueForm.overflows.${c}`) })), t('queueForm.overflowHint'))}
        <label className="check"><input type="checkbox" checked={v.offer} onChange={(e) => set({ offer: e.target.checked })} data-testid="offer" />{t('queueForm.offer')}</label>
      </section>
      <section className="card stack">
        <h2>{t('queueForm.prompts')}</h2>
        <div className="form-row">
          {choice('greeting', t('queueForm.greeting'), promptOptions(t('queueForm.noPrompt')), t('queueForm.greetingHint'))}
          {choice('closed_prompt', t('queueForm.closedPrompt'), promptOptions(t('queueForm.builtIn')))}
        </div>
        <label className="check"><input type="checkbox" checked={v.english} onChange={(e) => set({ english: e.target.checked })} data-testid="english" />{t('queueForm.english')}</label>
        {prompts.isError && <ErrorNotice error={prompts.error} onRetry={() => void prompts.refetch()} />}
      </section>
      <section className="card stack">
        <h2>{t('queueForm.callbacks')}</h2>
        <div className="form-row">
          <Field label={t('queueForm.trunk')} errors={under(wrong, '/trunk')} testid="trunk" hint={v.trunk === AUTO ? t('trunks.autoHint') : trunk && t('form.trunkHint', { max: trunk.max_calls, rate: trunk.calls_per_second })}>
            {({ status, ...a }) => <Select {...a} status={status} loading={trunks.isPending} value={v.trunk || undefined} onChange={(k) => set({ trunk: k, caller_id: '' })} data-testid="queue-trunk" style={{ width: '100%' }} options={trunks.data && [...(trunks.data.length > 1 || v.trunk === AUTO ? [{ value: AUTO, label: t('trunks.auto') }] : []), ...trunks.data.map((k) => ({ value: k.name, label: k.name }))]} />}
          </Field>
          <Field label={optional(t('queueForm.callerId'))} errors={under(wrong, '/caller_id')} testid="caller-id" hint={v.caller_id ? undefined : t('queueForm.first')}>
            {({ status, ...a }) => (trunk && trunk.caller_ids.length > 0
              ? <Select {...a} status={status} allowClear value={v.caller_id || undefined} onChange={(n?: string) => set({ caller_id: n ?? '' })} data-testid="queue-caller-id" style={{ width: '100%' }} options={trunk.caller_ids.map((n) => ({ value: n, label: n }))} />
              : <Input {...a} status={status} value={v.caller_id} maxLength={32} inputMode="tel" onChange={(e) => set({ caller_id: e.target.value })} data-testid="queue-caller-id" />)}
          </Field>
          {num('max_attempts', t('queueForm.maxAttempts'), t('queueForm.times'), 1, 10)}
          {num('retry_delay_s', t('queueForm.retryDelay'), t('queueForm.minutes'), 1, 43200, { scale: 60 })}
          {num('wrapup_s', t('queueForm.wrapUp'), t('queueForm.seconds'), 0, 3600)}
        </div>
      </section>
      {error && (
        <div className="stack tight">
          <ErrorNotice error={error} testid="form-error" />
          {error.code === 'version_changed' && onReload && <div><Button onClick={onReload} data-testid="load-new">{t('queueForm.loadNew')}</Button></div>}
        </div>
      )}
      <div className="row">
        <Button type="primary" size="large" htmlType="submit" loading={busy} data-testid="save-queue">{t('queueForm.save')}</Button>
        <Button size="large" onClick={() => void navigate({ to: '/hotline' })} data-testid="cancel-queue">{t('ui.cancel')}</Button>
      </div>
    </form>
  )
}

type NumberKey = 'head_start_s' | 'last_agent_s' | 'max_waiting' | 'max_wait_s' | 'announce_s' | 'message_max_s' | 'max_attempts' | 'retry_delay_s' | 'wrapup_s'
type ChoiceKey = 'category' | 'language' | 'closed' | 'overflow' | 'greeting' | 'closed_prompt' | 'type_code'
