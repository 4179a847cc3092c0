import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button, DatePicker, Input, Select } from 'antd'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { useEffect, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { call, client } from '../api/client'
import { useMe } from '../auth'
import { labelOf } from '../dispositions'
import { dateTime, duration } from '../format'
import '../i18n/manage'
import { usePrefs } from '../prefs'
import type { AttemptSearch } from '../router'
import { paged, PagedTable } from '../ui/DataTable'
import { Field } from '../ui/Field'
import { PageHead } from '../ui/PageHead'
import { Empty } from '../ui/states'
import { Tag } from '../ui/Tag'
import './qa.css'
import { RecordingTag } from './RecordingTag'
import { toQuery } from './search'

export default function AttemptsPage() {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  dayjs.locale(lang === 'en' ? 'en' : 'zh-cn')
  const search = useSearch({ from: '/listen/attempts' })
  const filters = useQuery({ queryKey: ['attempt-filters'], queryFn: () => call(client.GET('/attempts/filters')), staleTime: 30_000 })
  const query = useInfiniteQuery({
    queryKey: ['attempts', search],
    queryFn: ({ pageParam }) => call(client.GET('/attempts', { params: { query: { ...toQuery(search), cursor: pageParam } } })),
    ...paged,
  })
  const label = (code?: string) => {
    const d = filters.data?.dispositions.find((x) => x.code === code)
    return d ? labelOf(d, lang) : (code ?? '')
  }
  return (
    <>
      <PageHead title={t('nav.attempts')} sub={t('attempts.sub')} />
      <div className="grid">
        <Filters search={search} data={filters.data} label={label} />
        <section className="card">
          <PagedTable
            query={query} caption={t('nav.attempts')} testid="attempts" rowKey={(a) => a.id}
            empty={<Empty title={t('attempts.empty')}>{t('attempts.emptyText')}</Empty>}
            columns={[
              { key: 'at', title: t('attempts.at'), render: (a) => <Link to="/attempts/$id" params={{ id: String(a.id) }} className="nowrap" data-testid="attempt-link">{dateTime(a.claimed_at, lang)}</Link> },
              { key: 'customer', title: t('attempts.customer'), render: (a) => a.customer || t('call.noName') },
              { key: 'phone', title: t('attempts.phone'), render: (a) => <span className="num nowrap">{a.phone}</span> },
              { key: 'campaign', title: t('attempts.campaign'), render: (a) => a.campaign.name },
              { key: 'agent', title: t('attempts.agent'), render: (a) => a.agent?.name ?? '—' },
              { key: 'outcome', title: t('attempts.outcome'), render: (a) => <Tag tone={a.outcome === 'answered' ? 'ok' : a.outcome ? 'plain' : 'info'}>{t(`outcome.${a.outcome || 'live'}`, { defaultValue: a.outcome })}</Tag> },
              { key: 'ring', title: t('attempts.ring'), num: true, render: (a) => (a.ring_ms === undefined ? '—' : duration(a.ring_ms)) },
              { key: 'talk', title: t('attempts.talk'), num: true, render: (a) => (a.talk_ms === undefined ? '—' : duration(a.talk_ms)) },
              { key: 'disposition', title: t('attempts.disposition'), render: (a) => label(a.disposition) || '—' },
              { key: 'recording', title: t('attempts.recorded'), render: (a) => (a.recordings.length === 0 ? '—' : a.recordings.map((r) => <RecordingTag key={r.id} state={r.state} />)) },
            ]}
          />
        </section>
      </div>
    </>
  )
}

type FilterData = Awaited<ReturnType<typeof load>>
const load = () => call(client.GET('/attempts/filters'))

function Filters({ search, data, label }: { search: AttemptSearch; data?: FilterData; label(code?: string): string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const me = useMe()
  const [v, setV] = useState(search)
  useEffect(() => setV(search), [search])
  const go = (s: AttemptSearch) => void navigate({ to: '/attempts', search: s })
  const set = (p: Partial<AttemptSearch>) => setV((o) => ({ ...o, ...p }))
  const submit = (e: FormEvent) => {
    e.preventDefault()
    go({ ...v, phone: v.phone?.trim() || undefined })
  }
  const pick = { allowClear: true, showSearch: { optionFilterProp: 'label' }, placeholder: t('attempts.any'), style: { width: '100%' } }
  const day = (s?: string) => (s ? dayjs(s) : null)
  const preset = (label_: string, days: number) => ({ label: label_, value: [dayjs().subtract(days, 'day'), dayjs()] as [dayjs.Dayjs, dayjs.Dayjs] })
  return (
    <form className="card" onSubmit={submit} role="search" data-testid="attempt-search">
      <div className="filters">
        <Field label={t('attempts.range')}>
          {({ id }) => (
            <DatePicker.RangePicker
              id={{ start: id, end: `${id}-end` }} style={{ width: '100%' }} allowEmpty={[true, true]} value={[day(v.from), day(v.to)]} data-testid="filter-dates"
              presets={[preset(t('attempts.today'), 0), preset(t('attempts.week'), 6), preset(t('attempts.month'), 29)]}
              onChange={(r) => set({ from: r?.[0]?.format('YYYY-MM-DD'), to: r?.[1]?.format('YYYY-MM-DD') })}
            />
          )}
        </Field>
        <Field label={t('attempts.campaign')}>
          {({ status: _, ...a }) => <Select {...a} {...pick} value={v.campaign} onChange={(campaign) => set({ campaign })} data-testid="filter-campaign" options={data?.campaigns.map((c) => ({ value: c.id, label: c.name }))} />}
        </Field>
        <Field label={t('attempts.agent')}>
          {({ status: _, ...a }) => <Select {...a} {...pick} value={v.agent} onChange={(agent) => set({ agent })} data-testid="filter-agent" options={data?.agents.map((c) => ({ value: c.id, label: c.name }))} />}
        </Field>
        <Field label={t('attempts.outcome')}>
          {({ status: _, ...a }) => <Select {...a} {...pick} value={v.outcome} onChange={(outcome) => set({ outcome })} data-testid="filter-outcome" options={data?.outcomes.map((o) => ({ value: o, label: t(`outcome.${o}`, { defaultValue: o }) }))} />}
        </Field>
        <Field label={t('attempts.disposition')}>
          {({ status: _, ...a }) => <Select {...a} {...pick} value={v.disposition} onChange={(disposition) => set({ disposition })} data-testid="filter-disposition" options={data?.dispositions.map((d) => ({ value: d.code, label: label(d.code) }))} />}
        </Field>
        <Field label={t('attempts.recorded')}>
          {({ status: _, ...a }) => (
            <Select
              {...a} allowClear placeholder={t('attempts.any')} style={{ width: '100%' }} value={v.recorded} onChange={(recorded) => set({ recorded })} data-testid="filter-recorded"
              options={[{ value: 'true', label: t('attempts.withAudio') }, { value: 'false', label: t('attempts.withoutAudio') }]}
            />
          )}
        </Field>
        <Field label={t('attempts.phone')}>
          {({ status: _, ...a }) => <Input {...a} value={v.phone ?? ''} maxLength={40} inputMode="tel" allowClear placeholder={t(me.role === 'qa' ? 'attempts.phoneHintQa' : 'attempts.phoneHint')} onChange={(e) => set({ phone: e.target.value || undefined })} data-testid="filter-phone" />}
        </Field>
      </div>
      <div className="actions">
        <Button type="primary" htmlType="submit" data-testid="search">{t('ui.search')}</Button>
        <Button onClick={() => go({})} data-testid="search-reset">{t('ui.reset')}</Button>
      </div>
    </form>
  )
}
