import { Button } from 'antd'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { duration } from '../format'
import type { CallSnapshot } from '../softphone/protocol'
import { HOLD_REASONS, holdReason, setHoldReason } from '../softphone/softphone'
import { Tag } from '../ui/Tag'
import { AskDialog } from './AskDialog'
import { useDesk, usePhone, useRun, useServerNow } from './context'
import { asideFrom, waitsForTransfer } from './guest'
import { deskKey } from './keys'
import '../i18n/incall'

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#']

/** CallControls: phase, timers and the buttons of the call. */
export function CallControls({ call }: { call: CallSnapshot }) {
  const { t } = useTranslation()
  const { phone } = useDesk()
  const run = useRun()
  const open = usePhone((s) => s.link.phase === 'open')
  const now = useServerNow(call.phase !== 'ended')
  const [pad, setPad] = useState(false)
  const [sent, setSent] = useState('')
  const [asking, setAsking] = useState(false)
  const talking = call.phase === 'talking'
  const guest = call.phase === 'guest'
  const paused = call.recording_paused_since
  const mayAsk = talking && (!call.guest || call.guest.state === 'failed' || call.guest.state === 'taken')
  const aside = asideFrom(call)
  const answered = call.answered_at ? Date.parse(call.answered_at) : 0
  const end = call.ended_at ? Date.parse(call.ended_at) : now
  const timer = answered ? end - answered : end - Date.parse(call.started_at)
  const held = call.held_since !== undefined

  useEffect(() => setSent(''), [call.attempt_id])
  useEffect(() => {
    if (!held) phone.setAgreed(false) // it is said anew for each hold
  }, [phone, call.attempt_id, held])
  useEffect(() => {
    if (!talking) {
      setPad(false)
      setAsking(false)
    }
  }, [talking])
  useEffect(() => {
    const onKey = (e: globalThis.KeyboardEvent) => {
      const action = deskKey(e)?.action
      if (document.querySelector('dialog[open]') || !talking || (action !== 'keypad' && action !== 'transfer')) return
      e.preventDefault()
      if (action === 'keypad') setPad((p) => !p)
      else if (mayAsk) setAsking(true)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [talking, mayAsk])

  const press = (d: string) => {
    setSent((s) => (s + d).slice(-24))
    run(() => phone.dtmf(d))
  }

  return (
    <section className="card" aria-label={t('call.title')} data-testid="call" data-phase={call.phase}>
      <div className="row">
        <Tag tone={talking ? 'ok' : call.phase === 'ended' ? 'plain' : 'info'} testid="call-phase">{t(waitsForTransfer(call) ? 'guestState.transferring' : `call.phase.${call.phase}`)}</Tag>
        {(call.detected === 'machine' || call.detected === 'fax') && <Tag tone="warn" testid="detected">{t(`incall.detected.${call.detected}`)}</Tag>}
        {call.hung_up_by && <span className="small muted" data-testid="hung-up-by">{t('call.hungUpBy', { who: t(`hungUpBy.${call.hung_up_by}`) })}</span>}
      </div>
      {call.phase === 'ended' ? (
        <p style={{ marginTop: 6 }} data-testid="call-timer">{t(answered ? 'call.talked' : 'call.rang', { time: duration(timer) })}</p>
      ) : (
        <div className="call-timer" data-testid="call-timer">{duration(timer)}</div>
      )}
      {call.phase !== 'ended' && <div className="call-flags">
        {talking && paused && <Tag tone="warn" sign="‖" testid="recording-paused">{t('incall.recordingPaused', { time: duration(now - Date.parse(paused)) })}</Tag>}
        {talking && !paused && (call.recording ? <Tag tone="bad" sign="●" testid="recording-on">{t('call.recording')}</Tag> : <Tag testid="recording-off">{t('call.notRecording')}</Tag>)}
        {(talking || guest) && call.muted && <Tag tone="warn" testid="is-muted">{t('call.muted')}</Tag>}
        {talking && held && <Tag tone="warn" testid="is-held">{t('call.onHold', { time: duration(now - Date.parse(call.held_since!)) })}</Tag>}
        {call.coaches?.map((c) => <Tag key={c.name} tone="info" testid="coach-here">{t(`incall.coach.${c.mode}`, { name: c.name })}</Tag>)}
        {talking && call.help_since && <Tag tone="warn" testid="help-asked">{t('incall.helpAsked', { time: duration(now - Date.parse(call.help_since)) })}</Tag>}
        {call.digits && <Tag tone="info" testid="digits-heard">{t('call.digitsHeard', { d: call.digits })}</Tag>}
      </div>}
      {call.phase !== 'ended' && (
        <div className="buttons">
          {talking && (
            <>
              <Button disabled={!open} aria-pressed={call.muted} onClick={() => run(() => phone.mute(!call.muted))} data-testid="mute">
                {call.muted ? t('call.unmute') : t('call.mute')} <kbd>F9</kbd>
              </Button>
              <Button disabled={!open} aria-pressed={held} onClick={() => run(() => phone.hold(!held))} data-testid="hold">
                {held ? t('call.unhold') : t('call.hold')} <kbd>F8</kbd>
              </Button>
              <HoldReason />
              <Agreed held={held} />
              <Button disabled={!open || !mayAsk} onClick={() => setAsking(true)} data-testid="ask-open">{t('incall.ask')} <kbd>Alt T</kbd></Button>
              <Button aria-expanded={pad} onClick={() => setPad(!pad)} data-testid="keypad-toggle">{t('call.keypad')} <kbd>Alt K</kbd></Button>
              <Button disabled={!open || (!call.recording && !paused)} aria-pressed={Boolean(paused)} onClick={() => run(() => phone.record(Boolean(paused)))} data-testid="record-pause">
                {paused ? t('incall.recordResume') : t('incall.recordPause')} <kbd>Alt R</kbd>
              </Button>
              <Button disabled={!open} aria-pressed={Boolean(call.help_since)} onClick={() => run(() => phone.help(!call.help_since))} data-testid="ask-help">
                {call.help_since ? t('incall.helpDone') : t('incall.help')} <kbd>Alt H</kbd>
              </Button>
            </>
          )}
          {guest && (
            <Button className="wide" disabled={!open} aria-pressed={call.muted} onClick={() => run(() => phone.mute(!call.muted))} data-testid="mute">
              {call.muted ? t('call.unmute') : t('call.mute')} <kbd>F9</kbd>
            </Button>
          )}
          <Button danger type="primary" className="wide" disabled={!open || aside} onClick={() => run(phone.hangUp)} data-testid="hang-up">
            {t(guest ? 'incall.leave' : 'call.hangUp')} <kbd>F4</kbd>
          </Button>
          {aside && <p className="muted small wide">{t('incall.notAside')}</p>}
        </div>
      )}
      {asking && <AskDialog onClose={() => setAsking(false)} />}
      {pad && talking && <Keypad sent={sent} onPress={press} onClose={() => setPad(false)} />}
    </section>
  )
}

/** HoldReason: why customers are put on hold; it stays as it was chosen last. */
function HoldReason() {
  const { t } = useTranslation()
  const [reason, setReason] = useState(holdReason)
  return (
    <label className="wide hold-reason">
      <span className="muted small">{t('incall.holdReason')}</span>
      <select
        className="field" value={reason} data-testid="hold-reason"
        onChange={(e) => {
          setHoldReason(e.target.value)
          setReason(e.target.value)
        }}
      >
        {HOLD_REASONS.map((r) => <option key={r} value={r}>{t(`holdReason.${r}`)}</option>)}
      </select>
    </label>
  )
}

/** Agreed: whether the customer has agreed to wait, said before the hold and logged with it (R18). */
function Agreed({ held }: { held: boolean }) {
  const { t } = useTranslation()
  const { phone } = useDesk()
  const agreed = usePhone((s) => s.agreed)
  return (
    <label className="wide check">
      <input type="checkbox" checked={agreed} disabled={held} onChange={(e) => phone.setAgreed(e.target.checked)} data-testid="hold-agreed" />
      <span className="small">{t('incall.agreed')}</span>
    </label>
  )
}

function Keypad({ sent, onPress, onClose }: { sent: string; onPress(d: string): void; onClose(): void }) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])
  const onKey = (e: KeyboardEvent) => {
    if (e.nativeEvent.isComposing || e.ctrlKey || e.altKey || e.metaKey) return
    if (e.key === 'Escape') onClose()
    if (DIGITS.includes(e.key)) {
      e.preventDefault()
      onPress(e.key)
    }
  }
  return (
    <div ref={box} tabIndex={-1} role="group" aria-label={t('call.keypad')} onKeyDown={onKey} data-testid="keypad" style={{ borderRadius: 8 }}>
      <div className="keypad">
        {DIGITS.map((d) => <Button key={d} onClick={() => onPress(d)} data-testid={`dtmf-${d === '*' ? 'star' : d === '#' ? 'pound' : d}`}>{d}</Button>)}
      </div>
      <p className="small muted" style={{ marginTop: 6 }} data-testid="digits-sent">{sent && t('call.digitsSent', { d: sent })}</p>
    </div>
  )
}
