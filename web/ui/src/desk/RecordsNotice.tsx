// What the agent has still to write about earlier calls (R24).
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { call, client } from '../api/client'
import { Notice } from '../ui/Notice'

/** RecordsNotice leads to the agent's unfinished records; nothing when there are none. */
export function RecordsNotice() {
  const { t } = useTranslation()
  const { data } = useQuery({ queryKey: ['records', 'figures', 'unfinished'], queryFn: () => call(client.GET('/records/figures', { params: { query: { unfinished: true } } })), refetchInterval: 60_000 })
  const n = data ? data.open + data.overdue : 0
  if (!data || n === 0) return null
  return (
    <div className="notices">
      <Notice
        tone={data.overdue > 0 ? 'bad' : 'warn'} testid="records-notice" title={t('desk.recordsTitle', { n })}
        actions={<Link to="/records" search={{ state: 'unfinished' }} data-testid="records-finish">{t('desk.recordsOpen')}</Link>}
      >
        {data.overdue > 0 && t('desk.recordsOverdue', { n: data.overdue })}
      </Notice>
    </div>
  )
}
