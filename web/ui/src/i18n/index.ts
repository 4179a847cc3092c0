import i18next, { type TFunction } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { ApiError, type FieldProblem } from '../api/client'
import { usePrefs } from '../prefs'
import { RequestError } from '../softphone/protocol'
import { en } from './core.en'
import { zh } from './core.zh'

void i18next.use(initReactI18next).init({
  lng: usePrefs.getState().lang,
  fallbackLng: 'en',
  resources: { 'zh-CN': { translation: zh }, en: { translation: en } },
  interpolation: { escapeValue: false }, // React escapes
  returnNull: false,
})

function apply(lang: string): void {
  document.documentElement.lang = lang
}
apply(usePrefs.getState().lang)
usePrefs.subscribe((p, before) => {
  if (p.lang === before.lang) return
  apply(p.lang)
  void i18next.changeLanguage(p.lang)
})

/** addMessages brings in the words of pages that are loaded later. */
export function addMessages(zhMessages: object, enMessages: object): void {
  i18next.addResourceBundle('zh-CN', 'translation', zhMessages, true, false)
  i18next.addResourceBundle('en', 'translation', enMessages, true, false)
}

/** problemText is an error in the user's language; what has no translation is shown as the service said it. */
export function problemText(t: TFunction, e: unknown): string {
  if (e instanceof ApiError) {
    const said = e.fields.length > 0 && (e.code === 'invalid' || e.code === 'file_unusable' || !i18next.exists(`problem.${e.code}`))
    if (said) return e.fields.map((f) => fieldText(t, f)).join(t('ui.semicolon'))
    return t(`problem.${e.code}`, { defaultValue: e.message, s: e.retryAfter })
  }
  if (e instanceof RequestError) return t(`problem.${e.code}`, { defaultValue: e.message })
  return t('problem.unexpected_page')
}

/** fieldText is one wrong field in the user's language. */
export function fieldText(t: TFunction, f: FieldProblem): string {
  return t([`fieldProblem.${f.code}`, `problem.${f.code}`], { defaultValue: f.detail })
}

export { i18next }
