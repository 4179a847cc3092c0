import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, call, client, type Role, type Schemas } from '../api/client'
import { queryClient, useMe } from '../auth'
import { dateTime } from '../format'
import { problemText } from '../i18n'
import '../i18n/incall'
import '../i18n/manage'
import { usePrefs } from '../prefs'
import { paged, PagedTable } from '../ui/DataTable'
import { Dialog } from '../ui/Dialog'
import { Field, under } from '../ui/Field'
import { Notice } from '../ui/Notice'
import { PageHead } from '../ui/PageHead'
import { Empty, ErrorNotice } from '../ui/states'
import { Tag } from '../ui/Tag'
import { toast } from '../ui/toast'
import './manage.css'

type User = Schemas['User']
const ROLES: Role[] = ['agent', 'supervisor', 'qa', 'admin']
const refresh = () => void queryClient.invalidateQueries({ queryKey: ['users'] })

/** newPassword: 16 characters without those that look alike. */
function newPassword(): string {
  const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'
  // 56 letters: bytes beyond a multiple of 56 are thrown away, so that all are equally likely.
  let out = ''
  while (out.length < 16) {
    for (const b of crypto.getRandomValues(new Uint8Array(32))) {
      if (b < 224 && out.length < 16) out += letters[b % 56]
    }
  }
  return out
}

export default function UsersPage() {
  const { t } = useTranslation()
  const me = useMe()
  const admin = me.role === 'admin'
  const lang = usePrefs((p) => p.lang)
  const [role, setRole] = useState<Role | ''>('')
  const [doing, setDoing] = useState<{ what: 'add' } | { what: 'edit' | 'reset' | 'deactivate'; user: User } | null>(null)
  const query = useInfiniteQuery({
    queryKey: ['users', 'page', role],
    queryFn: ({ pageParam }) => call(client.GET('/users', { params: { query: { cursor: pageParam, role: role || undefined } } })),
    ...paged,
  })
  const activate = async (u: User) => {
    try {
      await call(client.PATCH('/users/{id}', { params: { path: { id: u.id } }, body: { active: true } }))
      toast('ok', t('users.saved'))
      refresh()
    } catch (e) {
      toast('bad', problemText(t, e))
    }
  }
  const close = () => setDoing(null)
  return (
    <>
      <PageHead title={t('nav.users')} sub={admin ? t('users.sub') : `${t('users.sub')} ${t('users.readOnly')}`}>
        <label className="row tight">
          <span className="muted">{t('users.filter')}</span>
          <select className="field" value={role} onChange={(e) => setRole(e.target.value as Role | '')} data-testid="user-filter">
            <option value="">{t('ui.all')}</option>
            {ROLES.map((r) => <option key={r} value={r}>{t(`role.${r}`)}</option>)}
          </select>
        </label>
        {admin && <Button type="primary" onClick={() => setDoing({ what: 'add' })} data-testid="add-user">{t('users.add')}</Button>}
      </PageHead>
      <section className="card">
        <PagedTable
          query={query} caption={t('nav.users')} testid="users" rowKey={(u) => u.id}
          empty={<Empty title={t('users.empty')} />}
          columns={[
            { key: 'name', title: t('users.name'), render: (u) => <strong>{u.name}{u.id === me.id && t('users.you')}</strong> },
            { key: 'login', title: t('users.login'), render: (u) => <code>{u.login}</code> },
            { key: 'role', title: t('users.role'), render: (u) => t(`role.${u.role}`) },
            { key: 'active', title: t('users.active'), render: (u) => <Tag tone={u.active ? 'ok' : 'bad'}>{u.active ? t('users.on') : t('users.off')}</Tag> },
            { key: 'created', title: t('users.created'), render: (u) => <span className="nowrap">{dateTime(u.created_at, lang)}</span> },
            ...(admin
              ? [{
                  key: 'act', title: <span className="visually-hidden">{t('users.edit')}</span>,
                  render: (u: User) => (
                    <span className="row tight">
                      <Button size="small" onClick={() => setDoing({ what: 'edit', user: u })} data-testid="edit-user">{t('users.edit')}</Button>
                      <Button size="small" onClick={() => setDoing({ what: 'reset', user: u })} data-testid="reset-password">{t('users.reset')}</Button>
                      {u.active
                        ? <Button size="small" danger onClick={() => setDoing({ what: 'deactivate', user: u })} data-testid="deactivate-user">{t('users.deactivate')}</Button>
                        : <Button size="small" onClick={() => void activate(u)} data-testid="activate-user">{t('users.activate')}</Button>}
                    </span>
                  ),
                }]
              : []),
          ]}
        />
      </section>
      {doing && <UserDialog key={doing.what} doing={doing} onClose={close} />}
    </>
  )
}

const RIGHTS = ['dial_manual', 'dial_outside'] as const
type Right = (typeof RIGHTS)[number]

