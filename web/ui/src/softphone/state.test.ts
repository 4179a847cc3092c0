import { describe, expect, it } from 'vitest'
import { backoff, linkReducer, mayTakeBack, wantsOffer, type LinkState, type MediaView } from './state'

const closed = (code: number, at = 1000, ownedAt = 0) => ({ type: 'closed' as const, at, code, ownedAt, random: 0 })
const connecting: LinkState = { phase: 'connecting', tries: 0, downSince: 500, takeOver: false }

describe('backoff', () => {
  it('doubles from 0.3 s to 3 s', () => {
    expect([0, 1, 2, 3, 4, 50].map((n) => backoff(n, 0))).toEqual([300, 600, 1200, 2400, 3000, 3000])
  })
  it('takes off at most a quarter at random', () => {
    expect(backoff(4, 0.999)).toBeGreaterThanOrEqual(2250)
    expect(backoff(4, 0.999)).toBeLessThan(2260)
  })
})

describe('link', () => {
  it('opens', () => {
    expect(linkReducer(connecting, { type: 'opened' })).toEqual({ phase: 'open' })
  })
  it('retries after a loss and remembers since when it is down', () => {
    let s = linkReducer({ phase: 'open' }, closed(1006, 1000))
    expect(s).toEqual({ phase: 'waiting', tries: 1, downSince: 1000, retryAt: 1300, takeOver: false, unavailable: false })
    s = linkReducer(s, { type: 'retry', at: 1300 })
    expect(s).toMatchObject({ phase: 'connecting', tries: 1, downSince: 1000 })
    s = linkReducer(s, closed(1006, 1400))
    expect(s).toMatchObject({ phase: 'waiting', tries: 2, downSince: 1000, retryAt: 2000 })
  })
  it('counts tries anew after it was open', () => {
    let s: LinkState = { phase: 'waiting', tries: 6, downSince: 0, retryAt: 5, takeOver: false }
    s = linkReducer(linkReducer(s, { type: 'retry', at: 5 }), { type: 'opened' })
    expect(linkReducer(s, closed(1012, 100))).toMatchObject({ tries: 1, retryAt: 400 })
  })
  it('stops when taken over or when the session ended', () => {
    expect(linkReducer({ phase: 'open' }, closed(4001)).phase).toBe('taken_over')
    expect(linkReducer(connecting, closed(4002)).phase).toBe('session_ended')
  })
  it('follows the desk to another node at once, without a word to the agent', () => {
    expect(linkReducer({ phase: 'open' }, closed(4005, 100))).toEqual({ phase: 'connecting', tries: 0, downSince: 100, takeOver: false })
    expect(linkReducer(connecting, closed(4005, 100))).toMatchObject({ phase: 'waiting', tries: 1, takeOver: false }) // not in a circle
  })
  it('asks the agent when he is signed in elsewhere', () => {
    expect(linkReducer(connecting, closed(4003)).phase).toBe('elsewhere')
  })
  it('takes its own desk back after a reload or a short outage', () => {
    const s = linkReducer(connecting, closed(4003, 20_000, 12_000))
    expect(s).toMatchObject({ phase: 'waiting', takeOver: true, retryAt: 20_000 })
    const again = linkReducer(linkReducer(s, { type: 'retry', at: 20_000 }), closed(4003, 20_100, 12_000))
    expect(again.phase).toBe('elsewhere')
  })
  it('does not take a desk back that it held long ago', () => {
    expect(linkReducer(connecting, closed(4003, 40_000, 12_000)).phase).toBe('elsewhere')
    expect(mayTakeBack(0, 10)).toBe(false)
  })
  it('says when the service itself is not available', () => {
    const s = linkReducer(connecting, closed(4004))
    expect(s).toMatchObject({ phase: 'waiting', unavailable: true })
    expect(linkReducer(s, { type: 'retry', at: 1300 })).toMatchObject({ phase: 'connecting', unavailable: true })
  })
  it('ignores a late close of a socket that was given up', () => {
    expect(linkReducer({ phase: 'idle' }, closed(1006))).toEqual({ phase: 'idle' })
    expect(linkReducer({ phase: 'taken_over' }, closed(1006))).toEqual({ phase: 'taken_over' })
  })
})

describe('wantsOffer', () => {
  const v: MediaView = {
    linkOpen: true, mic: true, peer: 'none', peerSince: 0, server: 'none', negotiating: false, lastOfferAt: 0, failures: 0,
  }
  it('offers as soon as there is a socket and a microphone', () => {
    expect(wantsOffer(v, 0)).toBe(true)
    expect(wantsOffer({ ...v, mic: false }, 0)).toBe(false)
    expect(wantsOffer({ ...v, linkOpen: false }, 0)).toBe(false)
    expect(wantsOffer({ ...v, negotiating: true }, 0)).toBe(false)
  })
  it('gives ICE three seconds to heal', () => {
    const d: MediaView = { ...v, peer: 'disconnected', peerSince: 10_000, server: 'connected', lastOfferAt: 1 }
    expect(wantsOffer(d, 12_999)).toBe(false)
    expect(wantsOffer(d, 13_000)).toBe(true)
  })
  it('offers anew when the service lost the audio though the browser is content', () => {
    const c: MediaView = { ...v, peer: 'connected', peerSince: 1000, lastOfferAt: 900 }
    expect(wantsOffer({ ...c, server: 'connected' }, 99_999)).toBe(false)
    expect(wantsOffer({ ...c, server: 'connecting' }, 99_999)).toBe(false)
    expect(wantsOffer({ ...c, server: 'lost' }, 3999)).toBe(false)
    expect(wantsOffer({ ...c, server: 'lost' }, 4000)).toBe(true)
    expect(wantsOffer({ ...c, server: 'none' }, 4000)).toBe(true)
  })
  it('waits longer after each failure, at most 8 s', () => {
    const f = { ...v, lastOfferAt: 10_000 }
    expect(wantsOffer({ ...f, failures: 1 }, 10_999)).toBe(false)
    expect(wantsOffer({ ...f, failures: 1 }, 11_000)).toBe(true)
    expect(wantsOffer({ ...f, failures: 9 }, 17_999)).toBe(false)
    expect(wantsOffer({ ...f, failures: 9 }, 18_000)).toBe(true)
  })
})
