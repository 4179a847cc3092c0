// A plain table over a cursor-paged list: loading, empty, error, "more".
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorNotice, Skeleton } from './states'

export interface Column<T> {
  key: string
  title: ReactNode
  render(row: T): ReactNode
  /** Numbers stand at the right. */
  num?: boolean
  /** Left out on a telephone. */
  wide?: boolean
}

interface TableProps<T> {
  caption: string
  columns: Column<T>[]
  rows: T[]
  rowKey(row: T): string | number
  testid: string
}

const look = (c: Column<never>) => (c.num ? 'num' : c.wide ? 'wide-only' : undefined)

export function Table<T>({ caption, columns, rows, rowKey, testid }: TableProps<T>) {
  return (
    <div className="table-wrap" tabIndex={0} role="region" aria-label={caption}>
      <table className="data" data-testid={testid}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((c) => (
              <th key={c.key} scope="col" className={look(c)}>{c.title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((r) => (
            <tr key={rowKey(r)} data-testid={`${testid}-row`} data-id={rowKey(r)}>
              {columns.map((c) => <td key={c.key} className={look(c)}>{c.render(r)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export type Paged<T> = UseInfiniteQueryResult<InfiniteData<{ items: T[]; next: string }>>

export function PagedTable<T>({ query, empty, ...table }: Omit<TableProps<T>, 'rows'> & { query: Paged<T>; empty: ReactNode }) {
  const { t } = useTranslation()
  if (query.isPending) return <Skeleton lines={6} />
  if (query.isError && !query.data) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
  const rows = query.data?.pages.flatMap((p) => p.items) ?? []
  if (rows.length === 0) return empty
  return (
    <>
      {query.isError && <div className="notices"><ErrorNotice error={query.error} onRetry={() => void query.refetch()} /></div>}
      <Table {...table} rows={rows} />
      {query.hasNextPage && (
        <div className="table-foot">
          <Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage} data-testid={`${table.testid}-more`}>
            {t('ui.more')}
          </Button>
        </div>
      )}
    </>
  )
}

/** paged are the options that every cursor-paged query shares. */
export const paged = {
  initialPageParam: '',
  getNextPageParam: (last: { next: string }) => last.next || undefined,
}
