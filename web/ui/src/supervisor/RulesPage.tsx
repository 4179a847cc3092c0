import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, InputNumber } from 'antd'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, call, client, type FieldProblem, type Schemas } from '../api/client'
import { queryClient } from '../auth'
import '../i18n/manage'
import '../i18n/rules'
import { Dialog } from '../ui/Dialog'
import { Field, under } from '../ui/Field'
import { Notice } from '../ui/Notice'
import { PageHead } from '../ui/PageHead'
import { ErrorNotice, Skeleton } from '../ui/states'
import { toast } from '../ui/toast'
import './manage.css'
import { CoachSettings } from './Coach'
import { SettingsTabs } from './SettingsTabs'

type Caps = Schemas['Caps']
/** What the carriers commonly allow (R12). */
const DEFAULTS: Caps = { per_day: 5, per_burst: 3, burst_s: 300 }
const KEYS = ['per_day', 'per_burst', 'burst_s'] as const

export default function RulesPage() {
  const { t } = useTranslation()
  const q = useQuery({ queryKey: ['caps'], queryFn: () => call(client.GET('/caps')) })
  return (
    <>
      <PageHead title={t('caps.title')} sub={t('caps.sub')} />
      <SettingsTabs />
      <section className="card">
        <h2>{t('caps.card')}</h2>
        {q.isPending ? <Skeleton /> : q.data ? <CapsForm key={KEYS.map((k) => q.data[k]).join()} caps={q.data} /> : <ErrorNotice error={q.error} onRetry={() => void q.refetch()} />}
      </section>
      <CoachSettings />
    </>
  )
}

/** looser: more calls in the same time, or the same in less time. */
const looser = (a: Caps, b: Caps) => a.per_day > b.per_day || a.per_burst > b.per_burst || a.burst_s < b.burst_s

function CapsForm({ caps }: { caps: Caps }) {
  const { t } = useTranslation()
  const [v, setV] = useState(caps)
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const same = KEYS.every((k) => v[k] === caps[k])
  const fields = error instanceof ApiError ? error.fields : []

  const save = async () => {
    setBusy(true)
    setError(null)
    try {
      const next = await call(client.PUT('/caps', { body: v }))
      toast('ok', t('caps.saved'))
      void queryClient.invalidateQueries({ queryKey: ['ledger'] })
      queryClient.setQueryData(['caps'], next)
    } catch (e) {
      setError(e)
    } finally {
      setBusy(false)
      setAsking(false)
    }
  }
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (looser(v, caps)) setAsking(true)
    else void save()
  }
  return (
    <form className="stack" style={{ maxWidth: 760 }} onSubmit={submit} noValidate data-testid="caps-form">
      <p>{t('caps.text')}</p>
      <p className="muted">{t('caps.why')}</p>
      <div className="form-row">
        <Num label={t('caps.perDay')} unit={t('caps.times')} max={100} value={v.per_day} errors={under(fields, '/per_day')} onChange={(per_day) => setV({ ...v, per_day })} testid="caps-per-day" />
        <Num label={t('caps.perBurst')} unit={t('caps.times')} max={100} value={v.per_burst} errors={under(fields, '/per_burst')} onChange={(per_burst) => setV({ ...v, per_burst })} testid="caps-per-burst" />
        <Num label={t('caps.burst')} unit={t('caps.minutes')} max={1440} value={Math.round(v.burst_s / 60)} errors={under(fields, '/burst_s')} onChange={(m) => setV({ ...v, burst_s: m * 60 })} testid="caps-burst" />
      </div>
      {looser(v, DEFAULTS) && <Notice tone="warn" title={t('caps.loose')} testid="caps-loose">{t('caps.looseText')}</Notice>}
      {error !== null && fields.length === 0 && <ErrorNotice error={error} testid="caps-error" />}
      <p className="field-hint">{t('caps.audit')} <Link to="/ledger" data-testid="caps-ledger">{t('caps.ledger')}</Link></p>
      <div className="row">
        <Button type="primary" htmlType="submit" loading={busy} disabled={same} data-testid="caps-save">{t('caps.save')}</Button>
        {!same && <Button onClick={() => setV(caps)} data-testid="caps-reset">{t('ui.reset')}</Button>}
        {KEYS.some((k) => v[k] !== DEFAULTS[k]) && <Button type="text" onClick={() => setV(DEFAULTS)} data-testid="caps-defaults">{t('caps.defaults')}</Button>}
        {same && <span className="muted small">{t('caps.unchanged')}</span>}
      </div>
      <Dialog
        open={asking} title={t('caps.confirmTitle')} onClose={() => setAsking(false)} testid="caps-dialog"
        actions={
          <>
            <Button onClick={() => setAsking(false)} data-testid="caps-cancel">{t('ui.cancel')}</Button>
            <Button type="primary" danger loading={busy} onClick={() => void save()} data-testid="caps-confirm">{t('caps.confirm')}</Button>
          </>
        }
      >
        <p>{t('caps.confirmText', { day0: caps.per_day, burst0: caps.per_burst, min0: Math.round(caps.burst_s / 60), day: v.per_day, burst: v.per_burst, min: Math.round(v.burst_s / 60) })}</p>
      </Dialog>
    </form>
  )
}

function Num({ label, unit, max, value, errors, onChange, testid }: { label: string; unit: string; max: number; value: number; errors: FieldProblem[]; onChange(n: number): void; testid: string }) {
  return (
    <Field label={label} errors={errors} testid={testid}>
      {({ status, ...a }) => (
        <span className="row tight">
          <InputNumber {...a} status={status} min={1} max={max} precision={0} value={value} onChange={(n) => onChange(n ?? 1)} data-testid={testid} style={{ width: 110 }} />
          <span className="muted">{unit}</span>
        </span>
      )}
    </Field>
  )
}
