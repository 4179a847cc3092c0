import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch, type LinkProps } from '@tanstack/react-router'
import { Button, DatePicker, Select } from 'antd'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { call, client, type Schemas } from '../api/client'
import { dateTime } from '../format'
import '../i18n/audit'
import '../i18n/incall'
import '../i18n/manage'
import '../i18n/modes'
import '../i18n/rules'
import { usePrefs } from '../prefs'
import { midnight } from '../qa/search'
import type { AuditSearch } from '../router'
import { paged, PagedTable } from '../ui/DataTable'
import { Field } from '../ui/Field'
import { PageHead } from '../ui/PageHead'
import { Empty } from '../ui/states'
import { detailText } from './auditDetail'
import './manage.css'
import { SettingsTabs } from './SettingsTabs'
import { allUsers } from './useChoices'

type Entry = Schemas['AuditEntry']
const KINDS = ['customer', 'recording', 'campaign', 'plan', 'import', 'list', 'dnc', 'user', 'session', 'caps', 'unit', 'job', 'event', 'calendar', 'type', 'record', 'number', 'export', 'contact', 'attempt', 'queue', 'hotline', 'department', 'prompt', 'calls', 'ledger']
const PAGES: Record<string, LinkProps['to']> = { plan: '/plans/$id', record: '/records/$id', customer: '/customers/$id', campaign: '/campaigns/$id', import: '/imports/$id', list: '/lists/$id', attempt: '/attempts/$id' }

export default function AuditPage() {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  dayjs.locale(lang === 'en' ? 'en' : 'zh-cn')
  const search = useSearch({ from: '/manage/settings/audit' })
  const navigate = useNavigate()
  const go = (s: AuditSearch) => void navigate({ to: '/settings/audit', search: s })
  const users = useQuery({ queryKey: ['users', 'all'], queryFn: () => allUsers(), staleTime: 60_000 })
  const query = useInfiniteQuery({
    queryKey: ['audit', search],
    queryFn: ({ pageParam }) =>
      call(client.GET('/audit', { params: { query: {
        user_id: search.user, action: search.kind, object: search.object,
        from: midnight(search.from)?.toISOString(), to: midnight(search.to, 1)?.toISOString(), cursor: pageParam,
      } } })),
    ...paged,
  })
  const pick = { allowClear: true, showSearch: { optionFilterProp: 'label' }, placeholder: t('audit.any'), style: { width: '100%' } }
  const name = (id: string) => users.data?.find((u) => String(u.id) === id)?.name
  const day = (s?: string) => (s ? dayjs(s) : null)
  return (
    <>
      <PageHead title={t('audit.title')} sub={t('audit.sub')} />
      <SettingsTabs />
      <div className="grid">
        <section className="card" role="search">
          <div className="filters">
            <Field label={t('audit.range')}>
              {({ id }) => (
                <DatePicker.RangePicker
                  id={{ start: id, end: `${id}-end` }} style={{ width: '100%' }} allowEmpty={[true, true]} value={[day(search.from), day(search.to)]}
                  onChange={(r) => go({ ...search, from: r?.[0]?.format('YYYY-MM-DD'), to: r?.[1]?.format('YYYY-MM-DD') })}
                />
              )}
            </Field>
            <Field label={t('audit.user')}>
              {({ status: _, ...a }) => <Select {...a} {...pick} value={search.user} onChange={(user) => go({ ...search, user })} data-testid="audit-user" options={users.data?.map((u) => ({ value: u.id, label: u.name }))} />}
            </Field>
            <Field label={t('audit.kind')}>
              {({ status: _, ...a }) => <Select {...a} {...pick} value={search.kind} onChange={(kind) => go({ ...search, kind })} data-testid="audit-kind" options={KINDS.map((k) => ({ value: k, label: t(`auditKind.${k}`) }))} />}
            </Field>
            {search.object && (
              <div className="row">
                <span>{t('audit.only')}: <code>{search.object}</code></span>
                <Button size="small" onClick={() => go({ ...search, object: undefined })} data-testid="audit-clear">{t('ui.reset')}</Button>
              </div>
            )}
          </div>
        </section>
        <section className="card">
          <PagedTable
            query={query} caption={t('audit.title')} testid="audit" rowKey={(e) => e.id}
            empty={<Empty title={t('audit.empty')}>{t('audit.emptyText')}</Empty>}
            columns={[
              { key: 'at', title: t('audit.at'), render: (e) => <span className="nowrap">{dateTime(e.at, lang)}</span> },
              { key: 'user', title: t('audit.user'), render: (e) => e.user || t('audit.system') },
              { key: 'action', title: t('audit.action'), render: (e) => <Action action={e.action} /> },
              { key: 'object', title: t('audit.object'), render: (e) => <ObjectLink entry={e} onOnly={(object) => go({ ...search, object })} /> },
              { key: 'detail', title: t('audit.detail'), render: (e) => <span className="small">{detailText(t, e.detail, name)}</span> },
            ]}
          />
        </section>
      </div>
    </>
  )
}

function Action({ action }: { action: string }) {
  const { t } = useTranslation()
  const [kind = '', verb = ''] = action.split('.')
  return <>{t(`auditKind.${kind}`, { defaultValue: kind })} · {t(`auditVerb.${verb}`, { defaultValue: verb })}</>
}

function ObjectLink({ entry, onOnly }: { entry: Entry; onOnly(object: string): void }): ReactNode {
  const { t } = useTranslation()
  const [kind = '', id] = entry.object.split(':')
  if (!id) return entry.object
  const to = PAGES[kind]
  return (
    <span className="row">
      {to ? <Link to={to} params={{ id }}>{t(`auditKind.${kind}`, { defaultValue: kind })} {id}</Link> : <span>{t(`auditKind.${kind}`, { defaultValue: kind })} {id}</span>}
      <Button size="small" type="text" onClick={() => onOnly(entry.object)} aria-label={`${t('audit.only')}: ${entry.object}`} title={t('audit.only')}>⌕</Button>
    </span>
  )
}
