import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNow } from '../ui/hooks'
import { Notice } from '../ui/Notice'
import { useDesk, useOutbox, usePhone } from './context'

const LONG_MS = 15_000 // how long the service keeps an agent's place (dialer/agent.Grace)

/** LinkNotices tell of everything that is wrong with the connection, on every page of the agent. */
export function LinkNotices() {
  const { t } = useTranslation()
  const { phone } = useDesk()
  const link = usePhone((s) => s.link)
  // Without audio there is no line yet: after a reload, or at another node, both come within a second.
  const line = usePhone((s) => s.snapshot?.media !== 'connected' || s.snapshot.line)
  const online = usePhone((s) => s.snapshot !== null && s.snapshot.state !== 'offline')
  const notice = usePhone((s) => s.snapshot?.notice ?? '')
  const unsent = useOutbox((s) => s.entries.filter((e) => e.tries > 0).length)
  const down = link.phase === 'waiting' || (link.phase === 'connecting' && link.tries > 0)
  const now = useNow(1000, down)
  const seconds = down ? Math.max(0, Math.floor((now - link.downSince) / 1000)) : 0
  const notices = [
    down && (
      <Notice
        key="link" tone={now - link.downSince > LONG_MS ? 'bad' : 'warn'} urgent testid="link-down" title={t('desk.reconnecting', { n: link.tries })}
        actions={<Button size="small" onClick={() => phone.retryNow()} data-testid="link-retry">{t('desk.reconnectNow')}</Button>}
      >
        {link.unavailable && t('desk.serviceAway')} {t('desk.reconnectingText', { s: seconds })} {now - link.downSince > LONG_MS && t('desk.long')}
      </Notice>
    ),
    !down && notice !== '' && (
      <Notice key="notice" tone="bad" urgent testid="desk-notice">{t(`desk.notice.${notice}`, { defaultValue: notice })}</Notice>
    ),
    !down && online && !line && notice !== 'asterisk_down' && (
      <Notice key="line" tone="bad" urgent testid="line-down" title={t('desk.lineDown')}>{t('desk.lineDownText')}</Notice>
    ),
    unsent > 0 && <Notice key="unsent" tone="warn" testid="unsent">{t('wrapUp.unsent', { n: unsent })}</Notice>,
  ]
  return <div className="notices">{notices}</div>
}

/** Stopped: this page is not the agent's desk. */
export function Stopped({ phase }: { phase: 'elsewhere' | 'taken_over' }) {
  const { t } = useTranslation()
  const { phone } = useDesk()
  const taken = phase === 'taken_over'
  return (
    <div className="card" data-testid="elsewhere" data-phase={phase}>
      <div className="empty">
        <h1>{taken ? t('desk.takenOver') : t('desk.elsewhere')}</h1>
        <p>{taken ? t('desk.takenOverText') : t('desk.elsewhereText')}</p>
        <div className="actions">
          <Button
            type="primary" size="large" data-testid="take-over"
            onClick={() => {
              phone.sounds.unlock()
              phone.takeOver()
            }}
          >
            {taken ? t('desk.takeBack') : t('desk.takeOver')}
          </Button>
        </div>
      </div>
    </div>
  )
}
