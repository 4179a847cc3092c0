import { describe, expect, it } from 'vitest'
import { i18next } from '../i18n'
import '../i18n/records'
import { lacksText, toRecordQuery } from './records'

describe('records', () => {
  it('asks for local days, both included', () => {
    const q = toRecordQuery({ state: 'overdue', campaign: 3, from: '2026-03-01', to: '2026-03-02' })
    expect(q).toMatchObject({ state: 'overdue', campaign_id: 3, from: new Date(2026, 2, 1).toISOString(), to: new Date(2026, 2, 3).toISOString() })
    expect(Object.values(toRecordQuery({ from: 'never' })).filter((v) => v !== undefined)).toEqual([])
  })
  it('names what is missing and counts many answers', async () => {
    await i18next.changeLanguage('en')
    const t = i18next.t.bind(i18next)
    expect(lacksText(t, [])).toBe('')
    expect(lacksText(t, ['disposition', 'answer:q1'])).toBe('disposition, answer q1')
    expect(lacksText(t, ['answer:a', 'answer:b', 'recording'])).toBe('2 answers, recording (lost)')
  })
})
