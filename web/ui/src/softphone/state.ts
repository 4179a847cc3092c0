// The connection's rules, free of I/O: time and randomness are arguments.
import { CLOSE_ELSEWHERE, CLOSE_MOVED, CLOSE_SESSION_ENDED, CLOSE_TAKEN_OVER, CLOSE_UNAVAILABLE, type MediaState } from './protocol'

export type LinkState =
  | { phase: 'idle' }
  /** unavailable: the service answered, but has no audio or dialler now. */
  | { phase: 'connecting'; tries: number; downSince: number; takeOver: boolean; unavailable?: boolean }
  | { phase: 'open' }
  | { phase: 'waiting'; tries: number; downSince: number; retryAt: number; takeOver: boolean; unavailable?: boolean }
  | { phase: 'elsewhere' } // refused: the agent has another page; he may take over
  | { phase: 'taken_over' } // another page took this one's place
  | { phase: 'session_ended' }

export type LinkEvent =
  | { type: 'start'; at: number; takeOver: boolean }
  | { type: 'opened' }
  /** ownedAt: when this tab last held the desk (ms), 0 for never. random is in [0,1). */
  | { type: 'closed'; at: number; code: number; ownedAt: number; random: number }
  | { type: 'retry'; at: number }
  | { type: 'session_ended' }
  | { type: 'stop' }

const FIRST_DELAY_MS = 300
const MAX_DELAY_MS = 3000

/** A tab that held the desk this recently is the same agent coming back (reload, short outage): it takes its own desk back. */
export const OWNER_MEMORY_MS = 15_000

/** backoff is the pause before retry number tries (from 0): 0.3 s doubling to 3 s, less up to a quarter at random. */
export function backoff(tries: number, random: number): number {
  const full = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(tries, 10))
  return Math.round(full * (1 - random / 4))
}

export function mayTakeBack(ownedAt: number, now: number): boolean {
  return ownedAt > 0 && now - ownedAt < OWNER_MEMORY_MS
}

export function linkReducer(s: LinkState, e: LinkEvent): LinkState {
  switch (e.type) {
    case 'start':
      return { phase: 'connecting', tries: 0, downSince: e.at, takeOver: e.takeOver }
    case 'stop':
      return { phase: 'idle' }
    case 'session_ended':
      return { phase: 'session_ended' }
    case 'opened':
      return s.phase === 'connecting' ? { phase: 'open' } : s
    case 'retry':
      return s.phase === 'waiting'
        ? { phase: 'connecting', tries: s.tries, downSince: s.downSince, takeOver: s.takeOver, unavailable: s.unavailable }
        : s
    case 'closed': {
      if (s.phase !== 'open' && s.phase !== 'connecting') return s
      if (e.code === CLOSE_TAKEN_OVER) return { phase: 'taken_over' }
      if (e.code === CLOSE_SESSION_ENDED) return { phase: 'session_ended' }
      if (e.code === CLOSE_MOVED && s.phase === 'open') return { phase: 'connecting', tries: 0, downSince: e.at, takeOver: false }
      const tries = s.phase === 'open' ? 0 : s.tries
      const downSince = s.phase === 'open' ? e.at : s.downSince
      const refused = e.code === CLOSE_ELSEWHERE
      // Refused even with take over, or not ours to take: the agent decides.
      if (refused && ((s.phase === 'connecting' && s.takeOver) || !mayTakeBack(e.ownedAt, e.at))) {
        return { phase: 'elsewhere' }
      }
      return {
        phase: 'waiting',
        tries: tries + 1,
        downSince,
        retryAt: e.at + (refused ? 0 : backoff(tries, e.random)),
        takeOver: refused,
        unavailable: e.code === CLOSE_UNAVAILABLE,
      }
    }
  }
}

export type PeerState = 'none' | 'connecting' | 'connected' | 'disconnected' | 'failed'

export interface MediaView {
  linkOpen: boolean
  /** A microphone track is at hand. */
  mic: boolean
  /** The browser's side, and since when (ms). */
  peer: PeerState
  peerSince: number
  /** What the service says of the same audio. */
  server: MediaState
  negotiating: boolean
  /** When the last offer was sent (ms), 0 for never, and how many failed in a row. */
  lastOfferAt: number
  failures: number
}

/** How long the browser may be "disconnected" before we offer again; ICE often heals by itself sooner. */
export const DISCONNECTED_GRACE_MS = 3000
const CONNECTING_LIMIT_MS = 6000
/** After an answer the service needs a moment before its state can be believed. */
const SETTLE_MS = 3000

/** wantsOffer tells whether a new offer is to be sent now. It is asked again at least once a second. */
export function wantsOffer(v: MediaView, now: number): boolean {
  if (!v.linkOpen || !v.mic || v.negotiating) return false
  if (v.failures > 0 && now - v.lastOfferAt < Math.min(8000, 500 * 2 ** Math.min(v.failures, 4))) return false
  switch (v.peer) {
    case 'none':
    case 'failed':
      return true
    case 'disconnected':
      return now - v.peerSince >= DISCONNECTED_GRACE_MS
    case 'connecting':
      return now - v.peerSince >= CONNECTING_LIMIT_MS
    case 'connected':
      // The browser is content but the service is not: it restarted, or lost us.
      return (v.server === 'none' || v.server === 'lost') && now - Math.max(v.lastOfferAt, v.peerSince) >= SETTLE_MS
  }
}
