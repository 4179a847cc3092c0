import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useRef, useState, type FormEvent } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { call, client, type Schemas } from '../api/client'
import { problemText } from '../i18n'
import { duration } from '../format'
import { fits } from '../hotline/level'
import { useDepartments } from '../hotline/useDepartments'
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
  const chosen = kind === 'outside' ? isNumber(number) : whom !== ''
  const consult = useRef<HTMLButtonElement>(null)
  const departments = useDepartments(kind === 'outside')
  const fitting = (departments.data ?? []).filter((d) => fits(d, number))
  const take = (n: string) => {
    flushSync(() => setNumber(n))
    consult.current?.focus()
  }

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
          <Button ref={consult} type="primary" disabled={!chosen} loading={busy} onClick={() => void ask(false)} data-testid="ask-consult">{t('ask.consult')}</Button>
        </>
      }
    >
      <form
        className="stack"
        onSubmit={(e: FormEvent) => {
          e.preventDefault()
          const only = fitting.filter((d) => !d.refused)
          if (kind === 'outside' && !chosen && number.trim() !== '' && only.length === 1) take(only[0]!.number)
          else void ask(false)
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
          <div className="stack tight">
            <div>
              <label className="field-label" htmlFor="ask-number">{t('ask.number')}</label>
              <Input id="ask-number" autoComplete="off" autoFocus maxLength={40} value={number} onChange={(e) => setNumber(e.target.value)} data-testid="ask-number" />
            </div>
            {departments.isLoading && <Skeleton lines={2} />}
            {departments.isError && !departments.data && <ErrorNotice error={departments.error} onRetry={() => void departments.refetch()} />}
            {departments.data && departments.data.length > 0 && fitting.length === 0 && !chosen && <p className="muted small" data-testid="ask-no-department">{t('ask.noDepartment')}</p>}
            {fitting.length > 0 && <Departments list={fitting} number={number.trim()} onChoose={take} />}
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

/** isNumber tells a number from a department's name that is being searched for; the service checks what it is. */
const isNumber = (text: string) => /^[\d０-９\s+＋()（）.－-]*[\d０-９][\d０-９\s()（）.－-]*$/.test(text)

/** Departments are those of the directory that fit what is typed; one that is chosen gives its number (R19). */
function Departments({ list, number, onChoose }: { list: Schemas['Department'][]; number: string; onChoose(number: string): void }) {
  const { t } = useTranslation()
  return (
    <ul className="choices directory" aria-label={t('ask.departments')} data-testid="ask-departments">
      {list.map((d) => (
        <li key={d.id}>
          <button type="button" className="choice" disabled={Boolean(d.refused)} aria-pressed={d.number === number} onClick={() => onChoose(d.number)} data-testid="ask-department" data-id={d.id}>
            <span className="grow">{d.name}{d.purpose && <span className="muted small"> · {d.purpose}</span>}</span>
            <span className="num nowrap">{d.number}</span>
            {d.refused && <Tag tone="warn">{t('ask.readOut')}</Tag>}
          </button>
        </li>
      ))}
    </ul>
  )
}
