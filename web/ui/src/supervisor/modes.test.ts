import { describe, expect, it } from 'vitest'
import { i18next } from '../i18n'
import '../i18n/modes'
import { modeLines, newReason, pacingText, percent, rateOf, standing, withKey, type ModeSettings } from './modes'

const t = i18next.getFixedT('en')
const settings: ModeSettings = {
  predictive: { abandon_cap: 0.025, prompt: '1' },
  preview: { timeout_s: 45, then: 'skip', reasons: [] },
  notice: { prompt: '2', max_calls: 7, plays: 2, keys: {}, done: 'confirmed' },
  detection: { early_media: true, machine: 'hang_up', prompt: '' },
}

describe('dialling modes', () => {
  it('say what holds in the mode, and nothing of the others', () => {
    expect(modeLines(t, 'predictive', settings)).toEqual(['at most 2.5% abandoned', 'announcements are recognised', 'machines: hang up, dial again by the retry rule'])
    expect(modeLines(t, 'preview', settings)[0]).toBe('skipped after 45 s')
    expect(modeLines(t, 'agentless', settings)[0]).toContain('7 calls at once')
    expect(modeLines(t, 'manual', { ...settings, detection: { ...settings.detection, early_media: false } })).toEqual(['announcements are not recognised'])
  })
  it('write fractions as percent without noise', () => {
    expect([0.03, 0.025, 0.1 + 0.2, 0].map(percent)).toEqual(['3', '2.5', '30', '0'])
  })
  it('give a key a meaning, another one, or none', () => {
    expect(withKey({ 1: 'confirm' }, '2', 'repeat')).toEqual({ 1: 'confirm', 2: 'repeat' })
    expect(withKey({ 1: 'confirm' }, '1', 'end')).toEqual({ 1: 'end' })
    expect(withKey({ 1: 'confirm' }, '1', '')).toEqual({})
  })
  it('never give two reasons one code', () => {
    const first = newReason([])
    const list = [first, { ...first, code: 'reason_3' }]
    expect(list.map((r) => r.code)).not.toContain(newReason(list).code)
  })
})

describe('pacing', () => {
  it('sets the abandoned rate against the cap', () => {
    expect(rateOf({ abandoned: 0, served: 0 })).toBeNull()
    expect(rateOf({ abandoned: 3, served: 97 })).toBeCloseTo(0.03)
    expect([null, 0.02, 0.024, 0.03, 0.0301].map((r) => standing(r, 0.03))).toEqual(['under', 'under', 'near', 'near', 'over'])
  })
  it('says in words why it dials or waits', () => {
    expect(pacingText(t, { reason: 'risk_too_high', detail: { risk: 0.213, limit: 0.05 } })).toBe('Waits: one more line would be abandoned with 21.3%, above 5%.')
    expect(pacingText(t, { reason: 'waits_for_budget', detail: { budget: 0.42, needs: 1 } })).toContain('0.4 may still be abandoned')
    expect(pacingText(t, { reason: 'something_new', detail: {} })).toBe('something_new')
  })
})
