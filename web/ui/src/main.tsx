import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { StrictMode, useLayoutEffect, useMemo } from 'react'
import { createRoot } from 'react-dom/client'
import './app.css'
import { queryClient } from './auth'
import './i18n'
import { isDark, usePrefs } from './prefs'
import { router } from './router'
import { antdTheme } from './theme'
import { Toasts } from './ui/toast'

function App() {
  const dark = usePrefs(isDark)
  const lang = usePrefs((p) => p.lang)
  const theme = useMemo(() => antdTheme(dark), [dark])
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = dark ? 'dark' : 'light'
  }, [dark])
  return (
    <ConfigProvider theme={theme} locale={lang === 'en' ? enUS : zhCN} button={{ autoInsertSpace: false }} wave={{ disabled: true }}>
      <RouterProvider router={router} />
      <Toasts />
    </ConfigProvider>
  )
}

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
)
