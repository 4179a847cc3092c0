import { Input } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '../api/client'
import '../i18n/hotline'
import { Table } from '../ui/DataTable'
import { Empty, ErrorNotice, Skeleton } from '../ui/states'
import { Tag } from '../ui/Tag'
import { fits } from './level'
import { useDepartments } from './useDepartments'

/** Departments is the directory with its search. act adds what can be done with each. */
export function Departments({ act, add }: { act?: (d: Schemas['Department']) => ReactNode; add?: ReactNode }) {
  const { t } = useTranslation()
  const q = useDepartments()
  const [wanted, setWanted] = useState('')
  if (q.isPending) return <Skeleton />
  if (!q.data) return <ErrorNotice error={q.error} onRetry={() => void q.refetch()} />
  if (q.data.length === 0) return <Empty title={t('directory.empty')} action={add} testid="directory-empty">{t('directory.emptyText')}</Empty>
  const rows = q.data.filter((d) => fits(d, wanted))
  return (
    <div className="stack">
      <Input value={wanted} allowClear onChange={(e) => setWanted(e.target.value)} placeholder={t('directory.searchHint')} aria-label={t('directory.search')} data-testid="directory-search" style={{ maxWidth: 360 }} />
      {rows.length === 0 ? <Empty title={t('directory.none')} testid="directory-none" /> : (
        <Table
          caption={t('directory.list')} testid="departments" rows={rows} rowKey={(d) => d.id}
          columns={[
            { key: 'name', title: t('directory.name'), render: (d) => <strong>{d.name}</strong> },
            { key: 'number', title: t('directory.number'), render: (d) => <><span className="num nowrap">{d.number}</span>{d.refused && <><br /><Tag tone="warn" testid="department-refused">{t('directory.refused')}</Tag> <span className="muted small">{t(`fieldProblem.${d.refused}`)}</span></>}</> },
            { key: 'hours', title: t('directory.hours'), render: (d) => d.hours || '—' },
            { key: 'purpose', title: t('directory.purpose'), render: (d) => d.purpose || '—' },
            ...(act ? [{ key: 'act', title: <span className="visually-hidden">{t('directory.edit')}</span>, render: act }] : []),
          ]}
        />
      )}
    </div>
  )
}
