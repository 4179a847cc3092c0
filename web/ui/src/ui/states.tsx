// What a page shows instead of data: waiting, nothing, trouble.
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/client'
import { problemText } from '../i18n'
import { Notice } from './Notice'

export function Skeleton({ lines = 4 }: { lines?: number }) {
  const { t } = useTranslation()
  return (
    <div className="skeleton" role="status" aria-label={t('ui.loading')} data-testid="loading">
      {Array.from({ length: lines }, (_, i) => <span key={i} style={{ width: `${92 - ((i * 17) % 40)}%` }} />)}
    </div>
  )
}

/** Empty says that there is nothing and what to do next. Where it is the whole page, its title is the page's heading. */
export function Empty({ title, children, action, testid, page }: { title: string; children?: ReactNode; action?: ReactNode; testid?: string; page?: boolean }) {
  const Heading = page ? 'h1' : 'strong'
  return (
    <div className="empty" data-testid={testid ?? 'empty'}>
      <Heading>{title}</Heading>
      {children}
      {action && <div className="actions">{action}</div>}
    </div>
  )
}

export function ErrorNotice({ error, onRetry, testid }: { error: unknown; onRetry?: () => void; testid?: string }) {
  const { t } = useTranslation()
  const trace = error instanceof ApiError ? error.traceId : ''
  return (
    <Notice
      tone="bad"
      urgent
      testid={testid ?? 'error'}
      title={problemText(t, error)}
      actions={onRetry && <Button size="small" onClick={onRetry} data-testid="retry">{t('ui.retry')}</Button>}
    >
      {trace && <span className="small muted">{t('ui.trace')} <code>{trace}</code></span>}
    </Notice>
  )
}
