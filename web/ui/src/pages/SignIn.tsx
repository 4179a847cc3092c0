import { Button, Input } from 'antd'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/client'
import { sessionEnded, signIn } from '../auth'
import { problemText } from '../i18n'
import { useNow, useTitle } from '../ui/hooks'
import { Notice } from '../ui/Notice'
import { PrefsMenu } from './PrefsMenu'

export function SignIn() {
  const { t } = useTranslation()
  useTitle(`${t('signIn.title')} · ${t('app.name')}`)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState('')
  const [lockedUntil, setLockedUntil] = useState(0)
  const now = useNow(1000, lockedUntil > 0)
  const left = Math.ceil((lockedUntil - now) / 1000)
  const password = useRef<HTMLInputElement>(null)

  useEffect(() => {
    if (lockedUntil > 0 && left <= 0) {
      setLockedUntil(0)
      setError('')
    }
  }, [left, lockedUntil])

  const submit = (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault()
    const form = new FormData(e.currentTarget)
    const login = String(form.get('login') ?? '').trim().toLowerCase()
    const pass = String(form.get('password') ?? '')
    if (!login || !pass) return setError(t('signIn.required'))
    setBusy(true)
    setError('')
    signIn(login, pass).catch((err: unknown) => {
      setBusy(false)
      if (err instanceof ApiError && err.code === 'too_many_logins' && err.retryAfter > 0) {
        setLockedUntil(Date.now() + err.retryAfter * 1000)
      }
      setError(problemText(t, err))
      password.current?.select()
    })
  }

  return (
    <main className="signin">
      <div>
        <div className="card">
          <div className="row" style={{ marginBottom: 14 }}>
            <img src="/favicon.svg" alt="" width={34} height={34} />
            <div>
              <h1>{t('app.name')}</h1>
              <p className="muted small">{t('app.tagline')}</p>
            </div>
          </div>
          <form onSubmit={submit} noValidate>
            {!error && sessionEnded() && <Notice tone="warn" testid="signin-ended">{t('signIn.ended')}</Notice>}
            {error && (
              <Notice tone="bad" urgent testid="signin-error">
                {left > 0 ? t('problem.too_many_logins', { s: left }) : error}
              </Notice>
            )}
            <div>
              <label className="field-label" htmlFor="login">{t('signIn.login')}</label>
              <Input id="login" name="login" size="large" autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus data-testid="login" />
            </div>
            <div>
              <label className="field-label" htmlFor="password">{t('signIn.password')}</label>
              <Input
                id="password" name="password" type="password" size="large" autoComplete="current-password" data-testid="password"
                ref={(r) => { password.current = r?.input ?? null }}
              />
            </div>
            <Button type="primary" size="large" htmlType="submit" loading={busy} disabled={left > 0} data-testid="signin-submit">
              {busy ? t('signIn.submitting') : t('signIn.submit')}
            </Button>
          </form>
        </div>
        <div className="row" style={{ justifyContent: 'center', marginTop: 14 }}><PrefsMenu /></div>
      </div>
    </main>
  )
}
