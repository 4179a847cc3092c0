import { describe, expect, it } from 'vitest'
import { addMessages, i18next } from '../i18n'
import { en } from '../i18n/rules.en'
import { zh } from '../i18n/rules.zh'
import { groups, minutesOf, OUTCOMES, ruleText, samePolicy, secondsOf, tidy, withDelay, type Policy } from './retry'

addMessages(zh, en)
const t = i18next.getFixedT('zh-CN')
const again = { action: 'retry', delay_s: 3600 }
const simple: Policy = { max_attempts: 2, default: again, rules: { busy: again, no_answer: again, vacant: { action: 'end' }, failed: { action: 'retry', delay_s: 60 } } }

describe('retry policy', () => {
  it('knows the simple rule with any count and pause', () => {
    const p = withDelay(simple, 3, 600)
    expect(p).toMatchObject({ max_attempts: 3, default: { delay_s: 600 }, rules: { busy: { delay_s: 600 }, failed: { delay_s: 60 }, vacant: { action: 'end' } } })
    expect(samePolicy(withDelay(simple, 2, 3600), simple)).toBe(true)
    expect(samePolicy(p, simple)).toBe(false)
  })
  it('compares rules however they are written', () => {
    expect(samePolicy({ ...simple, rules: { ...simple.rules, vacant: { action: 'end', delay_s: 0, limit: 0 } } }, simple)).toBe(true)
    expect(samePolicy({ ...simple, dispositions: { retry: again } }, simple)).toBe(false)
    expect(samePolicy({ ...simple, rules: { busy: again } }, simple)).toBe(false)
  })
  it('says every outcome exactly once', () => {
    const g = groups(simple)
    expect(g.flatMap((x) => x.outcomes).sort()).toEqual([...OUTCOMES].sort())
    expect(groups({ max_attempts: 1, default: { action: 'end' }, rules: Object.fromEntries(OUTCOMES.map((o) => [o, again])) }).at(-1)).toEqual({ outcomes: [''], rule: { action: 'end' } })
  })
  it('says rules in words', () => {
    expect(ruleText(t, { action: 'retry', delay_s: 7200, limit: 2 })).toBe('2 小时后再拨，此结果最多 2 次')
    expect(ruleText(t, { action: 'retry', delay_s: 1, days: 1 })).toBe('第二天起再拨')
    expect(ruleText(t, { action: 'end' })).toBe('不再拨')
    expect(ruleText(t, { action: 'end', number: 'next', delay_s: 60 })).toBe('换客户的下一个号码；没有则结束')
    expect(ruleText(t, { action: 'retry', delay_s: 5400 })).toBe('90 分钟后再拨')
  })
  it('drops what has no effect', () => {
    expect(tidy({ action: 'end', delay_s: 60, limit: 2, days: 1 })).toEqual({ action: 'end' })
    expect(tidy({ action: 'end', number: 'next', delay_s: 60, limit: 2 })).toEqual({ action: 'end', number: 'next', delay_s: 60 })
    expect(tidy({ action: 'retry', delay_s: 0, limit: 0 })).toEqual({ action: 'retry', delay_s: 1 })
    expect([minutesOf(1), minutesOf(7200), minutesOf(30), minutesOf(undefined)]).toEqual([0, 120, 0.5, 0])
    expect([secondsOf(0), secondsOf(0.5), secondsOf(120)]).toEqual([1, 30, 7200])
  })
})
