import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import '../i18n/modes'
import './manage.css'

/** SettingsTabs lead to the pages of the settings. */
export function SettingsTabs() {
  const { t } = useTranslation()
  return (
    <nav className="nav tabs" aria-label={t('nav.settings')}>
      {(['rules', 'types', 'units', 'skills', 'prompts', 'calendar', 'audit'] as const).map((k) => <Link key={k} to={`/settings/${k}`} data-testid={`settings-${k}`}>{t(`nav.${k}`)}</Link>)}
    </nav>
  )
}
