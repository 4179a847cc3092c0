import { useTranslation } from 'react-i18next'
import { dateTime } from '../format'
import { usePrefs } from '../prefs'
import type { CallSnapshot } from '../softphone/protocol'
import { Tag } from '../ui/Tag'
import { useDispositionLabel } from '../dispositions'
import { IncomingNote, Messages } from './IncomingNote'

/** CustomerCard is what the agent sees of the customer before and during the call (R9). */
export function CustomerCard({ call }: { call: CallSnapshot }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const label = useDispositionLabel()
  const s = call.screen
  return (
    <section className="card stack" aria-label={t('call.customer')} data-testid="customer-card">
      <div>
        <div className="row" style={{ justifyContent: 'space-between' }}>
          <span className="customer-name" data-testid="customer-name">{s.customer || t('call.noName')}</span>
          <span className="row">
            {s.is_callback && <Tag tone="info" testid="is-callback">{t('call.callback')}</Tag>}
            {s.attempt > 0 && <Tag testid="attempt-no">{t('call.attemptNo', { n: s.attempt })}</Tag>}
          </span>
        </div>
        <div className="customer-phone" data-testid="customer-phone">{s.phone}</div>
        <IncomingNote call={call} />
      </div>
      <Messages call={call} />
      <div>
        <h2>{s.campaign}</h2>
        {s.purpose && <p className="purpose" style={{ marginTop: 8 }} data-testid="purpose">{s.purpose}</p>}
      </div>
      {s.extra && s.extra.length > 0 && (
        <div>
          <h3 style={{ marginBottom: 6 }}>{t('call.extra')}</h3>
          <dl className="facts" data-testid="extra">
            {s.extra.map(([name, value], i) => (
              <div key={i} style={{ display: 'contents' }}>
                <dt>{name}</dt>
                <dd>{value || '—'}</dd>
              </div>
            ))}
          </dl>
        </div>
      )}
      <div>
        <h3>{t('call.history')}</h3>
        {s.history && s.history.length > 0 ? (
          <ul className="history" data-testid="history">
            {s.history.map((h, i) => (
              <li key={i}>
                <div className="row">
                  <span className="nowrap">{dateTime(h.at, lang)}</span>
                  <Tag tone={h.outcome === 'answered' ? 'ok' : 'plain'}>{t(`outcome.${h.outcome || 'live'}`, { defaultValue: h.outcome })}</Tag>
                  {h.disposition && <strong>{label(h.disposition)}</strong>}
                  <span className="muted small">{h.campaign}{h.agent ? ` · ${h.agent}` : ''}</span>
                </div>
                {h.note && <p>{h.note}</p>}
              </li>
            ))}
          </ul>
        ) : (
          <p className="muted">{t('call.noHistory')}</p>
        )}
      </div>
    </section>
  )
}
