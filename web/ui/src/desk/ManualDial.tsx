// What an agent may dial himself (R16, mode manual): due follow-ups of his campaigns, and numbers by right.
import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, call, client, type Schemas } from '../api/client'
import { queryClient } from '../auth'
import { dateTime } from '../format'
import '../i18n/dial'
import { usePrefs } from '../prefs'
import { Field, under } from '../ui/Field'
import { Empty, ErrorNotice } from '../ui/states'
import { Tag } from '../ui/Tag'
import { usePhone } from './context'

type DialInput = Schemas['DialInput']

export function ManualDial() {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const ready = usePhone((s) => s.snapshot?.state === 'ready')
  const query = useQuery({ queryKey: ['desk', 'manual'], queryFn: () => call(client.GET('/desk/manual')), refetchInterval: 30_000 })
  const dial = useMutation({
    mutationFn: (body: DialInput) => call(client.POST('/desk/dial', { body })),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: ['desk', 'manual'] }),
  })
  const desk = query.data
  if (!desk || desk.campaigns.length === 0) return query.isError ? <ErrorNotice error={query.error} onRetry={() => void query.refetch()} /> : null
  const byNumber = dial.variables?.number !== undefined
  return (
    <section className="card stack" aria-label={t('manual.title')} data-testid="manual">
      <div className="card-head">
        <h2 className="grow">{t('manual.title')}</h2>
        <Button size="small" loading={query.isRefetching} onClick={() => void query.refetch()} data-testid="manual-refresh">{t('manual.refresh')}</Button>
      </div>
      {!ready && <p className="muted" data-testid="manual-not-ready">{t('manual.ready')}</p>}
      {desk.may_dial ? (
        <NumberForm key={String(dial.isSuccess && byNumber)} desk={desk} disabled={!ready} busy={dial.isPending && byNumber} error={byNumber ? dial.error : null} onDial={(b) => dial.mutate(b)} />
      ) : (
        <p className="field-hint">{t('manual.noRight')}</p>
      )}
      <h3>{t('manual.list')}</h3>
      {dial.isError && !byNumber && <ErrorNotice error={dial.error} testid="manual-error" />}
      {desk.items.length === 0 ? (
        <Empty title={t('manual.empty')} testid="manual-empty" />
      ) : (
        <ul className="history manual-items" data-testid="manual-items">
          {desk.items.map((f) => (
            <li key={f.id} data-id={f.id}>
              <span className="grow">
                <strong>{f.name || t('call.noName')}</strong> <span className="num nowrap">{f.phone}</span>
                <span className="muted small">{f.campaign.name} · {t('call.attemptNo', { n: f.attempts + 1 })} · {t('manual.due')} {dateTime(f.due_at, lang)}</span>
              </span>
              {f.is_callback && <Tag tone="info">{t('manual.callback')}</Tag>}
              <Button
                disabled={!ready || dial.isPending} loading={dial.isPending && dial.variables.follow_up_id === f.id} aria-label={t('manual.callTo', { name: f.name || f.phone })}
                onClick={() => dial.mutate({ follow_up_id: f.id })} data-testid="manual-call"
              >
                {t('manual.call')}
              </Button>
            </li>
          ))}
          {desk.items.length >= 50 && <li className="muted small">{t('manual.more')}</li>}
        </ul>
      )}
    </section>
  )
}

interface NumberProps {
  desk: Schemas['ManualDesk']
  disabled: boolean
  busy: boolean
  error: Error | null
  onDial(body: DialInput): void
}

function NumberForm({ desk, disabled, busy, error, onDial }: NumberProps) {
  const { t } = useTranslation()
  const [number, setNumber] = useState('')
  const [name, setName] = useState('')
  const [campaign, setCampaign] = useState(desk.campaigns[0]!.id)
  const fields = error instanceof ApiError ? error.fields : []
  const placed = fields.length > 0 && fields.every((f) => ['/number', '/customer', '/campaign_id'].includes(f.pointer))
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (number.trim() === '') return
    onDial({ number: number.trim(), customer: name.trim() || undefined, campaign_id: desk.campaigns.some((c) => c.id === campaign) ? campaign : desk.campaigns[0]!.id })
  }
  return (
    <form className="stack tight" onSubmit={submit} noValidate>
      <Field label={t('manual.number')} hint={t('manual.numberHint')} errors={under(fields, '/number')} testid="manual-number">
        {(a) => <Input {...a} value={number} maxLength={100} inputMode="tel" autoComplete="off" onChange={(e) => setNumber(e.target.value)} data-testid="manual-number" />}
      </Field>
      <Field label={<>{t('manual.name')}<span className="muted">{t('ui.optional')}</span></>} errors={under(fields, '/customer')}>
        {(a) => <Input {...a} value={name} maxLength={200} autoComplete="off" onChange={(e) => setName(e.target.value)} data-testid="manual-name" />}
      </Field>
      {desk.campaigns.length > 1 && (
        <Field label={t('manual.campaign')} errors={under(fields, '/campaign_id')}>
          {({ status: _, ...a }) => (
            <select {...a} className="field" value={campaign} onChange={(e) => setCampaign(Number(e.target.value))} data-testid="manual-campaign">
              {desk.campaigns.map((c) => <option key={c.id} value={c.id}>{c.name}</option>)}
            </select>
          )}
        </Field>
      )}
      {error && !placed && <ErrorNotice error={error} testid="manual-error" />}
      <div><Button type="primary" htmlType="submit" disabled={disabled || number.trim() === ''} loading={busy} data-testid="manual-dial">{t('manual.dial')}</Button></div>
    </form>
  )
}
