import { Link, type ErrorComponentProps } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Role } from '../api/client'
import { useTitle } from '../ui/hooks'
import { Empty } from '../ui/states'

export function NotFound() {
  const { t } = useTranslation()
  useTitle(t('errorPage.notFound'))
  return (
    <div className="card">
      <Empty page testid="not-found" title={t('errorPage.notFound')} action={<Link to="/">{t('errorPage.home')}</Link>}>
        {t('errorPage.notFoundText')}
      </Empty>
    </div>
  )
}

export function Forbidden({ roles }: { roles: Role[] }) {
  const { t } = useTranslation()
  useTitle(t('errorPage.forbidden'))
  return (
    <div className="card">
      <Empty page testid="forbidden" title={t('errorPage.forbidden')} action={<Link to="/">{t('errorPage.home')}</Link>}>
        {t('errorPage.forbiddenText', { roles: roles.map((r) => t(`role.${r}`)).join(t('ui.comma')) })}
      </Empty>
    </div>
  )
}

/** Crashed is the error boundary's page. A chunk that is gone means that a newer version was installed. */
export function Crashed({ error }: ErrorComponentProps) {
  const { t } = useTranslation()
  const message = error instanceof Error ? error.message : String(error)
  const stale = /dynamically imported module|Importing a module script/i.test(message)
  return (
    <div className="card">
      <Empty
        page
        testid="crashed"
        title={stale ? t('errorPage.stale') : t('errorPage.crashed')}
        action={<Button type="primary" onClick={() => location.reload()} data-testid="reload">{t('ui.reload')}</Button>}
      >
        {!stale && <p>{t('errorPage.crashedText')}</p>}
        <p className="small"><code>{message}</code></p>
      </Empty>
    </div>
  )
}
