import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '../api/client'
import { dateTime, duration } from '../format'
import '../i18n/manage'
import '../i18n/modes'
import { usePrefs } from '../prefs'
import { Table } from '../ui/DataTable'
import { useNow } from '../ui/hooks'
import { Notice } from '../ui/Notice'
import { PageHead } from '../ui/PageHead'
import { Empty, Skeleton } from '../ui/states'
import { Tag, type TagTone } from '../ui/Tag'
import './manage.css'
import { PacingPanel } from './PacingPanel'
import { TrunkRow } from './TrunkRow'
import { CoachCell, CoachHost } from './Coach'
import { useLive } from './useLive'
import { NodesCard } from './NodesCard'
import { YearWarnings } from './WindowPreview'
import { CampaignTag, CountsBar, ReasonList } from './words'

const AGENT_TONE: Record<string, TagTone> = { offline: 'plain', ready: 'ok', reserved: 'info', on_call: 'info', wrap_up: 'warn', paused: 'warn' }
const MEDIA_TONE: Record<string, TagTone> = { none: 'plain', connecting: 'info', connected: 'ok', lost: 'bad' }
// Those who work first, then those who wait.
const ORDER = ['on_call', 'reserved', 'wrap_up', 'ready', 'paused', 'offline']

export default function LivePage() {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const { live, at, connected, offset } = useLive()
  const now = useNow(1000)
  return (
    <>
      <PageHead title={t('live.title')} sub={live ? `${t('live.sub')} ${t('live.node', { node: live.dialer.node })}` : t('live.sub')} />
      <div className="notices">
        {!connected && live && now - at > 3000 && <Notice tone="warn" urgent testid="live-lost">{t('live.lost', { s: Math.max(0, Math.round((now - at) / 1000)) })}</Notice>}
        {live?.problems.map((p) => (
          <Notice key={p} tone="bad" urgent testid={`problem-${p}`} title={t('live.problems')}>
            {t(`live.problem.${p}`, { at: dateTime(live.figures_at, lang), defaultValue: p })}
            {p === 'asterisk_down' && live.dialer.asterisk_error && <p className="small muted"><code>{live.dialer.asterisk_error}</code></p>}
          </Notice>
        ))}
        {live && <YearWarnings warnings={live.campaigns.filter((c) => c.state === 'running').flatMap((c) => c.warnings)} />}
      </div>
      {!live && <section className="card"><p className="muted">{t('live.connecting')}</p><Skeleton lines={6} /></section>}
      {live && <CoachHost><Picture live={live} now={now + offset} lang={lang} /></CoachHost>}
    </>
  )
}

function Picture({ live, now, lang }: { live: Schemas['Live']; now: number; lang: string }) {
  const { t } = useTranslation()
  const d = live.today
  const rate = d.attempts > 0 ? `${Math.round((100 * d.answered) / d.attempts)}%` : '—'
  const agents = [...live.dialer.agents].sort((a, b) => Number(Boolean(b.help_since)) - Number(Boolean(a.help_since)) || ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.name.localeCompare(b.name, lang))
  const figures: [string, string | number][] = [
    ['calls', live.dialer.calls], ['attempts', d.attempts], ['answered', d.answered], ['answerRate', rate], ['abandoned', d.abandoned], ['completed', d.completed],
  ]
  return (
    <div className="grid" data-testid="live">
      <section className="figures" aria-label={t('live.today')}>
        {figures.map(([k, v]) => <div key={k} className="figure"><b data-testid={`figure-${k}`}>{v}</b><span>{k === 'calls' ? t('live.calls') : `${t('live.today')} · ${t(`live.${k}`)}`}</span></div>)}
      </section>
      <section className="card">
        <h2>{t('live.agents')}</h2>
        {agents.length === 0 ? (
          <Empty title={t('live.noAgents')}>{t('live.noAgentsText')}</Empty>
        ) : (
          <Table
            caption={t('live.agents')} testid="live-agents" rows={agents} rowKey={(a) => a.id}
            columns={[
              { key: 'name', title: t('live.name'), render: (a) => a.name },
              {
                key: 'state', title: t('live.state'),
                render: (a) => (
                  <span className="row tight">
                    <Tag tone={AGENT_TONE[a.state] ?? 'plain'}>{t(`agentState.${a.state}`, { defaultValue: a.state })}</Tag>
                    {a.phase && <span className="muted small">{t(`phase.${a.phase}`, { defaultValue: a.phase })}</span>}
                    {a.state === 'paused' && a.reason && <span className="muted small">{t(`pauseReason.${a.reason}`, { defaultValue: a.reason })}</span>}
                  </span>
                ),
              },
              ...(live.dialer.nodes ? [{ key: 'node', title: t('live.nodeName'), render: (a: Schemas['AgentStatus']) => a.node }] : []),
              { key: 'since', title: t('live.since'), num: true, render: (a) => duration(now - Date.parse(a.since)) },
              { key: 'campaign', title: t('live.campaign'), wide: true, render: (a) => a.campaign || '—' },
              { key: 'coach', title: t('coach.actions'), render: (a) => <CoachCell agent={a} now={now} /> },
              { key: 'media', title: t('live.media'), wide: true, render: (a) => <Tag tone={MEDIA_TONE[a.media] ?? 'plain'}>{t(`mediaShort.${a.media}`, { defaultValue: a.media })}</Tag> },
            ]}
          />
        )}
      </section>
      <section className="card">
        <h2>{t('live.campaigns')}</h2>
        {live.campaigns.length === 0 ? (
          <Empty title={t('live.noCampaigns')} action={<Link to="/campaigns/new" data-testid="live-new-campaign">{t('live.newCampaign')}</Link>}>{t('live.noCampaignsText')}</Empty>
        ) : (
          <ul className="live-campaigns">
            {live.campaigns.map((c) => (
              <li key={c.id} data-testid="live-campaign" data-id={c.id}>
                <div className="row">
                  <Link to={c.mode === 'inbound' ? '/hotline/queues/$id' : '/campaigns/$id'} params={{ id: String(c.id) }}><strong>{c.name}</strong></Link>
                  <CampaignTag state={c.state} />
                  <Tag>{t(`mode.${c.mode}`)}</Tag>
                  {c.state === 'running' && <span className="muted">{t('live.diallable', { n: c.diallable_now })}</span>}
                </div>
                <CountsBar counts={c.counts} legend />
                {c.state === 'running' && live.pacing.filter((p) => p.campaign_id === c.id).map((p) => <PacingPanel key={p.campaign_id} p={p} />)}
                {c.state === 'running' && c.reasons.length > 0 && <ReasonList reasons={c.reasons} lang={lang} />}
              </li>
            ))}
          </ul>
        )}
      </section>
      {live.dialer.nodes && <NodesCard nodes={live.dialer.nodes} />}
      <section className="card">
        <h2>{t('live.trunks')}</h2>
        <ul className="stack">
          {live.dialer.trunks.map((k) => <TrunkRow key={k.name} trunk={k} lang={lang} />)}
        </ul>
      </section>
    </div>
  )
}
