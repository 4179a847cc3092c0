// Numbers to correct (R11): vacant ones, and those that an agent found to be wrong.
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Input } from 'antd'
import type { TFunction } from 'i18next'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, call, client, type Schemas } from '../api/client'
import { queryClient } from '../auth'
import { dateTime } from '../format'
import '../i18n/customers'
import '../i18n/manage'
import '../i18n/records'
import { usePrefs } from '../prefs'
import { paged, PagedTable } from '../ui/DataTable'
import { Dialog } from '../ui/Dialog'
import { Field, under } from '../ui/Field'
import { PageHead } from '../ui/PageHead'
import { Empty, ErrorNotice } from '../ui/states'
import { Tag } from '../ui/Tag'
import { toast } from '../ui/toast'
import './manage.css'
import { useUnits } from './useChoices'

type BadNumber = Schemas['BadNumber']
type Action = Schemas['NumberDecision']['action']
const ACTIONS: Action[] = ['correct', 'dead', 'good']

/** NumbersSearch is the filter as it stands in the address. */
export interface NumbersSearch {
  state?: 'confirmed'
  why?: BadNumber['why']
  unit?: number
}

export default function NumbersPage() {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const navigate = useNavigate()
  const search = useSearch({ from: '/manage/numbers' })
  const units = useUnits()
  const [chosen, setChosen] = useState<BadNumber | null>(null)
  const go = (s: Partial<NumbersSearch>) => void navigate({ to: '/numbers', search: { ...search, ...s } })
  const query = useInfiniteQuery({
    queryKey: ['numbers', search],
    queryFn: ({ pageParam }) => call(client.GET('/numbers/bad', { params: { query: { state: search.state ?? 'open', why: search.why, unit_id: search.unit, cursor: pageParam } } })),
    ...paged,
  })
  return (
    <>
      <PageHead title={t('numbers.title')} sub={t('numbers.sub')} crumbs={<Link to="/customers">{t('nav.customers')}</Link>} />
      <div className="grid">
        <section className="card" role="search" aria-label={t('numbers.filter')}>
          <div className="filters">
            <label>
              <span className="field-label">{t('numbers.state')}</span>
              <select className="field" value={search.state ?? ''} onChange={(e) => go({ state: e.target.value === 'confirmed' ? 'confirmed' : undefined })} data-testid="numbers-state">
                <option value="">{t('numbers.open')}</option>
                <option value="confirmed">{t('numbers.confirmed')}</option>
              </select>
            </label>
            <label>
              <span className="field-label">{t('numbers.why')}</span>
              <select className="field" value={search.why ?? ''} onChange={(e) => go({ why: (e.target.value || undefined) as NumbersSearch['why'] })} data-testid="numbers-why">
                <option value="">{t('numbers.any')}</option>
                {(['vacant', 'wrong_number'] as const).map((w) => <option key={w} value={w}>{t(`customer.bads.${w}`)}</option>)}
              </select>
            </label>
            <label>
              <span className="field-label">{t('records.unit')}</span>
              <select className="field" value={search.unit ?? ''} onChange={(e) => go({ unit: Number(e.target.value) || undefined })} data-testid="numbers-unit">
                <option value="">{t('numbers.any')}</option>
                {units.data?.map((u) => <option key={u.id} value={u.id}>{u.name}</option>)}
              </select>
            </label>
          </div>
        </section>
        <section className="card">
          <PagedTable
            query={query} caption={t('numbers.title')} testid="numbers" rowKey={(n) => `${n.contact_id}/${n.phone}`}
            empty={search.state ? <Empty testid="numbers-empty" title={t('numbers.emptyConfirmed')} /> : <Empty testid="numbers-empty" title={t('numbers.empty')}>{t('numbers.emptyText')}</Empty>}
            columns={[
              { key: 'phone', title: t('numbers.number'), render: (n) => <><span className="num nowrap">{n.phone}</span>{n.label && <div className="small muted">{n.label}</div>}</> },
              { key: 'why', title: t('numbers.why'), render: (n) => <Tag tone="bad">{t(`customer.bads.${n.why}`)}</Tag> },
              { key: 'owner', title: t('numbers.owner'), render: (n) => (n.customer ? <Link to="/customers/$id" params={{ id: String(n.customer.id) }}>{n.customer.name}</Link> : n.list ? <Link to="/lists/$id" params={{ id: String(n.list.id) }}>{t('numbers.list')} {n.list.name}</Link> : '—') },
              { key: 'contact', title: t('numbers.contact'), render: (n) => n.contact || t('call.noName') },
              { key: 'at', title: t('numbers.found'), render: (n) => <><span className="nowrap">{n.at ? dateTime(n.at, lang) : '—'}</span>{n.confirmed_at && <div className="small muted">{t('numbers.confirmedAt', { at: dateTime(n.confirmed_at, lang) })}</div>}</> },
              { key: 'by', title: t('numbers.foundBy'), render: (n) => (n.attempt_id ? <Link to="/attempts/$id" params={{ id: String(n.attempt_id) }}>{t('numbers.call', { id: n.attempt_id })}</Link> : <span className="muted">{t('numbers.byHand')}</span>) },
              { key: 'stopped', title: t('numbers.stopped'), render: (n) => (n.follow_ups.length === 0 ? <span className="muted">{t('numbers.none')}</span> : <ul>{n.follow_ups.map((f) => <li key={f.id}>{f.campaign.name} <span className="small muted">{stoppedText(t, f)}</span></li>)}</ul>) },
              { key: 'act', title: <span className="visually-hidden">{t('numbers.decide')}</span>, render: (n) => <Button size="small" aria-label={t('numbers.decideOf', { phone: n.phone })} onClick={() => setChosen(n)} data-testid="number-decide">{t('numbers.decide')}</Button> },
            ]}
          />
        </section>
      </div>
      {chosen && <Decide n={chosen} onClose={() => setChosen(null)} />}
    </>
  )
}

