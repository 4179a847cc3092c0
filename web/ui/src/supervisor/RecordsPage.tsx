// Records of answered calls (R24): overdue and open ones first. An agent sees his own.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { call, client } from '../api/client'
import { useMe } from '../auth'
import { useDispositionLabel } from '../dispositions'
import { dateTime } from '../format'
import '../i18n/records'
import { usePrefs } from '../prefs'
import { paged, PagedTable } from '../ui/DataTable'
import { PageHead } from '../ui/PageHead'
import { Empty, ErrorNotice } from '../ui/states'
import { Tag } from '../ui/Tag'
import { lacksText, RECORD_STATES, RECORD_TONE, toRecordQuery, type RecordSearch } from './records'
import { WorkFilters } from './WorkFilters'

export default function RecordsPage() {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const me = useMe()
  const label = useDispositionLabel()
  const navigate = useNavigate()
  const search = useSearch({ from: '/records' })
  const go = (s: Partial<RecordSearch>) => void navigate({ to: '/records', search: { ...search, ...s } })
  const query = useInfiniteQuery({
    queryKey: ['records', search],
    queryFn: ({ pageParam }) => call(client.GET('/records', { params: { query: { ...toRecordQuery(search), cursor: pageParam } } })),
    ...paged,
  })
  const { state: _, ...anyState } = toRecordQuery(search)
  const figures = useQuery({ queryKey: ['records', 'figures', anyState], queryFn: () => call(client.GET('/records/figures', { params: { query: anyState } })) })
  const narrowed = Object.values(search).some((v) => v !== undefined)
  return (
    <>
      <PageHead title={t('records.title')} sub={t(me.role === 'agent' ? 'records.subAgent' : 'records.sub')} />
      <div className="grid">
        <section className="card stack">
          <WorkFilters label={t('records.filters')} search={search} agent={t('records.agent')} onChange={go}>
            <label>
              <span className="field-label">{t('records.state')}</span>
              <select className="field" value={search.state ?? ''} onChange={(e) => go({ state: (e.target.value || undefined) as RecordSearch['state'] })} data-testid="records-state">
                <option value="">{t('records.any')}</option>
                <option value="unfinished">{t('records.unfinished')}</option>
                {RECORD_STATES.map((s) => <option key={s} value={s}>{t(`records.states.${s}`)}</option>)}
              </select>
            </label>
          </WorkFilters>
          <div className="row">
            {figures.isError && <ErrorNotice error={figures.error} onRetry={() => void figures.refetch()} />}
            {figures.data && RECORD_STATES.map((s) => (
              <button key={s} type="button" className="tag as-button" data-tone={RECORD_TONE[s]} aria-pressed={search.state === s} aria-label={t('records.figure', { state: t(`records.states.${s}`), n: figures.data[s] })} onClick={() => go({ state: search.state === s ? undefined : s })} data-testid={`records-${s}`}>
                {t(`records.states.${s}`)} <b className="num">{figures.data[s]}</b>
              </button>
            ))}
            {narrowed && <Button size="small" onClick={() => void navigate({ to: '/records', search: {} })} data-testid="records-reset">{t('ui.reset')}</Button>}
          </div>
        </section>
        <section className="card">
          <PagedTable
            query={query} caption={t('records.list')} testid="records" rowKey={(r) => r.id}
            empty={search.state === 'unfinished' || search.state === 'overdue' || search.state === 'open'
              ? <Empty testid="records-empty" title={t('records.allDone')}>{t('records.allDoneText')}</Empty>
              : <Empty testid="records-empty" title={t('records.empty')}>{t('records.emptyText')}</Empty>}
            columns={[
              { key: 'state', title: t('records.state'), render: (r) => <Tag tone={RECORD_TONE[r.state]} testid="record-state">{t(`records.states.${r.state}`)}</Tag> },
              { key: 'customer', title: t('records.customer'), render: (r) => <Link to="/records/$id" params={{ id: String(r.id) }} data-testid="record-link" aria-label={t('records.openOf', { name: r.customer?.name ?? (r.contact || t('call.noName')) })}><strong>{r.customer?.name ?? (r.contact || t('call.noName'))}</strong></Link> },
              { key: 'phone', title: t('records.phone'), render: (r) => <span className="num nowrap">{r.phone}</span> },
              { key: 'campaign', title: t('records.campaign'), render: (r) => <>{r.campaign.name}{r.plan && <div className="small muted">{r.plan.name}</div>}</> },
              { key: 'unit', title: t('records.unit'), render: (r) => r.unit?.name ?? '—' },
              { key: 'agent', title: t('records.agent'), render: (r) => r.agent?.name ?? '—' },
              { key: 'ended', title: t('records.endedAt'), render: (r) => <span className="nowrap">{dateTime(r.ended_at, lang)}</span> },
              { key: 'due', title: t('records.dueAt'), render: (r) => <span className="nowrap">{dateTime(r.due_at, lang)}</span> },
              { key: 'disposition', title: t('records.disposition'), render: (r) => label(r.disposition) || '—' },
              { key: 'lacks', title: t('records.lacks'), render: (r) => lacksText(t, r.lacks) || <span className="muted">{t('records.nothing')}</span> },
            ]}
          />
        </section>
      </div>
    </>
  )
}
