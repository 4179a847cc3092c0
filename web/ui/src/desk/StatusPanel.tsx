import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { duration } from '../format'
import { useDesk, usePhone, useRun, useServerNow } from './context'

/** StatusPanel: the agent's state, since when, and what he can change. */
export function StatusPanel() {
  const { t } = useTranslation()
  const { phone, askPause, openKeys } = useDesk()
  const run = useRun()
  const s = usePhone((p) => p.snapshot)
  const open = usePhone((p) => p.link.phase === 'open')
  const now = useServerNow()
  if (!s) return null
  const busy = s.state === 'reserved' || s.state === 'on_call' || s.state === 'wrap_up'
  const canReady = open && s.media === 'connected' && (s.state === 'offline' || s.state === 'paused')
  // He is reserved for different things: nothing is dialled while he looks at a customer or is asked into a call.
  const word = s.state !== 'reserved' ? s.state : s.call?.phase === 'preview' ? 'previewing' : s.call?.phase === 'invited' ? 'invited' : s.state
  const next = s.next && s.next !== 'ready' ? s.next : ''
  return (
    <section className="card status" data-state={s.state} aria-label={t('desk.status')}>
      <div className="status-word">
        <b data-testid="agent-state" data-state={s.state}>{t(`agentState.${word}`)}</b>
        <span className="timer" data-testid="state-timer">{duration(now - Date.parse(s.since))}</span>
      </div>
      {s.state === 'paused' && s.reason && <p className="muted" data-testid="pause-reason">{t(`pauseReason.${s.reason}`, { defaultValue: s.reason })}</p>}
      {next && <p className="muted" data-testid="next-state">{t('desk.nextIs', { state: t(`agentState.${next}`) })}</p>}
      <div className="buttons">
        {busy ? (
          <>
            {next && <Button disabled={!open} onClick={() => run(phone.ready)} data-testid="next-ready">{t('desk.nextClear')}</Button>}
            {next !== 'paused' && <Button disabled={!open} onClick={askPause} data-testid="next-pause">{t('desk.nextPause')}</Button>}
            {next !== 'offline' && <Button disabled={!open} onClick={() => run(phone.offline)} data-testid="next-offline">{t('desk.nextOffline')}</Button>}
          </>
        ) : (
          <>
            {s.state !== 'ready' && (
              <Button
                type="primary" size="large" className="wide" disabled={!canReady} data-testid="go-ready"
                onClick={() => {
                  phone.sounds.unlock()
                  run(phone.ready)
                }}
              >
                {t('desk.ready')} <kbd>F2</kbd>
              </Button>
            )}
            {s.state !== 'paused' && <Button className={s.state === 'offline' ? 'wide' : ''} disabled={!open} onClick={askPause} data-testid="go-pause">{t('desk.pause')}</Button>}
            {s.state !== 'offline' && <Button className={s.state === 'paused' ? 'wide' : ''} disabled={!open} onClick={() => run(phone.offline)} data-testid="go-offline">{t('desk.offline')}</Button>}
          </>
        )}
      </div>
      <div className="today">
        <div><b data-testid="today-answered">{s.today.answered}</b><span>{t('desk.todayAnswered')}</span></div>
        <div><b data-testid="today-completed">{s.today.completed}</b><span>{t('desk.todayCompleted')}</span></div>
      </div>
      <div className="row" style={{ marginTop: 10 }}>
        <Button size="small" type="text" onClick={openKeys} data-testid="open-keys">{t('keys.open')} <kbd>?</kbd></Button>
      </div>
    </section>
  )
}
