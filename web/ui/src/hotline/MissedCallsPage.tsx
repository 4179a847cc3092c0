// Incoming calls that nobody took, and what has become of their callbacks (R19).
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, client, type Schemas } from '../api/client'
import { dateTime, duration } from '../format'
import '../i18n/hotline'
import '../i18n/manage'
import { usePrefs } from '../prefs'
import { Player } from '../qa/Player'
import { paged, PagedTable } from '../ui/DataTable'
import { Dialog } from '../ui/Dialog'
import { PageHead } from '../ui/PageHead'
import { Empty } from '../ui/states'
import { Tag, type TagTone } from '../ui/Tag'
import { HotlineTabs } from './HotlineTabs'
import { whyKey } from './level'

type Missed = Schemas['HotlineCall']
/** MissedSearch is the list as it stands in the address. */
export interface MissedSearch {
  queue?: number
  kind?: 'missed' | 'message'
  open?: boolean
}
const TONE: Record<Missed['callback']['state'], TagTone> = { waiting: 'warn', live: 'info', done: 'ok', not_reached: 'plain', none: 'plain' }

export default function MissedCallsPage() {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const navigate = useNavigate()
  const search = useSearch({ from: '/manage/hotline/calls' })
  const go = (s: Partial<MissedSearch>) => void navigate({ to: '/hotline/calls', search: { ...search, ...s } })
  const [playing, setPlaying] = useState<Missed | null>(null)
  const queues = useQuery({ queryKey: ['queues'], queryFn: () => call(client.GET('/queues')) })
  const query = useInfiniteQuery({
    queryKey: ['hotline', 'calls', search],
    queryFn: ({ pageParam }) => call(client.GET('/hotline/calls', { params: { query: { cursor: pageParam, queue_id: search.queue, outcome: search.kind, open: search.open } } })),
    refetchInterval: 10_000,
    ...paged,
  })
  const nameOf = (m: Missed) => m.customer || t('call.noName')
  return (
    <>
      <PageHead title={t('missedCalls.title')} sub={t('missedCalls.sub')} />
      <HotlineTabs />
      <div className="grid">
        <section className="card">
          <div className="filters" role="search" aria-label={t('missedCalls.title')}>
            <label>
              <span className="field-label">{t('missedCalls.queue')}</span>
              <select className="field" value={search.queue ?? ''} onChange={(e) => go({ queue: Number(e.target.value) || undefined })} data-testid="missed-queue">
                <option value="">{t('missedCalls.any')}</option>
                {queues.data?.map((q) => <option key={q.id} value={q.id}>{q.name}</option>)}
              </select>
            </label>
            <label>
              <span className="field-label">{t('missedCalls.kind')}</span>
              <select className="field" value={search.kind ?? ''} onChange={(e) => go({ kind: (e.target.value || undefined) as MissedSearch['kind'] })} data-testid="missed-kind">
                <option value="">{t('missedCalls.any')}</option>
                {(['missed', 'message'] as const).map((k) => <option key={k} value={k}>{t(`missedCalls.kinds.${k}`)}</option>)}
              </select>
            </label>
            <label className="check"><input type="checkbox" checked={search.open ?? false} onChange={(e) => go({ open: e.target.checked || undefined })} data-testid="missed-open" />{t('missedCalls.open')}</label>
          </div>
        </section>
        <section className="card">
          <PagedTable
            query={query} caption={t('missedCalls.list')} testid="missed" rowKey={(m) => m.id}
            empty={<Empty testid="missed-empty" title={t('missedCalls.empty')}>{t('missedCalls.emptyText')}</Empty>}
            columns={[
              { key: 'at', title: t('missedCalls.at'), render: (m) => <span className="nowrap">{dateTime(m.at, lang)}</span> },
              { key: 'kind', title: t('missedCalls.kind'), render: (m) => <Tag tone={m.outcome === 'message' ? 'info' : 'warn'} testid="missed-outcome">{t(`missedCalls.kinds.${m.outcome}`)}</Tag> },
              { key: 'queue', title: t('missedCalls.queue'), render: (m) => <>{m.queue.name}<div className="small muted">{t(`hotline.categories.${m.category}`)} · <span className="num">{m.number}</span></div></> },
              { key: 'customer', title: t('missedCalls.customer'), render: (m) => <strong>{nameOf(m)}</strong> },
              { key: 'phone', title: t('missedCalls.phone'), render: (m) => m.phone ? <span className="num nowrap">{m.phone}</span> : <span className="muted">{t('missedCalls.withheld')}</span> },
              { key: 'waited', title: t('missedCalls.waited'), num: true, render: (m) => duration(Date.parse(m.ended_at) - Date.parse(m.at)) },
              { key: 'why', title: t('missedCalls.why'), render: (m) => t(`missedCalls.reason.${whyKey(m.reason)}`) },
              { key: 'message', title: t('missedCalls.message'), render: (m) => m.message ? <Button size="small" onClick={() => setPlaying(m)} aria-label={t('missedCalls.playOf', { time: duration(m.message.duration_ms), name: nameOf(m) })} data-testid="play-message">▶ {t('missedCalls.play')} {duration(m.message.duration_ms)}</Button> : '—' },
              { key: 'callback', title: t('missedCalls.callback'), render: (m) => <CallbackCell m={m} lang={lang} /> },
              { key: 'calls', title: <span className="visually-hidden">{t('missedCalls.calls')}</span>, render: (m) => <Link to="/attempts/$id" params={{ id: String(m.id) }} aria-label={`${t('missedCalls.calls')}: ${nameOf(m)}`}>{t('missedCalls.calls')}</Link> },
            ]}
          />
        </section>
      </div>
      {playing?.message && (
        <Dialog open width={720} title={t('missedCalls.messageTitle', { name: nameOf(playing) })} onClose={() => setPlaying(null)} testid="message-dialog" actions={<Button onClick={() => setPlaying(null)}>{t('ui.close')}</Button>}>
          <Player id={playing.message.id} durationMs={playing.message.duration_ms} />
        </Dialog>
      )}
    </>
  )
}

function CallbackCell({ m, lang }: { m: Missed; lang: string }) {
  const { t } = useTranslation()
  const c = m.callback
  return (
    <span data-testid="missed-callback" data-state={c.state}>
      <Tag tone={TONE[c.state]}>{t(`missedCalls.states.${c.state}`)}</Tag>
      {c.due_at && <div className="small muted nowrap">{t('missedCalls.due', { at: dateTime(c.due_at, lang) })}</div>}
      {c.agent && <div className="small muted">{c.agent.name}</div>}
      {c.state !== 'not_reached' && c.reason && <div className="small muted">{t(`missedCalls.noReason.${c.reason}`, { defaultValue: c.reason })}</div>}
    </span>
  )
}
