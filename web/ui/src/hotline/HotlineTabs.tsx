import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import '../i18n/hotline'
import '../supervisor/manage.css'

/** HotlineTabs lead to the pages of the hotline. */
export function HotlineTabs() {
  const { t } = useTranslation()
  return (
    <nav className="nav tabs" aria-label={t('hotline.tabs')}>
      <Link to="/hotline" activeOptions={{ exact: true }} data-testid="hotline-live">{t('hotline.tabLive')}</Link>
      <Link to="/hotline/calls" data-testid="hotline-calls">{t('hotline.tabCalls')}</Link>
      <Link to="/hotline/directory" data-testid="hotline-directory">{t('hotline.tabDirectory')}</Link>
    </nav>
  )
}