function UserDialog({ doing, onClose }: { doing: { what: 'add' } | { what: 'edit' | 'reset' | 'deactivate'; user: User }; onClose(): void }) {
  const { t } = useTranslation()
  const user = doing.what === 'add' ? null : doing.user
  const [login, setLogin] = useState('')
  const [name, setName] = useState(user?.name ?? '')
  const [role, setRole] = useState<Role>(user?.role ?? 'agent')
  const [rights, setRights] = useState<Right[]>(user?.rights ?? [])
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const fields = error instanceof ApiError ? error.fields : []
  const placed = fields.length > 0 && fields.every((f) => ['/login', '/name', '/role', '/password'].includes(f.pointer))

  const submit = async (e?: FormEvent) => {
    e?.preventDefault()
    setBusy(true)
    setError(null)
    try {
      if (doing.what === 'add') {
        await call(client.POST('/users', { body: { login: login.trim(), name: name.trim(), role, password } }))
        toast('ok', t('users.added'))
      } else {
        const body = doing.what === 'edit' ? { name: name.trim(), role, rights } : doing.what === 'reset' ? { password } : { active: false }
        await call(client.PATCH('/users/{id}', { params: { path: { id: doing.user.id } }, body }))
        toast('ok', doing.what === 'reset' ? t('users.resetDone') : t('users.saved'))
      }
      refresh()
      onClose()
    } catch (err) {
      setError(err)
      setBusy(false)
    }
  }
  const title =
    doing.what === 'add' ? t('users.add') : doing.what === 'deactivate' ? t('users.deactivateTitle', { name: user!.name }) : `${t(doing.what === 'edit' ? 'users.edit' : 'users.reset')} · ${user!.name}`
  return (
    <Dialog open title={title} onClose={onClose} testid="user-dialog">
      <form className="stack" onSubmit={(e) => void submit(e)} noValidate>
        {doing.what === 'deactivate' && <p>{t('users.deactivateText')}</p>}
        {doing.what === 'add' && (
          <Field label={t('users.login')} hint={t('users.loginHint')} errors={under(fields, '/login')} testid="user-login">
            {(a) => <Input {...a} value={login} maxLength={64} autoComplete="off" autoCapitalize="none" spellCheck={false} onChange={(e) => setLogin(e.target.value.toLowerCase())} data-testid="user-login" data-autofocus />}
          </Field>
        )}
        {(doing.what === 'add' || doing.what === 'edit') && (
          <>
            <Field label={t('users.name')} errors={under(fields, '/name')} testid="user-name">
              {(a) => <Input {...a} value={name} maxLength={100} autoComplete="off" onChange={(e) => setName(e.target.value)} data-testid="user-name" />}
            </Field>
            <Field label={t('users.role')} errors={under(fields, '/role')}>
              {({ status: _, ...a }) => (
                <select {...a} className="field" value={role} onChange={(e) => setRole(e.target.value as Role)} data-testid="user-role">
                  {ROLES.map((r) => <option key={r} value={r}>{t(`role.${r}`)}</option>)}
                </select>
              )}
            </Field>
          </>
        )}
        {doing.what === 'edit' && role === 'agent' && (
          <fieldset className="stack tight" style={{ border: 0, padding: 0, margin: 0 }}>
            <legend className="field-label">{t('rights.title')}</legend>
            {RIGHTS.map((r) => (
              <label key={r} className="check">
                <input
                  type="checkbox" checked={rights.includes(r)} data-testid={`right-${r}`}
                  onChange={(e) => setRights(e.target.checked ? [...rights, r] : rights.filter((x) => x !== r))}
                />
                {t(`rights.${r}`)}
              </label>
            ))}
          </fieldset>
        )}
        {(doing.what === 'add' || doing.what === 'reset') && (
          <Field label={doing.what === 'reset' ? t('users.newPassword') : t('users.password')} hint={t('users.passwordHint')} errors={under(fields, '/password')} testid="user-password">
            {(a) => (
              <span className="row tight" style={{ flexWrap: 'nowrap' }}>
                <Input {...a} value={password} maxLength={256} autoComplete="new-password" spellCheck={false} onChange={(e) => setPassword(e.target.value)} data-testid="user-password" />
                <Button onClick={() => setPassword(newPassword())} data-testid="generate-password">{t('users.generate')}</Button>
              </span>
            )}
          </Field>
        )}
        {error !== null && !placed && <ErrorNotice error={error} testid="user-error" />}
        {placed && <Notice tone="bad" urgent>{t('problem.invalid')}</Notice>}
        <div className="actions" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose} data-testid="user-cancel">{t('ui.cancel')}</Button>
          <Button type="primary" danger={doing.what === 'deactivate'} htmlType="submit" loading={busy} data-testid="user-save">
            {doing.what === 'deactivate' ? t('users.deactivate') : t('ui.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
