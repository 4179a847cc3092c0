import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, call, client } from '../api/client'
import { queryClient } from '../auth'
import { dateTime } from '../format'
import { problemText } from '../i18n'
import '../i18n/manage'
import { usePrefs } from '../prefs'
import { paged, PagedTable } from '../ui/DataTable'
import { Dialog } from '../ui/Dialog'
import { Field, under } from '../ui/Field'
import { PageHead } from '../ui/PageHead'
import { Empty, ErrorNotice } from '../ui/states'
import { toast } from '../ui/toast'
import './manage.css'

export default function DncPage() {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const [find, setFind] = useState('')
  const [asked, setAsked] = useState('')
  const [removing, setRemoving] = useState('')
  const [busy, setBusy] = useState(false)
  const query = useInfiniteQuery({
    queryKey: ['dnc', asked],
    queryFn: ({ pageParam }) => call(client.GET('/dnc', { params: { query: { cursor: pageParam, phone: asked || undefined } } })),
    ...paged,
  })
  const remove = async () => {
    setBusy(true)
    try {
      await call(client.DELETE('/dnc', { params: { query: { phone: removing } } }))
      toast('ok', t('dnc.removed', { phone: removing }))
      void queryClient.invalidateQueries({ queryKey: ['dnc'] })
    } catch (e) {
      toast('bad', problemText(t, e))
    } finally {
      setBusy(false)
      setRemoving('')
    }
  }
  return (
    <>
      <PageHead title={t('nav.dnc')} sub={t('dnc.sub')} />
      <div className="grid">
        <Add />
        <section className="card">
          <form
            className="row" style={{ marginBottom: 12 }} role="search"
            onSubmit={(e) => {
              e.preventDefault()
              setAsked(find.trim())
            }}
          >
            <Input value={find} onChange={(e) => setFind(e.target.value)} placeholder={t('dnc.find')} aria-label={t('dnc.find')} style={{ width: 240 }} inputMode="tel" data-testid="dnc-find" />
            <Button htmlType="submit" data-testid="dnc-search">{t('ui.search')}</Button>
            {asked && <Button type="text" onClick={() => { setFind(''); setAsked('') }} data-testid="dnc-reset">{t('ui.reset')}</Button>}
          </form>
          <PagedTable
            query={query} caption={t('nav.dnc')} testid="dnc" rowKey={(d) => d.phone}
            empty={asked ? <Empty title={t('dnc.notFound')} /> : <Empty title={t('dnc.empty')}>{t('dnc.emptyText')}</Empty>}
            columns={[
              { key: 'phone', title: t('dnc.phone'), render: (d) => <span className="num nowrap">{d.phone}</span> },
              { key: 'reason', title: t('dnc.reason'), render: (d) => d.reason || '—' },
              { key: 'by', title: t('dnc.by'), render: (d) => d.created_by || '—' },
              { key: 'at', title: t('dnc.at'), render: (d) => <span className="nowrap">{dateTime(d.created_at, lang)}</span> },
              { key: 'act', title: <span className="visually-hidden">{t('ui.remove')}</span>, render: (d) => <Button size="small" onClick={() => setRemoving(d.phone)} data-testid="dnc-remove">{t('ui.remove')}</Button> },
            ]}
          />
        </section>
      </div>
      <Dialog
        open={removing !== ''} title={t('dnc.removeTitle', { phone: removing })} onClose={() => setRemoving('')} testid="dnc-dialog"
        actions={
          <>
            <Button onClick={() => setRemoving('')}>{t('ui.cancel')}</Button>
            <Button danger type="primary" loading={busy} onClick={() => void remove()} data-testid="dnc-confirm">{t('ui.remove')}</Button>
          </>
        }
      >
        <p>{t('dnc.removeText')}</p>
      </Dialog>
    </>
  )
}

function Add() {
  const { t } = useTranslation()
  const [phone, setPhone] = useState('')
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [missing, setMissing] = useState('')
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    setError(null)
    setMissing(phone.trim() ? '' : t('dnc.required'))
    if (!phone.trim()) return
    setBusy(true)
    try {
      const d = await call(client.POST('/dnc', { body: { phone: phone.trim(), reason: reason.trim() } }))
      toast('ok', t('dnc.added', { phone: d.phone }))
      setPhone('')
      setReason('')
      void queryClient.invalidateQueries({ queryKey: ['dnc'] })
    } catch (err) {
      setError(err)
    } finally {
      setBusy(false)
    }
  }
  const fields = error instanceof ApiError ? error.fields : []
  const placed = fields.length > 0 && fields.every((f) => f.pointer === '/phone' || f.pointer === '/reason')
  return (
    <section className="card">
      <h2>{t('dnc.add')}</h2>
      <form className="stack" onSubmit={(e) => void submit(e)} noValidate style={{ maxWidth: 760 }}>
        <div className="form-row">
          <Field label={t('dnc.phone')} errors={missing || under(fields, '/phone')} testid="dnc-phone">
            {(a) => <Input {...a} value={phone} maxLength={40} inputMode="tel" autoComplete="off" onChange={(e) => setPhone(e.target.value)} data-testid="dnc-phone" />}
          </Field>
          <Field label={<>{t('dnc.reason')}<span className="muted">{t('ui.optional')}</span></>} errors={under(fields, '/reason')}>
            {(a) => <Input {...a} value={reason} maxLength={500} onChange={(e) => setReason(e.target.value)} data-testid="dnc-reason" />}
          </Field>
        </div>
        {error !== null && !placed && <ErrorNotice error={error} />}
        <div><Button type="primary" htmlType="submit" loading={busy} data-testid="dnc-add">{t('ui.add')}</Button></div>
      </form>
    </section>
  )
}
