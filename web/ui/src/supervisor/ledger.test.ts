import { describe, expect, it } from 'vitest'
import { addMessages, i18next } from '../i18n'
import { en as manageEn } from '../i18n/manage.en'
import { zh as manageZh } from '../i18n/manage.zh'
import { en } from '../i18n/rules.en'
import { zh } from '../i18n/rules.zh'
import { csvAddress, heldBack, ledgerReason, splitReason, toLedgerQuery } from './ledger'

addMessages(manageZh, manageEn)
addMessages(zh, en)
const t = i18next.getFixedT('zh-CN')
const label = (code: string) => ({ refused: '拒绝回访', retry: '稍后再拨' })[code] ?? code

describe('due-list ledger', () => {
  it('says every reason in words', () => {
    const codes = ['completed', 'live', 'record_missing', 'due', 'later', 'callback', 'window_closed', 'call_caps', 'number_busy', 'on_dnc', 'waiting_for_agent', 'campaign_draft', 'campaign_paused', 'do_not_call', 'campaign_stopped']
    for (const c of codes) expect(ledgerReason(t, c, label)).toMatch(/[\u4e00-\u9fff]/)
    expect(ledgerReason(t, 'outcome_final:vacant', label)).toBe('空号：按规则不再拨')
    expect(ledgerReason(t, 'max_attempts:no_answer', label)).toBe('次数用完（最后一次：无人接听）')
    expect(ledgerReason(t, 'max_attempts:retry', label)).toBe('次数用完（最后一次：稍后再拨）')
    expect(ledgerReason(t, 'outcome_limit:powered_off', label)).toContain('关机')
    expect(ledgerReason(t, 'refused', label)).toBe('拒绝回访')
    expect(ledgerReason(t, '', label)).toBe('未说明')
    expect(ledgerReason(t, 'of_tomorrow', label)).toBe('of_tomorrow')
  })
  it('takes only known forms apart', () => {
    expect(splitReason('campaign_stopped')).toBeNull()
    expect(splitReason('else:vacant')).toBeNull()
    expect(splitReason(':vacant')).toBeNull()
  })
  it('says what can be dialled now, and what holds the others back, most first', () => {
    const line = (cls: 'waiting' | 'not', reason: string, count: number) => ({ class: cls, reason, count })
    const { now, lines } = heldBack({ lines: [line('waiting', 'later', 3), line('waiting', 'call_caps', 9), line('not', 'refused', 99)] })
    expect(now).toBe(0)
    expect(lines.map((l) => l.reason)).toEqual(['call_caps', 'later'])
    expect(heldBack({ lines: [line('waiting', 'due', 7)] })).toEqual({ now: 7, lines: [] })
  })
  it('asks for the same follow-ups in the list, the file and the count', () => {
    expect(toLedgerQuery({ agent: 4, unit: 2, type: 'visit', from: '2026-03-01', to: '2026-03-01' })).toMatchObject({
      owner_id: 4, unit_id: 2, type: 'visit', from: new Date(2026, 2, 1).toISOString(), to: new Date(2026, 2, 2).toISOString(),
    })
    expect(csvAddress({ campaign: 3 }, { class: 'not', reason: 'max_attempts:busy' })).toBe('/ledger/follow-ups.csv?campaign_id=3&class=not&reason=max_attempts%3Abusy')
  })
})
