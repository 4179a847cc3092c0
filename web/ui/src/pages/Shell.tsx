import { Link, useNavigate, type LinkProps } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { API, type Me } from '../api/client'
import { mayListen, mayManage, signOut } from '../auth'
import { guard } from '../guard'
import { problemText } from '../i18n'
import { toast } from '../ui/toast'
import { PrefsMenu } from './PrefsMenu'

function links(me: Me): { to: LinkProps['to']; key: string; exact?: boolean }[] {
  if (me.role === 'agent') {
    return [
      { to: '/desk', key: 'desk', exact: true },
      { to: '/desk/callbacks', key: 'callbacks' },
      { to: '/desk/calls', key: 'calls' },
      { to: '/records', key: 'records' },
      { to: '/desk/directory', key: 'directory' },
    ]
  }
  const out: { to: LinkProps['to']; key: string }[] = []
  if (mayManage(me.role)) {
    out.push(
      { to: '/live', key: 'live' }, { to: '/plans', key: 'plans' }, { to: '/campaigns', key: 'campaigns' }, { to: '/hotline', key: 'hotline' }, { to: '/ledger', key: 'ledger' }, { to: '/records', key: 'records' }, { to: '/customers', key: 'customers' },
      { to: '/imports', key: 'imports' }, { to: '/lists', key: 'lists' }, { to: '/do-not-call', key: 'dnc' }, { to: '/users', key: 'users' },
    )
  }
  if (mayListen(me.role)) out.push({ to: '/attempts', key: 'attempts' })
  if (me.role === 'qa') out.push({ to: '/records', key: 'records' })
  if (mayManage(me.role)) out.push({ to: '/settings', key: 'settings' })
  return out
}

/** Shell is the frame around every page: bar, navigation, foot. */
export function Shell({ me, children }: { me: Me; children: ReactNode }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [leaving, setLeaving] = useState(false)
  return (
    <div className="shell">
      <a className="skip" href="#main">{t('ui.skip')}</a>
      <header className="topbar">
        <Link to="/" className="brand" data-testid="brand">
          <img src="/favicon.svg" alt="" />
          {t('app.name')}
        </Link>
        <nav className="nav" aria-label={t('ui.mainNav')}>
          {links(me).map((l) => (
            <Link key={l.key} to={l.to} activeOptions={{ exact: l.exact ?? false, includeSearch: false }} data-testid={`nav-${l.key}`}>
              {t(`nav.${l.key}`)}
            </Link>
          ))}
        </nav>
        <div className="topbar-right">
          <span className="muted small" data-testid="me" data-login={me.login}>{t('ui.signedInAs', { name: me.name, role: t(`role.${me.role}`) })}</span>
          <PrefsMenu />
          <Button
            size="small"
            loading={leaving}
            data-testid="sign-out"
            onClick={() => {
              if (guard.inCall) return toast('warn', t('ui.signOutInCall'))
              setLeaving(true)
              signOut()
                .then(() => navigate({ to: '/' })) // the next user may not see this page
                .catch((e: unknown) => toast('bad', problemText(t, e)))
                .finally(() => setLeaving(false))
            }}
          >
            {t('ui.signOut')}
          </Button>
        </div>
      </header>
      <main className="content" id="main" tabIndex={-1}>{children}</main>
      <footer className="foot">
        <Link to="/about" data-testid="about-link">{t('nav.about')}</Link>
        <a href={`${API}/docs`} target="_blank" rel="noreferrer" data-testid="docs-link">{t('nav.docs')}</a>
      </footer>
    </div>
  )
}
