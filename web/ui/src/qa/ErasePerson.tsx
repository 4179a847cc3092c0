// Deleting what is known of the person of a call who has no customer file, for ever (R4): the last digits of his number are typed to confirm it.
import { Button, Input } from 'antd'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { call, client, type Schemas } from '../api/client'
import { queryClient } from '../auth'
import { Dialog } from '../ui/Dialog'
import { Field } from '../ui/Field'
import { Notice } from '../ui/Notice'
import { ErrorNotice } from '../ui/states'
import { toast } from '../ui/toast'

export function ErasePerson({ a }: { a: Schemas['AttemptDetail'] }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button danger onClick={() => setOpen(true)} data-testid="erase-person">{t('erase.person.open')}</Button>
      {open && <EraseDialog a={a} onClose={() => setOpen(false)} />}
    </>
  )
}

function EraseDialog({ a, onClose }: { a: Schemas['AttemptDetail']; onClose(): void }) {
  const { t } = useTranslation()
  const [digits, setDigits] = useState('')
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState('')
  const [error, setError] = useState<unknown>(null)
  const last = a.phone.slice(-4)
  const erase = async (e: FormEvent) => {
    e.preventDefault()
    const differs = digits.trim() !== last ? t('erase.person.mismatch') : ''
    setWrong(differs)
    if (differs) return
    setBusy(true)
    setError(null)
    try {
      await call(client.POST('/attempts/{id}/erase', { params: { path: { id: a.id } }, body: { digits: last } }))
      toast('ok', t('erase.person.done'))
      void queryClient.invalidateQueries({ queryKey: ['attempt', a.id] })
      void queryClient.invalidateQueries({ queryKey: ['attempts'] })
      void queryClient.invalidateQueries({ queryKey: ['hotline', 'calls'] })
      onClose()
    } catch (err) {
      setError(err)
      setBusy(false)
    }
  }
  return (
    <Dialog open title={t('erase.person.title', { name: a.customer || t('call.noName') })} onClose={onClose} testid="erase-dialog">
      <form className="stack" onSubmit={(e) => void erase(e)} noValidate>
        <Notice tone="bad">{t('erase.person.text')}</Notice>
        {last && (
          <Field label={t('erase.person.type')} errors={wrong} testid="erase-digits">
            {(f) => <Input {...f} value={digits} maxLength={4} inputMode="numeric" autoComplete="off" onChange={(e) => setDigits(e.target.value)} data-testid="erase-digits" />}
          </Field>
        )}
        {error !== null && <ErrorNotice error={error} />}
        <div className="actions end"><Button onClick={onClose}>{t('ui.cancel')}</Button><Button danger type="primary" htmlType="submit" loading={busy} data-testid="erase-confirm">{t('erase.confirm')}</Button></div>
      </form>
    </Dialog>
  )
}
