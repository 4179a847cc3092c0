import { describe, expect, it } from 'vitest'
import { i18next } from '../i18n'
import '../i18n/rehearsal'
import { agentsOf, assumptionText, figures, type Forecast } from './rehearsal'

const forecast: Forecast = {
  mode: 'predictive', agents: 5, follow_ups: 400, runs: 20, finished: 20, horizon: '2026-05-01T00:00:00Z',
  finish: { p10: '2026-03-02T04:00:00Z', p50: '2026-03-02T05:00:00Z', p90: '2026-03-02T06:30:00Z' },
  occupancy: { p10: 0.81, p50: 0.846, p90: 0.88 }, abandoned: { p10: 0.02, p50: 0.02, p90: 0.02 }, reached: { p10: 1200, p50: 1231, p90: 1260 },
  assumptions: [{ code: 'answer_rate_own', value: 0.352, count: 1200 }],
}

describe('a forecast in words', () => {
  it('shows the middle and the range, and no range where there is none', async () => {
    await i18next.changeLanguage('en')
    const got = figures(i18next.t, forecast, 'en')
    expect(got.map((f) => f.key)).toEqual(['finish', 'occupancy', 'abandoned', 'reached'])
    expect(got[1]).toEqual({ key: 'occupancy', value: '84.6%', range: 'mostly 81% to 88%' })
    expect(got[2]!.range).toBe('')
    expect(got[3]!.value).toBe('1,231')
  })
  it('says what it rests on, in both languages', async () => {
    expect(assumptionText(i18next.t, forecast.assumptions[0]!)).toBe('Answer rate 35.2%, from the last 1200 calls of this campaign, by the hour')
    await i18next.changeLanguage('zh-CN')
    expect(assumptionText(i18next.t, { code: 'talk_unknown', value: 180 })).toContain('180 秒')
  })
  it('takes whole numbers of agents only', () => {
    expect([' 12 ', '2000', '0', '2001', '1.5', 'x'].map(agentsOf)).toEqual([12, 2000, null, null, null, null])
  })
  it('leaves the number to the server when none is written', () => {
    expect(['', ' '].map(agentsOf)).toEqual([undefined, undefined])
  })
})
