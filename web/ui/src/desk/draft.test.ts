import { beforeEach, describe, expect, it } from 'vitest'
import { emptyDraft, fromLocalInput, loadDraft, saveDraft, toLocalInput } from './draft'

describe('draft', () => {
  beforeEach(() => localStorage.clear())
  it('comes back for the same user and attempt only', () => {
    saveDraft(3, { ...emptyDraft(9), code: 'callback', note: '周五再打', answers: { works: 'yes' } })
    expect(loadDraft(3, 9)).toMatchObject({ code: 'callback', note: '周五再打', answers: { works: 'yes' } })
    expect(loadDraft(3, 10)).toEqual(emptyDraft(10))
    expect(loadDraft(4, 9)).toEqual(emptyDraft(9))
  })
  it('survives rubbish in the storage', () => {
    localStorage.setItem('hf.draft.3', '{')
    expect(loadDraft(3, 9)).toEqual(emptyDraft(9))
  })
  it('takes a draft that was kept before there were questions', () => {
    localStorage.setItem('hf.draft.3', JSON.stringify({ attempt: 9, code: 'retry', note: '', when: '', mine: true }))
    expect(loadDraft(3, 9)).toMatchObject({ code: 'retry', answers: {} })
  })
  it('reads and writes local times', () => {
    const d = new Date(2026, 0, 5, 7, 3)
    expect(toLocalInput(d)).toBe('2026-01-05T07:03')
    expect(fromLocalInput('2026-01-05T07:03')).toEqual(d)
    expect(fromLocalInput('')).toBeNull()
    expect(fromLocalInput('2026-99-05T07:03')).toBeNull()
  })
})
