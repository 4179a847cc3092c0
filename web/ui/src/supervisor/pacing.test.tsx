import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { i18next } from '../i18n'
import type { Pacing } from './modes'
import { PacingPanel } from './PacingPanel'

const base: Pacing = {
  campaign_id: 1, campaign: 'c', mode: 'predictive', by: 'predictive', reason: 'risk_too_high', detail: { risk: 0.2, limit: 0.05, upper: 0.041 }, dialled: 0, lines: 4, waiting: 1, free: 1.5,
  busy: 8, served: 97, abandoned: 3, cap: 0.03, at: '2026-03-01T02:00:00Z',
}
const said = (p: Partial<Pacing>) => renderToStaticMarkup(<PacingPanel p={{ ...base, ...p }} />)

describe('the pacing panel', () => {
  it('says in words why, and how the rate stands to the cap', async () => {
    await i18next.changeLanguage('en')
    const html = said({})
    for (const words of ['Dials predictively', 'Waits: one more line', '4 lines ring, 1 persons wait, 1.5 agents free, 8 busy', '3%', '3 of 100', 'cap 3%', 'near the cap', 'not above 4.1%']) expect(html).toContain(words)
    expect(said({ abandoned: 5 })).toContain('above the cap')
    expect(said({ abandoned: 1 })).toContain('below the cap')
    expect(html).toContain('Of today')
    expect(said({ detail: { ...base.detail, rate: 0.034, last_24h: 1 } })).toContain('The last 24 hours are worse than today: 3.4% abandoned')
  })
  it('says of each node why, when they differ, and what they have together', () => {
    const { by, reason, detail, dialled, lines, waiting, free, busy, served, abandoned, at } = base
    const a = { node: 'north', by, reason, detail, dialled, lines, waiting, free, busy, served, abandoned, at }
    const html = said({ reason: 'by_node', by: undefined, detail: {}, nodes: [a, { ...a, node: 'south', by: 'progressive', reason: 'free_agent', detail: {} }] })
    for (const words of ['Dials predictively', 'north: Waits: one more line would be abandoned with 20%', 'Dials progressively', 'south: Dials because', '2 nodes', '3 of 100']) expect(html).toContain(words)
    expect(html).not.toContain('>by_node')
    const alike = said({ detail: {}, nodes: [a, { ...a, node: 'south' }] })
    expect(alike.match(/pacing-why/g)).toHaveLength(1)
    expect(alike).not.toContain('north')
  })
  it('shows no rate before anybody has answered', () => {
    const html = said({ abandoned: 0, served: 0 })
    expect(html).toContain('nobody has answered today')
    expect(html).not.toContain('not above')
  })
})
