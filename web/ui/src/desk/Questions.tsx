// The questionnaire of the call (R23): asked in order, answered with one click each.
import { Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePrefs } from '../prefs'
import type { Answers, Question } from './questionnaire'
import { choicesOf } from './questionnaire'

interface Props {
  questions: Question[]
  answers: Answers
  disabled: boolean
  /** Ids of the questions whose answer is missing. */
  missing: string[]
  onChange(id: string, answer: string): void
}

export function Questions({ questions, answers, disabled, missing, onChange }: Props) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const done = questions.filter((q) => answers[q.id]?.trim()).length
  return (
    <section className="questions stack" aria-label={t('questions.title')} data-testid="questions" data-done={done} data-all={questions.length}>
      <h3>{t('questions.title')} <span className="muted num">{done}/{questions.length}</span></h3>
      {questions.map((q, i) => {
        const text = (lang === 'en' ? q.text_en : q.text_zh) || q.text_zh || q.text_en
        const label = <>{i + 1}. {text} {q.required && <span className="required">{t('questions.required')}</span>}</>
        const wrong = missing.includes(q.id) && !answers[q.id]?.trim()
        const note = wrong ? <p className="field-error" id={`q-${q.id}-error`} role="alert" data-testid={`question-${q.id}-error`}>{t('fieldProblem.answer_required')}</p> : null
        const choices = choicesOf(q)
        if (choices.length === 0) {
          return (
            <div key={q.id} data-testid={`question-${q.id}`} data-kind={q.kind}>
              <label className="field-label" htmlFor={`q-${q.id}`}>{label}</label>
              <Input.TextArea
                id={`q-${q.id}`} autoSize={{ minRows: 1, maxRows: 6 }} maxLength={2000} disabled={disabled} status={wrong ? 'error' : undefined} aria-invalid={wrong} aria-required={q.required === true} aria-describedby={wrong ? `q-${q.id}-error` : undefined}
                value={answers[q.id] ?? ''} onChange={(e) => onChange(q.id, e.target.value)} data-testid={`answer-${q.id}`}
              />
              {note}
            </div>
          )
        }
        return (
          <fieldset key={q.id} className="question" disabled={disabled} aria-describedby={wrong ? `q-${q.id}-error` : undefined} data-testid={`question-${q.id}`} data-kind={q.kind}>
            <legend className="field-label">{label}</legend>
            <div className="answers">
              {choices.map((c) => (
                <label key={c.code} className="choice slim">
                  <input
                    type="radio" name={`q-${q.id}`} value={c.code} checked={answers[q.id] === c.code} onChange={() => onChange(q.id, c.code)} data-testid={`answer-${q.id}-${c.code}`}
                    onClick={() => answers[q.id] === c.code && onChange(q.id, '')} // a second click takes it back
                  />
                  <span>{c.key ? t(`questions.${c.key}`) : lang === 'en' ? c.label_en : c.label_zh}</span>
                </label>
              ))}
            </div>
            {note}
          </fieldset>
        )
      })}
    </section>
  )
}
