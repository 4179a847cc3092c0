import { useTranslation } from 'react-i18next'
import { usePrefs, type Lang, type ThemeChoice } from '../prefs'

/** PrefsMenu: language and appearance, remembered in this browser. */
export function PrefsMenu() {
  const { t } = useTranslation()
  const { lang, theme, setLang, setTheme } = usePrefs()
  return (
    <>
      <select className="menu-select" aria-label={t('ui.language')} value={lang} onChange={(e) => setLang(e.target.value as Lang)} data-testid="lang">
        <option value="zh-CN">中文</option>
        <option value="en">English</option>
      </select>
      <select className="menu-select" aria-label={t('ui.theme')} value={theme} onChange={(e) => setTheme(e.target.value as ThemeChoice)} data-testid="theme">
        <option value="auto">{t('ui.auto')}</option>
        <option value="light">{t('ui.light')}</option>
        <option value="dark">{t('ui.dark')}</option>
      </select>
    </>
  )
}
