import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { call, client } from '../api/client'
import { problemText } from '../i18n'
import { duration } from '../format'
import type { Ask } from '../softphone/protocol'
import { Dialog } from '../ui/Dialog'
import { Notice } from '../ui/Notice'
import { ErrorNotice, Skeleton } from '../ui/states'
import { Tag } from '../ui/Tag'
import { useDesk, useServerNow } from './context'

/** AskDialog: whom the agent consults or transfers to. Consulting keeps the customer his; a transfer lets him go at once. */
export function AskDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation()
  const { phone } = useDesk()
  const now = useServerNow()
  const q = useQuery({ queryKey: ['colleagues'], queryFn: () => call(client.GET('/agent/directory')), refetchInterval: 2000, gcTime: 0 })
  const [whom, setWhom] = useState('') // agent:12, skill:cantonese, outside
  const [number, setNumber] = useState('')
  const [note, setNote] = useState('')
  const [error, setError] = useState('')
  const [busy, setBusy] = useState(false)
  const [kind, id = ''] = whom.split(/:(.*)/s)
  const chosen = kind === 'outside' ? number.trim() !== '' : whom !== ''

  const ask = async (blind: boolean) => {
    if (!chosen || busy) return
    const target: Ask =
      kind === 'agent' ? { whom: 'agent', agent_id: Number(id), blind, note }
      : kind === 'skill' ? { whom: 'skill', skill: id, blind, note }
      : { whom: 'outside', number: number.trim(), blind, note }
    setBusy(true)
    setError('')
    try {
      await phone.ask(target)
      onClose()
    } catch (e) {
      setError(problemText(t, e))
      setBusy(false)
    }
  }
  return (
    <Dialog
      open title={t('ask.title')} onClose={onClose} width={520} testid="ask-dialog"
      actions={
        <>
          <Button onClick={onClose} data-testid="ask-cancel">{t('ui.cancel')}</Button>
          <Button disabled={!chosen || busy} onClick={() => void ask(true)} data-testid="ask-transfer">{t('ask.transfer')}</Button>
          <Button type="primary" disabled={!chosen} loading={busy} onClick={() => void ask(false)} data-testid="ask-consult">{t('ask.consult')}</Button>
        </>
      }
    >
      <form
        className="stack"
        onSubmit={(e: FormEvent) => {
          e.preventDefault()
          void ask(false)
        }}
      >
        {q.isPending && <Skeleton lines={3} />}
        {q.isError && <ErrorNotice error={q.error} onRetry={() => void q.refetch()} />}
        {q.data && (
          <fieldset className="choices directory">
            <legend className="field-label">{t('ask.whom')}</legend>
            {q.data.agents.length === 0 && <p className="muted" data-testid="ask-nobody">{t('ask.nobody')}</p>}
            {q.data.agents.map((a, i) => (
              <label key={a.id} className="choice" data-testid={`ask-agent-${a.id}`}>
                <input
                  type="radio" name="whom" value={`agent:${a.id}`} checked={whom === `agent:${a.id}`} disabled={!a.free}
                  data-autofocus={i === 0 || undefined} onChange={(e) => setWhom(e.target.value)}
                />
                <span className="grow">{a.name}{a.away && a.free && <span className="muted small" data-testid={`ask-away-${a.id}`}> · {t('ask.away')}</span>}</span>
                <Tag tone={a.free ? 'ok' : 'plain'}>{t(`agentState.${a.state}`)}</Tag>
                <span className="timer muted small">{duration(now - Date.parse(a.since))}</span>
              </label>
            ))}
            {q.data.skills.map((s) => (
              <label key={s} className="choice" data-testid={`ask-skill-${s}`}>
                <input type="radio" name="whom" value={`skill:${s}`} checked={whom === `skill:${s}`} onChange={(e) => setWhom(e.target.value)} />
                <span className="grow">{t('ask.skill', { skill: t(`skillName.${s}`, { defaultValue: s }) })}</span>
              </label>
            ))}
            {q.data.outside && (
              <label className="choice" data-testid="ask-outside">
                <input type="radio" name="whom" value="outside" checked={whom === 'outside'} onChange={(e) => setWhom(e.target.value)} />
                <span className="grow">{t('ask.outside')}</span>
              </label>
            )}
          </fieldset>
        )}
        {kind === 'outside' && (
          <div>
            <label className="field-label" htmlFor="ask-number">{t('ask.number')}</label>
            <Input id="ask-number" inputMode="tel" autoComplete="off" autoFocus maxLength={40} value={number} onChange={(e) => setNumber(e.target.value)} data-testid="ask-number" />
          </div>
        )}
        <div>
          <label className="field-label" htmlFor="ask-note">{t('ask.note')}</label>
          <Input id="ask-note" maxLength={160} value={note} placeholder={t('ask.notePlaceholder')} onChange={(e) => setNote(e.target.value)} data-testid="ask-note" />
        </div>
        {error && <Notice tone="bad" urgent testid="ask-error">{error}</Notice>}
        <p className="muted small">{t('ask.hint')}</p>
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Dialog>
  )
}
