// The due-list ledger (R12 to R14): on its own page for all campaigns, and as a part of a campaign's page.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { API, call, client } from '../api/client'
import { useDispositionLabel } from '../dispositions'
import { dateTime } from '../format'
import '../i18n/manage'
import '../i18n/records'
import '../i18n/rules'
import { usePrefs } from '../prefs'
import { Table } from '../ui/DataTable'
import { Empty, ErrorNotice, Skeleton } from '../ui/states'
import { Tag, type TagTone } from '../ui/Tag'
import { csvAddress, heldBack, ledgerReason, splitReason, toLedgerQuery, type Ledger, type Line } from './ledger'
import './manage.css'
import type { WorkSearch } from './records'

type Class = Line['class']
const CLASSES: [Class, string, TagTone][] = [['done', '#1a7f4b', 'ok'], ['reached', '#0958d9', 'info'], ['waiting', '#94a3b8', 'plain'], ['not', '#7c5cbf', 'bad']]

/** LedgerView says what has become of the follow-ups of one campaign, or of those that a search finds. The head stands beside the refresh button. */
export function LedgerView({ campaign, search: wider, head }: { campaign?: number; search?: WorkSearch; head: ReactNode }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const search = wider ?? { campaign }
  const narrowed = Object.values(search).some((v) => v !== undefined)
  const q = useQuery({
    queryKey: ['ledger', search],
    queryFn: () => call(client.GET('/ledger', { params: { query: toLedgerQuery(search) } })),
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
        ? wider && narrowed
          ? <Empty testid="ledger-empty" title={t('ledger.noneOf')}>{t('ledger.noneOfText')}</Empty>
          : <Empty testid="ledger-empty" title={t('ledger.empty')} action={campaign ? undefined : <Link to="/campaigns">{t('ledger.openCampaigns')}</Link>}>{t(campaign ? 'ledger.emptyCampaignText' : 'ledger.emptyText')}</Empty>
        : <Lines ledger={q.data} search={search} />)}
    </section>
  )
}

function Lines({ ledger, search }: { ledger: Ledger; search: WorkSearch }) {
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
      <Now ledger={ledger} why={why} />
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
                  <span className="small" data-testid="ledger-correct"> <Tag tone="warn">{t('ledger.correct')}</Tag> <span className="muted">{t('ledger.correctText')}</span> <Link to="/numbers">{t('ledger.numbers')}</Link></span>
                )}
              </span>
            ),
          },
          { key: 'count', title: t('ledger.count'), num: true, render: (l) => <b>{l.count}</b> },
          { key: 'until', title: t('ledger.until'), render: (l) => <span className="nowrap">{l.until ? dateTime(l.until, lang) : l.reason === 'due' ? t('ledger.now') : '—'}</span> },
          { key: 'open', title: t('ledger.open'), render: (l) => <Open line={l} search={search} why={why(l)} /> },
        ]}
      />
    </>
  )
}

/** Now answers how many can be dialled now, and when none can, why. */
function Now({ ledger, why }: { ledger: Ledger; why(l: Line): string }) {
  const { t } = useTranslation()
  const { now, lines } = heldBack(ledger)
  return (
    <div className="readiness" style={{ marginBottom: 14 }} data-testid="ledger-now" data-now={now}>
      <p><b>{now === 0 ? t('ledger.now0') : t('ledger.nowN', { n: now })}</b>{now === 0 && ` ${lines.length > 0 ? t('ledger.because') : t('ledger.nothingLeft')}`}</p>
      {now === 0 && lines.length > 0 && <ul className="reasons" data-testid="ledger-because">{lines.map((l) => <li key={l.reason} data-code={l.reason}>{t('ledger.becauseLine', { n: l.count, reason: why(l) })}</li>)}</ul>}
    </div>
  )
}

/** Open leads to what a line counts: the follow-ups one by one, as a file, and the page where something can be done about them. */
function Open({ line, search, why }: { line: Line; search: WorkSearch; why: string }) {
  const { t } = useTranslation()
  const name = (key: string) => ({ 'aria-label': t('ledger.openWhat', { what: t(key), reason: why }), 'data-testid': 'ledger-open', children: t(key) })
  const outcome = splitReason(line.reason)?.what
  const links = [
    <Link key="f" to="/ledger/follow-ups" search={{ ...search, class: line.class, reason: line.reason }} aria-label={t('ledger.listOf', { reason: why })} data-testid="ledger-list">{t('ledger.list')}</Link>,
    <a key="csv" href={API + csvAddress(search, line)} download aria-label={t('ledger.downloadOf', { reason: why })} data-testid="ledger-csv">CSV</a>,
  ]
  if (line.reason === 'call_caps') links.push(<Link key="c" to="/settings/rules" {...name('ledger.openCaps')} />)
  else if (line.reason === 'on_dnc' || line.reason === 'do_not_call') links.push(<Link key="d" to="/do-not-call" {...name('ledger.openDnc')} />)
  else if (line.reason === 'record_missing') links.push(<Link key="r" to="/records" search={{ state: 'unfinished', campaign: search.campaign }} {...name('records.title')} />)
  else if (line.reason === 'completed' || line.class === 'not' && (outcome || !line.reason.startsWith('campaign_') && line.reason !== 'customer_erased')) {
    // Only the outcomes of the network can be searched for; what else ended it is a disposition.
    const calls = line.reason === 'completed' ? { disposition: 'completed' } : outcome ? (NETWORK.includes(outcome) ? { outcome } : { disposition: outcome }) : { disposition: line.reason }
    links.push(<Link key="a" to="/attempts" search={{ campaign: search.campaign, ...calls }} {...name('ledger.openCalls')} />)
  }
  return <span className="row">{links}</span>
}

const NETWORK = ['busy', 'no_answer', 'powered_off', 'suspended', 'vacant', 'rejected', 'unreachable', 'machine', 'fax', 'abandoned', 'failed', 'interrupted']
