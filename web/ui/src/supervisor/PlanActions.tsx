// What can be done with a plan from its state (R8), each with a confirmation.
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, call, client } from '../api/client'
import { queryClient } from '../auth'
import '../i18n/plans'
import { Dialog } from '../ui/Dialog'
import { Tag, type TagTone } from '../ui/Tag'
import { ErrorNotice } from '../ui/states'
import { toast } from '../ui/toast'
import { ACTS, type Act, type Plan, type PlanState } from './plan'
import { AreaField } from './PlanFields'

const TONE: Record<PlanState, TagTone> = { draft: 'plain', requested: 'warn', confirmed: 'info', running: 'ok', paused: 'warn', stopped: 'bad' }

export function PlanTag({ state, testid }: { state: PlanState; testid?: string }) {
  const { t } = useTranslation()
  return <Tag tone={TONE[state]} testid={testid}>{t(`planState.${state}`)}</Tag>
}

const post = {
  request: (id: number) => client.POST('/plans/{id}/request', { params: { path: { id } } }),
  confirm: (id: number) => client.POST('/plans/{id}/confirm', { params: { path: { id } } }),
  launch: (id: number) => client.POST('/plans/{id}/launch', { params: { path: { id } } }),
  pause: (id: number) => client.POST('/plans/{id}/pause', { params: { path: { id } } }),
  resume: (id: number) => client.POST('/plans/{id}/resume', { params: { path: { id } } }),
  stop: (id: number) => client.POST('/plans/{id}/stop', { params: { path: { id } } }),
}

/** PlanActions are the buttons of a plan; of a request in the inbox only those that decide about it. */
export function PlanActions({ plan, small, children }: { plan: Plan; small?: boolean; children?: React.ReactNode }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState<Act | null>(null)
  const acts = ACTS[plan.state]
  return (
    <>
      {children}
      {acts.map((a, i) => (
        <Button key={a} size={small ? 'small' : 'middle'} type={i === acts.findIndex((x) => x !== 'send_back' && x !== 'stop') ? 'primary' : 'default'} danger={a === 'stop'} onClick={() => setAsking(a)} data-testid={`plan-${a}`}>
          {t(`planAct.${a}.name`)}
        </Button>
      ))}
      {asking && <ActDialog plan={plan} act={asking} onClose={() => setAsking(null)} />}
    </>
  )
}

function ActDialog({ plan, act, onClose }: { plan: Plan; act: Act; onClose(): void }) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const wrong = error instanceof ApiError ? error.fields : []
  const doIt = async () => {
    setBusy(true)
    setError(null)
    try {
      const done = act === 'send_back' ? await call(client.POST('/plans/{id}/send-back', { params: { path: { id: plan.id } }, body: { reason } })) : await call(post[act](plan.id))
      queryClient.setQueryData(['plan', plan.id], done)
      void queryClient.invalidateQueries({ queryKey: ['plans'] })
      void queryClient.invalidateQueries({ queryKey: ['plan-runs', plan.id] })
      toast('ok', t(`planAct.${act}.done`))
      onClose()
    } catch (e) {
      setError(e)
      setBusy(false)
    }
  }
  const n = plan.counts.waiting + plan.counts.paused
  return (
    <Dialog
      open title={t(`planAct.${act}.title`, { name: plan.name })} onClose={onClose} testid="plan-act-dialog"
      actions={
        <>
          <Button onClick={onClose} data-testid="plan-act-cancel">{t('ui.cancel')}</Button>
          <Button type="primary" danger={act === 'stop'} loading={busy} onClick={() => void doIt()} data-testid="plan-act-confirm">{t(`planAct.${act}.name`)}</Button>
        </>
      }
    >
      <div className="stack">
        <p>{t(`planAct.${act}.text`, { n })}</p>
        {act === 'launch' && plan.campaign_state !== 'running' && <p className="muted" data-testid="campaign-not-running">{t('plans.campaignNotRunning', { name: plan.campaign_name, state: t(`campaignState.${plan.campaign_state}`) })}</p>}
        {act === 'send_back' && <AreaField label={t('plans.reason')} at="/reason" errors={wrong} value={reason} onChange={setReason} testid="plan-reason" />}
        {error !== null && wrong.length === 0 && <ErrorNotice error={error} testid="plan-act-error" />}
      </div>
    </Dialog>
  )
}
