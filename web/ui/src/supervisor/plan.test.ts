import { describe, expect, it } from 'vitest'
import { bars, bySize, chooseOf, compact, DOCUMENT_TIERS, escape, formsFor, fromType, rename, stepOf, tidy, toCents, toYuan, triggerOf, weeksOf, type FollowUpType, type Settings } from './plan'

const settings = (p: Partial<Settings> = {}): Settings => ({
  name: ' 售后 ', type_code: 'sale_week', campaign_id: 3, rule: { code: 'sale', zone: 'Asia/Shanghai', event: 'sale', steps: [{ form: 'within', days: 7, after_days: 0 }] }, choose: { choose: 'all' }, ...p,
})

describe('what is sent', () => {
  it('has no member that is empty', () => {
    expect(tidy(settings({ unit_id: 0 }))).toEqual({
      name: '售后', type_code: 'sale_week', campaign_id: 3, unit_id: undefined, period: { kind: 'month' },
      rule: { code: 'sale', zone: 'Asia/Shanghai', event: 'sale', steps: [{ form: 'within', days: 7 }], regions: undefined },
      choose: { choose: 'all', dearer_first: undefined, weekly_targets: undefined, minimums: undefined, rotation: undefined, groups: undefined },
    })
  })
  it('has only the members of the way to choose', () => {
    const of = (choose: string) => tidy(settings({ choose: { choose, share: 40, per_store: true, dearer_first: true, tiers: DOCUMENT_TIERS } })).choose
    expect(of('sample')).toMatchObject({ share: 40, per_store: true, dearer_first: true })
    expect(of('sample').tiers).toBeUndefined()
    expect(of('tiers').tiers).toHaveLength(3)
    expect(of('tiers').share).toBeUndefined()
    expect(of('tiers').dearer_first).toBeUndefined()
    expect(of('all').per_store).toBeUndefined()
  })
  it('keeps regions, weekly targets and a period of certain days', () => {
    const s = tidy(settings({
      rule: { ...settings().rule, regions: { 深圳: [{ form: 'every', n: 1, unit: 'years', count: 0, until: '' }] } },
      choose: { choose: 'all', weekly_targets: [{ min: 150, max: 180 }], groups: {} }, period: { kind: 'once', from: '2026-11-01', to: '2026-11-30' },
    }))
    expect(s.rule.regions).toEqual({ 深圳: [{ form: 'every', n: 1, unit: 'years' }] })
    expect(s.choose.weekly_targets).toHaveLength(1)
    expect(s.choose.groups).toBeUndefined()
    expect(s.period).toEqual({ kind: 'once', from: '2026-11-01', to: '2026-11-30' })
    expect(tidy(settings({ period: { kind: 'week', from: 'x' } })).period).toEqual({ kind: 'week' })
  })
})

describe('the rule', () => {
  it('goes from an event to a date and back, with steps that fit', () => {
    const evening = { ...settings().rule, steps: [stepOf('same_evening'), stepOf('every')], regions: { 深圳: [stepOf('same_evening')] } }
    const date = triggerOf(evening, 'date')
    expect(date).not.toHaveProperty('event')
    expect(date).toMatchObject({ date: 'expiry', regions: { 深圳: [stepOf('expiry')] } })
    expect(date.steps.map((s) => s.form)).toEqual(['expiry', 'every'])
    const back = triggerOf(date, 'event')
    expect(back).not.toHaveProperty('date')
    expect(back.steps.map((s) => s.form)).toEqual(['within', 'every'])
    expect(formsFor(back)).toEqual(['same_evening', 'within', 'every'])
  })
  it('renames a region in its place, but not to one that is there', () => {
    const r = { a: 1, b: 2, c: 3 }
    expect(Object.keys(rename(r, 'b', 'x'))).toEqual(['a', 'x', 'c'])
    expect(rename(r, 'b', 'c')).toBe(r)
    expect(escape('a/b~c')).toBe('a~1b~0c')
  })
  it('drops what is 0 or empty', () => {
    expect(compact({ form: 'every', n: 3, count: 0, until: '', lead_days: undefined })).toEqual({ form: 'every', n: 3 })
  })
})

describe('the choice', () => {
  it('changes its way and keeps what belongs to every way', () => {
    const s = { choose: 'sample', share: 30, per_store: true, dearer_first: true, minimums: [{ group: 'small', count: 15 }] }
    expect(chooseOf(s, 'tiers')).toEqual({ choose: 'tiers', tiers: DOCUMENT_TIERS, minimums: s.minimums })
    expect(chooseOf({ choose: 'all' }, 'sample')).toMatchObject({ choose: 'sample', share: 40 })
    expect(chooseOf(s, 'all')).toEqual({ choose: 'all', dearer_first: true, minimums: s.minimums })
  })
  it('makes groups of the sizes of stores', () => {
    const u = (name: string, size: 'big' | 'small', kind: 'store' | 'department' = 'store', active = true) => ({ name, size, kind, active })
    const units = [u('一店', 'big'), u('二店', 'small'), u('三店', 'small'), u('客服部', 'big', 'department'), u('旧店', 'small', 'store', false)]
    expect(bySize({ 郊区: ['三店', '旧店'], small: ['一店'] }, units)).toEqual({ big: ['一店'], small: ['二店', '三店'], 郊区: ['旧店'] })
    expect(bySize(undefined, [])).toEqual({})
  })
  it('reads amounts and weeks', () => {
    expect([toCents('19.99'), toCents(''), toCents('1500')]).toEqual([1999, 0, 150000])
    expect([toYuan(1999), toYuan(0), toYuan(undefined)]).toEqual(['19.99', '', ''])
    expect([weeksOf('1, 3'), weeksOf('2，4、5'), weeksOf(''), weeksOf('x')]).toEqual([[1, 3], [2, 4, 5], undefined, undefined])
  })
})

describe('a type', () => {
  const type = { code: 'gift', label_zh: '礼品核查', label_en: 'Gift', method: 'phone', share: 40, rule: { code: 'gift', zone: 'Asia/Shanghai', event: 'gift_given', steps: [{ form: 'within', days: 7 }] } } as FollowUpType
  it('gives a plan its rule, its sample and its name', () => {
    const s = fromType(settings({ name: '' }), type, '礼品核查', '')
    expect(s).toMatchObject({ name: '礼品核查', type_code: 'gift', rule: type.rule, choose: { choose: 'sample', share: 40, dearer_first: true } })
    expect(fromType(s, { ...type, code: 'all', share: 100 }, '全部', '礼品核查')).toMatchObject({ name: '全部', choose: { choose: 'all' } })
    expect(fromType(settings(), type, '礼品核查', '').name).toBe(' 售后 ')
  })
})

it('bars are parts of the largest', () => {
  expect(bars([1, 2, 4])).toEqual([0.25, 0.5, 1])
  expect(bars([0, 0])).toEqual([0, 0])
  expect(bars([])).toEqual([])
})
