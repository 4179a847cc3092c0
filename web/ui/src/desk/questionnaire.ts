// What the questionnaire asks and what is still missing. Pure.
import type { components } from '../api/schema'

export type Question = components['schemas']['ScreenQuestion']
export type Answers = Record<string, string>

export interface Choice {
  code: string
  label_zh: string
  label_en: string
  /** The word that the page has for it. */
  key?: 'yes' | 'no' | 'satisfied' | 'basically_satisfied' | 'dissatisfied'
}

const fixed = (key: NonNullable<Choice['key']>): Choice => ({ code: key, key, label_zh: '', label_en: '' })

/** choicesOf are the answers to choose from; none for an open question. */
export function choicesOf(q: Question): Choice[] {
  switch (q.kind) {
    case 'yes_no':
      return [fixed('yes'), fixed('no')]
    case 'satisfaction':
      return [fixed('satisfied'), fixed('basically_satisfied'), fixed('dissatisfied')] // the three degrees of R23
    case 'choice':
      return q.options ?? []
    default:
      return []
  }
}

/** unanswered are the required questions without an answer. */
export function unanswered(questions: Question[], answers: Answers): string[] {
  return questions.filter((q) => q.required && !answers[q.id]?.trim()).map((q) => q.id)
}

/** given are the answers to send: of the questions that are asked, without the empty ones. */
export function given(questions: Question[], answers: Answers): Answers {
  return Object.fromEntries(questions.flatMap((q) => (answers[q.id]?.trim() ? [[q.id, answers[q.id]!.trim()]] : [])))
}

/** refusedAnswers are the questions that the service wants answered. */
export function refusedAnswers(fields: { pointer: string; code: string }[]): string[] {
  return fields.flatMap((f) => (f.pointer.startsWith('/answers/') ? [f.pointer.slice('/answers/'.length)] : []))
}
