// Deleting a customer for ever (R4): his name is typed to confirm it.
import { useNavigate } from '@tanstack/react-router'
import { Button, Input } from 'antd'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { call, client } from '../api/client'
import { queryClient } from '../auth'
import '../i18n/records'
import { Dialog } from '../ui/Dialog'
import { Field } from '../ui/Field'
import { Notice } from '../ui/Notice'
import { ErrorNotice } from '../ui/states'
import { toast } from '../ui/toast'
import type { CustomerFile } from './customers'

export function EraseDialog({ f, onClose }: { f: CustomerFile; onClose(): void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState('')
  const [error, setError] = useState<unknown>(null)
  const erase = async (e: FormEvent) => {
    e.preventDefault()
    const differs = name.trim() !== f.name ? t('erase.mismatch') : ''
    setWrong(differs)
    if (differs) return
    setBusy(true)
    setError(null)
    try {
      await call(client.POST('/customers/{id}/erase', { params: { path: { id: f.id } }, body: { name: name.trim() } }))
      toast('ok', t('erase.done'))
      queryClient.removeQueries({ queryKey: ['customer', f.id] })
      void queryClient.invalidateQueries({ queryKey: ['customers'] })
      void navigate({ to: '/customers' })
    } catch (err) {
      setError(err)
      setBusy(false)
    }
  }
  return (
    <Dialog open title={t('erase.title', { name: f.name })} onClose={onClose} testid="erase-dialog">
      <form className="stack" onSubmit={(e) => void erase(e)} noValidate>
        <Notice tone="bad">{t('erase.text')}</Notice>
        <Field label={t('erase.type', { name: f.name })} errors={wrong} testid="erase-name">
          {(a) => <Input {...a} value={name} maxLength={200} autoComplete="off" onChange={(e) => setName(e.target.value)} data-testid="erase-name" />}
        </Field>
        {error !== null && <ErrorNotice error={error} />}
        <div className="actions end"><Button onClick={onClose}>{t('ui.cancel')}</Button><Button danger type="primary" htmlType="submit" loading={busy} data-testid="erase-confirm">{t('erase.confirm')}</Button></div>
      </form>
    </Dialog>
  )
}
