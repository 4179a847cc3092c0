import { describe, expect, it } from 'vitest'
import type { CallSnapshot, GuestSnapshot } from '../softphone/protocol'
import { asideFrom, guestActions, waitsForTransfer } from './guest'

const guest = (g: Partial<GuestSnapshot>): GuestSnapshot => ({ side: 'host', kind: 'agent', name: 'x', state: 'asked', blind: false, since: '', ...g })
const call = (g: GuestSnapshot | undefined, held?: string) => ({ guest: g, held_since: held }) as CallSnapshot

describe('a guest', () => {
  it('has a way out in every state that waits for somebody', () => {
    for (const state of ['connecting', 'asked', 'consulting', 'conference', 'transferring'] as const) {
      expect(guestActions(guest({ state }))).toContain('takeBack')
    }
  })
  it('is left with the customer only when he is there', () => {
    expect(guestActions(guest({ state: 'asked' }))).not.toContain('complete')
    expect(guestActions(guest({ state: 'consulting' }))[0]).toBe('complete')
  })
  it('answers when he is asked, and only then', () => {
    expect(guestActions(guest({ side: 'guest' }))).toEqual(['accept', 'decline'])
    expect(guestActions(guest({ side: 'guest', state: 'consulting' }))).toEqual([])
  })
  it('keeps the agent from hanging up on a customer who waits', () => {
    expect(asideFrom(call(guest({ state: 'consulting' }), 'now'))).toBe(true)
    expect(asideFrom(call(guest({ state: 'connecting' }), 'now'))).toBe(true)
    expect(asideFrom(call(guest({ state: 'conference' })))).toBe(false)
    expect(asideFrom(call(guest({ side: 'guest', state: 'consulting' }), 'now'))).toBe(false)
    expect(asideFrom(call(undefined))).toBe(false)
  })
  it('leaves it open whose the record is while nobody has taken a transfer', () => {
    expect(waitsForTransfer(call(guest({ state: 'transferring', blind: true })))).toBe(true)
    expect(waitsForTransfer(call(guest({ state: 'handed' })))).toBe(false)
  })
})
