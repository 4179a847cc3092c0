import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { API, call as ask, client } from '../api/client'
import { dateTime, duration } from '../format'
import { usePrefs } from '../prefs'
import type { CallSnapshot } from '../softphone/protocol'
import { Tag } from '../ui/Tag'

/** IncomingNote says of a call that came in on which queue, and how long the customer has waited (R19). */
export function IncomingNote({ call }: { call: CallSnapshot }) {
  const { t } = useTranslation()
  const i = call.incoming
  if (!i) return null
  const waited = call.answered_at ? Date.parse(call.answered_at) - Date.parse(i.arrived_at) : undefined
  return (
    <p className="row tight" data-testid="incoming" data-category={i.category}>
      <Tag tone={i.category === 'alarm' ? 'bad' : i.category === 'complaint' ? 'warn' : 'info'} sign="↙">{t('incoming.tag')} · {t(`incoming.categories.${i.category}`)}</Tag>
      <span className="small muted num">{i.number}</span>
      {waited !== undefined && <span className="small muted">{t('incoming.waited', { time: duration(waited) })}</span>}
    </p>
  )
}

/** Messages are those that the customer has left, for the agent who calls back. */
export function Messages({ call }: { call: CallSnapshot }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const back = call.mode === 'inbound' && !call.incoming
  const q = useQuery({
    queryKey: ['messages', call.attempt_id],
    queryFn: () => ask(client.GET('/agent/calls/{id}/messages', { params: { path: { id: call.attempt_id } } })),
    enabled: back,
  })
  if (!back || !q.data || q.data.length === 0) return null
  return (
    <div data-testid="messages">
      <h3>{t('incoming.messages')}</h3>
      <ul className="history">
        {q.data.map((m) => (
          <li key={m.id}>
            <div className="row"><span className="nowrap">{dateTime(m.at, lang)}</span><span className="small muted num">{duration(m.duration_ms)}</span></div>
            <audio controls preload="none" src={`${API}/agent/messages/${m.id}/audio`} aria-label={t('incoming.play', { at: dateTime(m.at, lang) })} style={{ width: '100%' }} />
          </li>
        ))}
      </ul>
    </div>
  )
}
