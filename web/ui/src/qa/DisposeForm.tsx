import { Button, Input } from 'antd'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { call, client } from '../api/client'
import { uuid } from '../api/uuid'
import { fromLocalInput, toLocalInput } from '../desk/draft'
import { labelOf, useDispositions } from '../dispositions'
import { usePrefs } from '../prefs'
import { Field } from '../ui/Field'
import { ErrorNotice } from '../ui/states'
import { toast } from '../ui/toast'

/** DisposeForm lets a supervisor finish what an agent left without a disposition. */
export function DisposeForm({ attempt, onDone }: { attempt: number; onDone(): void }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const dispositions = useDispositions()
  const [client_id] = useState(uuid) // one for this form: a repeat is the same disposition
  const [code, setCode] = useState('')
  const [note, setNote] = useState('')
  const [when, setWhen] = useState('')
  const [busy, setBusy] = useState(false)
  const [missing, setMissing] = useState('')
  const [error, setError] = useState<unknown>(null)
  const callback = dispositions.data?.find((d) => d.code === code)?.effect === 'callback'
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    const at = callback ? fromLocalInput(when) : null
    const lack = code === '' ? t('wrapUp.choose') : callback && !at ? t('wrapUp.pickTime') : ''
    setMissing(lack)
    setError(null)
    if (lack) return
    setBusy(true)
    try {
      await call(client.POST('/attempts/{id}/disposition', {
        params: { path: { id: attempt } },
        body: { client_id, code, note: note.trim(), ...(at ? { callback_at: at.toISOString(), callback_mine: false } : {}) },
      }))
      toast('ok', t('attempt.disposed'))
      onDone()
    } catch (err) {
      setError(err)
      setBusy(false)
    }
  }
  return (
    <section className="card">
      <h2>{t('attempt.dispose')}</h2>
      <form className="stack" style={{ maxWidth: 560 }} onSubmit={(e) => void submit(e)} noValidate data-testid="dispose-form">
        <p className="muted">{t('attempt.disposeText')}</p>
        <Field label={t('attempts.disposition')} errors={missing} testid="dispose">
          {({ status: _, ...a }) => (
            <select {...a} className="field" value={code} onChange={(e) => setCode(e.target.value)} data-testid="dispose-code">
              <option value="" />
              {dispositions.data?.map((d) => <option key={d.code} value={d.code}>{labelOf(d, lang)}</option>)}
            </select>
          )}
        </Field>
        {callback && (
          <Field label={t('wrapUp.when')}>
            {({ status: _, ...a }) => <input {...a} className="field" type="datetime-local" min={toLocalInput(new Date())} value={when} onChange={(e) => setWhen(e.target.value)} data-testid="dispose-when" />}
          </Field>
        )}
        <Field label={t('wrapUp.note')}>
          {(a) => <Input.TextArea {...a} value={note} maxLength={4000} autoSize={{ minRows: 2 }} onChange={(e) => setNote(e.target.value)} data-testid="dispose-note" />}
        </Field>
        {error !== null && <ErrorNotice error={error} />}
        <div><Button type="primary" htmlType="submit" loading={busy} data-testid="dispose-save">{t('ui.save')}</Button></div>
      </form>
    </section>
  )
}
