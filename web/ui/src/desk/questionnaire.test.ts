import { describe, expect, it } from 'vitest'
import { choicesOf, given, refusedAnswers, unanswered, type Question } from './questionnaire'

const q = (id: string, kind: Question['kind'], required = false): Question => ({ id, kind, required, text_zh: id, text_en: id })
const all = [q('works', 'yes_no', true), q('service', 'satisfaction', true), q('comments', 'open')]

describe('questionnaire', () => {
  it('knows what is still to be asked', () => {
    expect(unanswered(all, {})).toEqual(['works', 'service'])
    expect(unanswered(all, { works: 'yes', service: ' ' })).toEqual(['service'])
    expect(unanswered(all, { works: 'no', service: 'satisfied' })).toEqual([])
  })
  it('sends the answers of its own questions only', () => {
    expect(given(all, { works: 'yes', comments: ' 好 ', service: '', gone: 'x' })).toEqual({ works: 'yes', comments: '好' })
  })
  it('offers the choices of each kind', () => {
    expect(choicesOf(all[0]!).map((c) => c.code)).toEqual(['yes', 'no'])
    expect(choicesOf(all[1]!).map((c) => c.code)).toEqual(['satisfied', 'basically_satisfied', 'dissatisfied'])
    expect(choicesOf(all[2]!)).toEqual([])
    expect(choicesOf({ ...q('x', 'choice'), options: [{ code: 'a', label_zh: '甲', label_en: 'A' }] })).toHaveLength(1)
  })
  it('finds the questions that the service wants answered', () => {
    expect(refusedAnswers([{ pointer: '/answers/service', code: 'answer_required' }, { pointer: '/callback_at', code: 'callback_in_past' }])).toEqual(['service'])
  })
})
