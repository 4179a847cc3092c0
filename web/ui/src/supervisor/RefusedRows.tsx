import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '../api/client'
import { i18next } from '../i18n'
import { PagedTable, type Paged } from '../ui/DataTable'
import { Empty } from '../ui/states'

/** RefusedRows are the rows of a file that were not taken, each with its reason. File: where they can be downloaded. */
export function RefusedRows({ query, file, testid, downloadTestid }: { query: Paged<Schemas['ListError']>; file: string; testid: string; downloadTestid: string }) {
  const { t } = useTranslation()
  return (
    <section className="card">
      <div className="card-head">
        <h2 className="grow">{t('lists.errors')}</h2>
        <Button href={file} download data-testid={downloadTestid}>{t('lists.download')}</Button>
      </div>
      <PagedTable
        query={query} caption={t('lists.errors')} testid={testid} rowKey={(e) => `${e.line}/${e.field}/${e.code}`}
        empty={<Empty title={t('lists.noErrors')} />}
        columns={[
          { key: 'line', title: t('lists.line'), num: true, render: (e) => e.line },
          { key: 'field', title: t('lists.field'), render: (e) => e.field },
          { key: 'value', title: t('lists.value'), render: (e) => <code>{e.value}</code> },
          { key: 'why', title: t('lists.why'), render: (e) => <span title={e.detail} data-code={e.code}>{i18next.exists(`rowProblem.${e.code}`) ? t(`rowProblem.${e.code}`) : e.detail}</span> },
        ]}
      />
    </section>
  )
}
