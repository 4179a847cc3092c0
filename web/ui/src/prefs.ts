// What the user chose for this browser: language and light or dark. Remembered in localStorage.
import { create } from 'zustand'

export type Lang = 'zh-CN' | 'en'
export type ThemeChoice = 'auto' | 'light' | 'dark'

interface Prefs {
  lang: Lang
  theme: ThemeChoice
  /** What "auto" means at the moment. */
  systemDark: boolean
  setLang(l: Lang): void
  setTheme(t: ThemeChoice): void
}

const LANG_KEY = 'hf.lang'
const THEME_KEY = 'hf.theme'

/** firstLang: Chinese unless the browser asks for English before any Chinese. */
export function firstLang(stored: string | null, wanted: readonly string[]): Lang {
  if (stored === 'zh-CN' || stored === 'en') return stored
  for (const w of wanted) {
    if (w.toLowerCase().startsWith('zh')) return 'zh-CN'
    if (w.toLowerCase().startsWith('en')) return 'en'
  }
  return 'zh-CN'
}

const media = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : null
const storedTheme = localStorage.getItem(THEME_KEY)

export const usePrefs = create<Prefs>((set) => ({
  lang: firstLang(localStorage.getItem(LANG_KEY), navigator.languages ?? []),
  theme: storedTheme === 'light' || storedTheme === 'dark' ? storedTheme : 'auto',
  systemDark: media?.matches ?? false,
  setLang: (lang) => {
    localStorage.setItem(LANG_KEY, lang)
    set({ lang })
  },
  setTheme: (theme) => {
    localStorage.setItem(THEME_KEY, theme)
    set({ theme })
  },
}))

media?.addEventListener('change', (e) => usePrefs.setState({ systemDark: e.matches }))

export const isDark = (p: Pick<Prefs, 'theme' | 'systemDark'>) => (p.theme === 'auto' ? p.systemDark : p.theme === 'dark')
