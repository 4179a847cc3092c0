import { Button, Input } from 'antd'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, call, client } from '../api/client'
import { uuid } from '../api/uuid'
import { fromLocalInput, toLocalInput } from '../desk/draft'
import { given, refusedAnswers, unanswered, type Answers, type Question } from '../desk/questionnaire'
import { Questions } from '../desk/Questions'
import { labelOf, useDispositions } from '../dispositions'
import { withWeekday } from '../format'
import { usePrefs } from '../prefs'
import { Field } from '../ui/Field'
import { ErrorNotice } from '../ui/states'
import { toast } from '../ui/toast'

interface Props {
  attempt: number
  title: string
  text: string
  questions: Question[]
  /** What was answered before, of the whole follow-up. */
  answers: Answers
  onDone(): void
}

/** DisposeForm finishes a record after the desk has let go of the call: the questions, a disposition and a note. */
export function DisposeForm({ attempt, title, text, questions, answers: before, onDone }: Props) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const dispositions = useDispositions()
  const [client_id] = useState(uuid) // one for this form: a repeat is the same disposition
  const [code, setCode] = useState('')
  const [note, setNote] = useState('')
  const [when, setWhen] = useState('')
  const [answers, setAnswers] = useState<Answers>(before)
  const [asked, setAsked] = useState(false)
  const [busy, setBusy] = useState(false)
  const [missing, setMissing] = useState('')
  const [error, setError] = useState<unknown>(null)
  const effect = dispositions.data?.find((d) => d.code === code)?.effect
  const callback = effect === 'callback'
  const lacking = effect === 'complete' ? unanswered(questions, answers) : []
  const fields = error instanceof ApiError ? error.fields : []
  const next = fields.find((f) => f.code === 'callback_outside_window')?.next
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    const at = callback ? fromLocalInput(when) : null
    const lack = code === '' ? t('wrapUp.choose') : callback && !at ? t('wrapUp.pickTime') : ''
    setMissing(lack)
    setAsked(true)
    setError(null)
    if (lack || lacking.length > 0) return
    setBusy(true)
    try {
      const said = given(questions, answers)
      await call(client.POST('/attempts/{id}/disposition', {
        params: { path: { id: attempt } },
        body: { client_id, code, note: note.trim(), ...(Object.keys(said).length > 0 ? { answers: said } : {}), ...(at ? { callback_at: at.toISOString(), callback_mine: false } : {}) },
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
      <h2>{title}</h2>
      <form className="stack" style={{ maxWidth: 640 }} onSubmit={(e) => void submit(e)} noValidate data-testid="dispose-form">
        <p className="muted">{text}</p>
        {questions.length > 0 && (
          <Questions
            questions={questions} answers={answers} disabled={busy} missing={[...(asked ? lacking : []), ...refusedAnswers(fields)]}
            onChange={(id, answer) => setAnswers((a) => ({ ...a, [id]: answer }))}
          />
        )}
        <Field label={t('attempts.disposition')} errors={missing || (asked && lacking.length > 0 ? t('questions.missing', { n: lacking.length }) : '')} testid="dispose">
          {({ status: _, ...a }) => (
            <select {...a} className="field" value={code} onChange={(e) => setCode(e.target.value)} data-testid="dispose-code">
              <option value="" />
              {dispositions.data?.map((d) => <option key={d.code} value={d.code}>{labelOf(d, lang)}</option>)}
            </select>
          )}
        </Field>
        {callback && (
          <Field label={t('wrapUp.when')} hint={next && t('wrapUp.outside', { time: withWeekday(next, lang) })}>
            {({ status: _, ...a }) => <input {...a} className="field" type="datetime-local" min={toLocalInput(new Date())} value={when} onChange={(e) => setWhen(e.target.value)} data-testid="dispose-when" />}
          </Field>
        )}
        <Field label={t('wrapUp.note')}>
          {(a) => <Input.TextArea {...a} value={note} maxLength={4000} autoSize={{ minRows: 2 }} onChange={(e) => setNote(e.target.value)} data-testid="dispose-note" />}
        </Field>
        {dispositions.isError && <ErrorNotice error={dispositions.error} onRetry={() => void dispositions.refetch()} />}
        {error !== null && <ErrorNotice error={error} />}
        <div><Button type="primary" htmlType="submit" loading={busy} data-testid="dispose-save">{t('ui.save')}</Button></div>
      </form>
    </section>
  )
}