function stoppedText(t: TFunction, f: Schemas['StoppedFollowUp']): string {
  const o = { attempts: f.attempts, max: f.max_attempts }
  return f.blocked ? t(`numbers.blocked.${f.blocked}`, o) : t('numbers.canRedial', o)
}

function Decide({ n, onClose }: { n: BadNumber; onClose(): void }) {
  const { t } = useTranslation()
  const [action, setAction] = useState<Action | ''>('')
  const [phone, setPhone] = useState('')
  const [redial, setRedial] = useState(true)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [missing, setMissing] = useState('')
  const fields = error instanceof ApiError ? error.fields : []
  const placed = fields.length > 0 && fields.every((f) => f.pointer === '/new_phone')
  const save = async (e: FormEvent) => {
    e.preventDefault()
    setError(null)
    const lack = action === '' ? t('numbers.chosen') : action === 'correct' && !phone.trim() ? t('numbers.required') : ''
    setMissing(lack)
    if (lack || action === '') return
    setBusy(true)
    try {
      const got = await call(client.POST('/numbers/bad', { body: { contact_id: n.contact_id, phone: n.phone, action, new_phone: action === 'correct' ? phone.trim() : '', redial: redial && action !== 'dead' } }))
      toast('ok', got.redialled.length > 0 ? t('numbers.savedRedial', { n: got.redialled.length }) : got.moved > 0 ? t('numbers.savedMoved', { n: got.moved }) : t('numbers.saved'))
      if (got.stopped.length > 0) toast('warn', t('numbers.savedStopped', { n: got.stopped.length, why: [...new Set(got.stopped.map((f) => stoppedText(t, f)))].join(t('ui.semicolon')) }))
      void queryClient.invalidateQueries({ queryKey: ['numbers'] })
      if (n.customer) void queryClient.invalidateQueries({ queryKey: ['customer', n.customer.id] })
      onClose()
    } catch (err) {
      setError(err)
      setBusy(false)
    }
  }
  return (
    <Dialog open title={t('numbers.dialogTitle', { phone: n.phone })} onClose={onClose} testid="number-dialog">
      <form className="stack" onSubmit={(e) => void save(e)} noValidate>
        <fieldset className="plain stack tight">
          <legend className="field-label">{t('numbers.actionLegend')}</legend>
          {ACTIONS.map((a) => (
            <label key={a} className="check"><input type="radio" name="number-action" checked={action === a} onChange={() => { setAction(a); setMissing('') }} data-testid={`number-${a}`} />{t(`numbers.actions.${a}`)}</label>
          ))}
        </fieldset>
        {action === 'correct' && (
          <Field label={t('numbers.newPhone')} hint={t('numbers.newPhoneHint')} errors={missing || under(fields, '/new_phone')} testid="number-new">
            {(a) => <Input {...a} value={phone} maxLength={40} inputMode="tel" autoComplete="off" onChange={(e) => setPhone(e.target.value)} data-testid="number-new" />}
          </Field>
        )}
        {missing && action !== 'correct' && <p className="field-error" role="alert" data-testid="number-missing">{missing}</p>}
        {(action === 'correct' || action === 'good') && n.follow_ups.length > 0 && (
          <div>
            <label className="check"><input type="checkbox" checked={redial} onChange={(e) => setRedial(e.target.checked)} data-testid="number-redial" />{t('numbers.redial')}</label>
            <ul className="small">{n.follow_ups.map((f) => <li key={f.id}>{f.campaign.name}{t('ui.comma')}{f.blocked ? `${t('numbers.cannot')}${t('ui.comma')}` : ''}{stoppedText(t, f)}</li>)}</ul>
            <p className="field-hint">{t('numbers.redialHint')}</p>
          </div>
        )}
        {error !== null && !placed && <ErrorNotice error={error} />}
        <div className="actions end"><Button onClick={onClose}>{t('ui.cancel')}</Button><Button type="primary" htmlType="submit" loading={busy} data-testid="number-save">{t('numbers.save')}</Button></div>
      </form>
    </Dialog>
  )
}
