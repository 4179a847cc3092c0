import { Button } from 'antd'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { duration } from '../format'
import type { CallSnapshot, GuestSnapshot } from '../softphone/protocol'
import { Notice } from '../ui/Notice'
import { Tag } from '../ui/Tag'
import '../i18n/incall'
import { useDesk, usePhone, useRun, useServerNow } from './context'
import { guestActions, type GuestAction } from './guest'

/** GuestPanel: who was asked into the call, or who asks; how far it is, and what can be done. */
export function GuestPanel({ call, guest }: { call: CallSnapshot; guest: GuestSnapshot }) {
  const { t } = useTranslation()
  const { phone } = useDesk()
  const run = useRun()
  const open = usePhone((s) => s.link.phase === 'open')
  const now = useServerNow()
  const invited = call.phase === 'invited'

  useEffect(() => {
    if (!invited) return
    const ring = setInterval(() => phone.sounds.beep(), 2000)
    return () => clearInterval(ring)
  }, [invited, phone])

  if (guest.state === 'failed') {
    return (
      <Notice tone="warn" urgent testid="guest-failed" title={t('guest.failed')}>
        {t(`guestReason.${guest.reason}`, { defaultValue: t(`outcome.${guest.reason}`, { defaultValue: guest.reason }) })}
      </Notice>
    )
  }
  const act: Record<GuestAction, () => Promise<void>> = {
    accept: phone.accept, decline: phone.decline, complete: phone.complete, takeBack: phone.takeBack,
    conference: () => phone.hold(false), aside: () => phone.hold(true),
  }
  const left = guest.until ? Math.max(0, Date.parse(guest.until) - now) : 0
  const actions = guestActions(guest)
  const what = guest.blind ? 'transfer' : 'consult'
  return (
    <section className="card guest" data-state={guest.state} data-side={guest.side} aria-label={t('guest.title')} data-testid="guest">
      <div className="row">
        <Tag tone={guest.state === 'conference' || guest.state === 'consulting' ? 'ok' : 'info'} testid="guest-state">{t(`guestState.${guest.state}`)}</Tag>
        {guest.until && <span className="timer muted" data-testid="guest-left">{t('guest.left', { time: duration(left) })}</span>}
        {!guest.until && (guest.state === 'consulting' || guest.state === 'conference') && <span className="timer muted">{duration(now - Date.parse(guest.since))}</span>}
      </div>
      <p className="guest-name" role={invited ? 'alert' : undefined} data-testid="guest-name">
        {t(guest.side === 'guest' ? `guestAsks.${what}` : `guestHost.${what}`, { name: guest.name })}
      </p>
      {guest.note && <p className="purpose" data-testid="guest-note">{guest.note}</p>}
      {guest.side === 'host' && t(`guestHint.${guest.state}`, { defaultValue: '' }) && <p className="muted small">{t(`guestHint.${guest.state}`)}</p>}
      {actions.length > 0 && (
        <div className="buttons">
          {actions.map((a, i) => (
            <Button
              key={a} type={i === 0 && a !== 'takeBack' ? 'primary' : 'default'} danger={a === 'decline'} className={actions.length % 2 === 1 && i === 0 ? 'wide' : ''}
              disabled={!open} onClick={() => run(act[a])} data-testid={`guest-${a}`} data-autofocus={a === 'accept' || undefined}
            >
              {t(`guestAction.${a}`)} {a === 'accept' && <kbd>F2</kbd>}{a === 'decline' && <kbd>F4</kbd>}
            </Button>
          ))}
        </div>
      )}
    </section>
  )
}
