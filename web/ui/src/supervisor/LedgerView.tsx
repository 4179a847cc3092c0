// The due-list ledger (R12 to R14): on its own page for all campaigns, and as a part of a campaign's page.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { call, client } from '../api/client'
import { useDispositionLabel } from '../dispositions'
import { dateTime } from '../format'
import '../i18n/manage'
import '../i18n/rules'
import { usePrefs } from '../prefs'
import { Table } from '../ui/DataTable'
import { Empty, ErrorNotice, Skeleton } from '../ui/states'
import { Tag, type TagTone } from '../ui/Tag'
import { ledgerReason, splitReason, stateOf, type Ledger, type Line } from './ledger'
import './manage.css'

type Class = Line['class']
const CLASSES: [Class, string, TagTone][] = [['done', '#1a7f4b', 'ok'], ['reached', '#0958d9', 'info'], ['waiting', '#94a3b8', 'plain'], ['not', '#7c5cbf', 'bad']]

/** LedgerView says what has become of the follow-ups of one campaign, or of all. The head stands beside the refresh button. */
export function LedgerView({ campaign, head }: { campaign?: number; head: ReactNode }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const q = useQuery({
    queryKey: ['ledger', campaign ?? 0],
    queryFn: () => call(client.GET('/ledger', { params: { query: { campaign_id: campaign } } })),
    refetchInterval: 10_000,
  })
  return (
    <section className="card" data-testid="ledger" data-total={q.data?.total}>
      <div className="card-head">
        {head}
        {q.data && <span className="muted small">{t('ledger.at', { at: dateTime(q.data.at, lang) })}</span>}
        <Button onClick={() => void q.refetch()} loading={q.isRefetching} data-testid="ledger-refresh">{t('ui.refresh')}</Button>
      </div>
      {q.isPending && <Skeleton lines={6} />}
      {q.isError && <div className="notices"><ErrorNotice error={q.error} onRetry={() => void q.refetch()} /></div>}
      {q.data && (q.data.total === 0
        ? <Empty testid="ledger-empty" title={t('ledger.empty')} action={campaign ? undefined : <Link to="/campaigns">{t('ledger.openCampaigns')}</Link>}>{t(campaign ? 'ledger.emptyCampaignText' : 'ledger.emptyText')}</Empty>
        : <Lines ledger={q.data} campaign={campaign} />)}
    </section>
  )
}

function Lines({ ledger, campaign }: { ledger: Ledger; campaign?: number }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const label = useDispositionLabel()
  const why = (l: Line) => ledgerReason(t, l.reason, label)
  const sum = t('ledger.sum', { total: ledger.total, done: ledger.done, reached: ledger.reached, waiting: ledger.waiting, not: ledger.not })
  const tone = (c: Class) => CLASSES.find(([k]) => k === c)![2]
  return (
    <>
      <div className="bar tall" role="img" aria-label={sum} data-testid="ledger-bar">
        {CLASSES.filter(([k]) => ledger[k] > 0).map(([k, colour]) => <i key={k} style={{ flexGrow: ledger[k], background: colour }} title={`${t(`ledger.class.${k}`)} ${ledger[k]}`} />)}
      </div>
      <ul className="legend">
        {CLASSES.map(([k, colour]) => (
          <li key={k}><i style={{ background: colour }} />{t(`ledger.class.${k}`)} <b data-testid={`ledger-${k}`}>{ledger[k]}</b><span className="muted small">{t(`ledger.classText.${k}`)}</span></li>
        ))}
      </ul>
      <p className="num" style={{ margin: '8px 0 14px' }} data-testid="ledger-sum">{sum}</p>
      <Table
        caption={t('ledger.lines')} testid="ledger-lines" rows={ledger.lines} rowKey={(l) => `${l.class}/${l.reason}`}
        columns={[
          { key: 'class', title: t('ledger.kind'), render: (l) => <Tag tone={tone(l.class)}>{t(`ledger.class.${l.class}`)}</Tag> },
          {
            key: 'why', title: t('ledger.reason'),
            render: (l) => (
              <span data-reason={l.reason}>
                {why(l)}
                {l.reason === 'outcome_final:vacant' && (
                  <span className="small" data-testid="ledger-correct"> <Tag tone="warn">{t('ledger.correct')}</Tag> <span className="muted">{t('ledger.correctText')}</span></span>
                )}
              </span>
            ),
          },
          { key: 'count', title: t('ledger.count'), num: true, render: (l) => <b>{l.count}</b> },
          { key: 'until', title: t('ledger.until'), render: (l) => <span className="nowrap">{l.until ? dateTime(l.until, lang) : l.reason === 'due' ? t('ledger.now') : '—'}</span> },
          { key: 'open', title: t('ledger.open'), render: (l) => <Open line={l} campaign={campaign} why={why(l)} /> },
        ]}
      />
    </>
  )
}

/** Open leads to what a line counts: the follow-ups of the campaign, else the nearest page that shows them. */
function Open({ line, campaign, why }: { line: Line; campaign?: number; why: string }) {
  const { t } = useTranslation()
  const name = (key: string) => ({ 'aria-label': t('ledger.openWhat', { what: t(key), reason: why }), 'data-testid': 'ledger-open', children: t(key) })
  const outcome = splitReason(line.reason)?.what
  const links = []
  if (campaign) {
    links.push(<Link key="f" to="/campaigns/$id" params={{ id: String(campaign) }} search={{ state: stateOf(line) }} hash="follow-ups" {...name('ledger.openFollowUps')} />)
  }
  if (line.reason === 'call_caps') links.push(<Link key="c" to="/settings/rules" {...name('ledger.openCaps')} />)
  else if (line.reason === 'on_dnc' || line.reason === 'do_not_call') links.push(<Link key="d" to="/do-not-call" {...name('ledger.openDnc')} />)
  else if (line.reason === 'completed' || line.class === 'not' && (outcome || !line.reason.startsWith('campaign_'))) {
    // Only the outcomes of the network can be searched for; what else ended it is a disposition.
    const search = line.reason === 'completed' ? { disposition: 'completed' } : outcome ? (NETWORK.includes(outcome) ? { outcome } : { disposition: outcome }) : { disposition: line.reason }
    links.push(<Link key="a" to="/attempts" search={{ campaign, ...search }} {...name('ledger.openCalls')} />)
  } else if (!campaign) links.push(<Link key="p" to="/campaigns" {...name('ledger.openCampaigns')} />)
  return <span className="row">{links}</span>
}

const NETWORK = ['busy', 'no_answer', 'powered_off', 'suspended', 'vacant', 'rejected', 'unreachable', 'machine', 'fax', 'abandoned', 'failed', 'interrupted']
