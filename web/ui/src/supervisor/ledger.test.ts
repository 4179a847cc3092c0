import { describe, expect, it } from 'vitest'
import { addMessages, i18next } from '../i18n'
import { en as manageEn } from '../i18n/manage.en'
import { zh as manageZh } from '../i18n/manage.zh'
import { en } from '../i18n/rules.en'
import { zh } from '../i18n/rules.zh'
import { ledgerReason, splitReason, stateOf } from './ledger'

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
  it('knows the state of the follow-ups of a line', () => {
    expect(stateOf({ class: 'done', reason: 'completed' })).toBe('completed')
    expect(stateOf({ class: 'reached', reason: 'live' })).toBe('live')
    expect(stateOf({ class: 'reached', reason: 'record_missing' })).toBe('wrapup')
    expect(stateOf({ class: 'waiting', reason: 'due' })).toBe('waiting')
    expect(stateOf({ class: 'not', reason: 'max_attempts:busy' })).toBe('exhausted')
    expect(stateOf({ class: 'not', reason: 'refused' })).toBe('cancelled')
  })
  it('takes only known forms apart', () => {
    expect(splitReason('campaign_stopped')).toBeNull()
    expect(splitReason('else:vacant')).toBeNull()
    expect(splitReason(':vacant')).toBeNull()
  })
})
