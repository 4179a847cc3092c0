import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useTitle } from './hooks'

export function PageHead({ title, sub, crumbs, children }: { title: string; sub?: ReactNode; crumbs?: ReactNode; children?: ReactNode }) {
  const { t } = useTranslation()
  useTitle(`${title} · ${t('app.name')}`)
  return (
    <header className="page-head">
      <div className="grow">
        {crumbs && <nav className="crumbs" aria-label={t('ui.crumbs')}>{crumbs}</nav>}
        <h1>{title}</h1>
        {sub && <p>{sub}</p>}
      </div>
      {children && <div className="row">{children}</div>}
    </header>
  )
}
