import { Button, Input } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { labelOf, useDispositions } from '../dispositions'
import { duration, withWeekday } from '../format'
import { fieldText, problemText } from '../i18n'
import { usePrefs } from '../prefs'
import type { CallSnapshot } from '../softphone/protocol'
import { useNow } from '../ui/hooks'
import { Notice } from '../ui/Notice'
import { ErrorNotice, Skeleton } from '../ui/states'
import { useDesk, useOutbox, usePhone, useServerNow } from './context'
import { fromLocalInput, loadDraft, saveDraft, toLocalInput, type Draft } from './draft'
import { deskKey } from './keys'
import { Questions } from './Questions'
import { given, refusedAnswers, unanswered, type Question } from './questionnaire'
import { quickChoices } from './quick'

const NO_QUESTIONS: Question[] = []

/** WrapUpForm: the disposition is required after an answered call; it can be filled in while talking. */
export function WrapUpForm({ call }: { call: CallSnapshot }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const { outbox, userId } = useDesk()
  const attempt = call.attempt_id
  const [draft, setDraft] = useState<Draft>(() => loadDraft(userId, attempt))
  const [error, setError] = useState('')
  const [asked, setAsked] = useState(false) // he wanted to save: what is missing is shown
  const questions = call.screen.questions ?? NO_QUESTIONS
  const dispositions = useDispositions()
  const unsent = useOutbox((s) => s.entries.some((e) => e.attempt === attempt))
  const saved = useOutbox((s) => s.saved.includes(attempt))
  const refused = useOutbox((s) => s.refused[attempt])
  const pending = unsent || saved // saved: until the next snapshot takes the form away
  const ended = usePhone((s) => s.snapshot?.state === 'wrap_up')
  const now = useServerNow(ended)
  const form = useRef<HTMLFormElement>(null)

  const change = (p: Partial<Draft>) => {
    setError('')
    setDraft((d) => {
      const next = { ...d, ...p }
      saveDraft(userId, next)
      return next
    })
  }
  const chosen = dispositions.data?.find((d) => d.code === draft.code)
  const wantsTime = chosen?.effect === 'callback'

  const save = () => {
    if (!ended || pending) return
    if (!chosen) return setError(t('wrapUp.choose'))
    const when = wantsTime ? fromLocalInput(draft.when) : null
    if (wantsTime && !when) return setError(t('wrapUp.pickTime'))
    if (when && when.getTime() <= now) return setError(t('problem.callback_in_past'))
    const missing = chosen.effect === 'complete' ? unanswered(questions, draft.answers) : []
    if (missing.length > 0) {
      setAsked(true)
      setError(t('questions.missing', { n: missing.length }))
      form.current?.querySelector<HTMLElement>(`[data-testid="question-${missing[0]}"] :is(input, textarea)`)?.focus()
      return
    }
    setError('')
    const answers = given(questions, draft.answers)
    outbox.submit(attempt, {
      code: chosen.code,
      note: draft.note.trim(),
      ...(Object.keys(answers).length > 0 ? { answers } : {}),
      ...(when ? { callback_at: when.toISOString(), callback_mine: draft.mine } : {}),
    })
  }

  const saveRef = useRef(save)
  saveRef.current = save
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      const k = deskKey(e)
      if (!k || document.querySelector('dialog[open]')) return
      if (k.action === 'save') {
        e.preventDefault()
        saveRef.current()
      }
      if (k.action === 'disposition') {
        e.preventDefault()
        const d = dispositions.data?.[k.index]
        if (d) change({ code: d.code })
      }
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [dispositions.data])

  const left = call.wrap_up_until ? Date.parse(call.wrap_up_until) - now : null
  const outside = refused?.fields.find((f) => f.code === 'callback_outside_window' && f.next)
  const why = refused && (refused.fields.length > 0 ? refused.fields.map((f) => fieldText(t, f)).join(t('ui.semicolon')) : problemText(t, refused))
  return (
    <section className="card desk-wrap" aria-label={t('wrapUp.title')} data-testid="wrap-up">
      <div className="card-head">
        <h2 className="grow">{t('wrapUp.title')}</h2>
        {ended && left !== null && (
          <span className={left < 0 ? '' : 'muted'} style={left < 0 ? { color: 'var(--bad)', fontWeight: 600 } : undefined} data-testid="wrap-up-timer">
            {left < 0 ? t('wrapUp.over', { time: duration(-left) }) : t('wrapUp.left', { time: duration(left) })}
          </span>
        )}
      </div>
      <form
        ref={form}
        className="stack"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          save()
        }}
      >
        <p className="muted small">{ended ? t('wrapUp.hint') : t('wrapUp.during')}</p>
        {dispositions.isPending && <Skeleton lines={5} />}
        {dispositions.isError && <ErrorNotice error={dispositions.error} onRetry={() => void dispositions.refetch()} />}
        {questions.length > 0 && (
          <Questions
            questions={questions} answers={draft.answers} disabled={pending}
            missing={[...(asked && chosen?.effect === 'complete' ? unanswered(questions, draft.answers) : []), ...refusedAnswers(refused?.fields ?? [])]}
            onChange={(id, answer) => change({ answers: { ...draft.answers, [id]: answer } })}
          />
        )}
        <fieldset className="choices" disabled={pending}>
          <legend className="visually-hidden">{t('wrapUp.title')}</legend>
          {dispositions.data?.map((d, i) => (
            <label key={d.code} className="choice" data-testid={`disposition-${d.code}`}>
              <input type="radio" name="disposition" value={d.code} checked={draft.code === d.code} onChange={() => change({ code: d.code })} />
              <span className="grow">{labelOf(d, lang)}</span>
              {i < 9 && <kbd>Alt {i + 1}</kbd>}
            </label>
          ))}
        </fieldset>
        {wantsTime && <CallbackTime draft={draft} disabled={pending} onChange={change} />}
        <div>
          <label className="field-label" htmlFor="note">{t('wrapUp.note')}</label>
          <Input.TextArea
            id="note" autoSize={{ minRows: 3, maxRows: 10 }} maxLength={4000} disabled={pending} value={draft.note} placeholder={t('wrapUp.notePlaceholder')}
            onChange={(e) => change({ note: e.target.value })} data-testid="note"
          />
          {(draft.note !== '' || Object.values(draft.answers).some(Boolean)) && !pending && <p className="field-hint" data-testid="draft-kept">{t('wrapUp.draft')}</p>}
        </div>
        {error && <Notice tone="bad" urgent testid="wrap-up-error">{error}</Notice>}
        {why && !pending && (
          <Notice tone="bad" urgent testid="wrap-up-refused">
            <p>{outside?.next ? t('wrapUp.outside', { time: withWeekday(outside.next, lang) }) : t('wrapUp.refused', { why })}</p>
            {outside?.next && (
              <Button size="small" style={{ marginTop: 8 }} data-testid="use-next" onClick={() => change({ when: toLocalInput(new Date(outside.next!)) })}>
                {t('wrapUp.useNext', { time: withWeekday(outside.next, lang) })}
              </Button>
            )}
          </Notice>
        )}
        <Button type="primary" size="large" htmlType="submit" block loading={pending} disabled={!ended} data-testid="save-disposition">
          {pending ? t('wrapUp.saving') : t('wrapUp.save')} {!pending && <kbd>Ctrl Enter</kbd>}
        </Button>
      </form>
    </section>
  )
}

function CallbackTime({ draft, disabled, onChange }: { draft: Draft; disabled: boolean; onChange(p: Partial<Draft>): void }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const now = useNow(30_000)
  return (
    <div className="stack tight" data-testid="callback-fields">
      <label className="field-label" htmlFor="callback-at" style={{ margin: 0 }}>{t('wrapUp.when')}</label>
      <div className="quick">
        {quickChoices(new Date(now)).map((c, i) => (
          <Button key={i} size="small" disabled={disabled} title={withWeekday(c.at, lang)} onClick={() => onChange({ when: toLocalInput(c.at) })} data-testid={`quick-${c.key}-${c.value.replace(':', '')}`}>
            {t(`wrapUp.${c.key}`, { n: c.value, time: c.value })}
          </Button>
        ))}
      </div>
      <input
        id="callback-at" className="field" type="datetime-local" disabled={disabled} value={draft.when} min={toLocalInput(new Date(now))}
        onChange={(e) => onChange({ when: e.target.value })} data-testid="callback-at"
      />
      <p className="field-hint" style={{ margin: 0 }}>
        {fromLocalInput(draft.when) ? `${withWeekday(fromLocalInput(draft.when)!, lang)} · ` : ''}
        {t('wrapUp.zone', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}
      </p>
      <fieldset className="row" style={{ border: 0, padding: 0, margin: 0 }} disabled={disabled}>
        <legend className="field-label" style={{ marginBottom: 0 }}>{t('wrapUp.who')}</legend>
        <label className="check"><input type="radio" name="who" checked={draft.mine} onChange={() => onChange({ mine: true })} data-testid="callback-mine" />{t('wrapUp.mine')}</label>
        <label className="check"><input type="radio" name="who" checked={!draft.mine} onChange={() => onChange({ mine: false })} data-testid="callback-anyone" />{t('wrapUp.anyone')}</label>
      </fieldset>
    </div>
  )
}
