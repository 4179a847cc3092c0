// What goes over the agent socket (operation agentSocket of the API). A snapshot is always whole, so a lost message
// costs nothing.
import type { components } from '../api/schema'

type Schemas = components['schemas']
export type Snapshot = Schemas['Snapshot']
export type CallSnapshot = Schemas['CallSnapshot']
export type Earlier = Schemas['Earlier']
export type AgentState = Snapshot['state']
export type MediaState = Snapshot['media']
export type GuestSnapshot = Schemas['GuestSnapshot']
export type CoachSnapshot = Schemas['CoachSnapshot']
export type CoachMode = NonNullable<CoachSnapshot['mode']>

/** Whom an agent asks into his call, to be consulted or (blind) to take it over. */
export type Ask = { blind: boolean; note: string } & (
  | { whom: 'agent'; agent_id: number }
  | { whom: 'skill'; skill: string }
  | { whom: 'outside'; number: string }
)

export type Request =
  | { type: 'offer'; sdp: string }
  | { type: 'ready' }
  | { type: 'pause'; reason: string }
  | { type: 'offline' }
  | { type: 'mute'; on: boolean }
  | { type: 'hold'; on: boolean; reason?: string; agreed?: boolean }
  | { type: 'dtmf'; digits: string }
  | { type: 'hangup' }
  | ({ type: 'ask' } & Ask)
  | { type: 'accept' | 'decline' | 'complete' | 'take_back' }
  | { type: 'dial' }
  | { type: 'skip'; reason: string }
  | { type: 'record'; on: boolean; reason?: string }
  | { type: 'help'; on: boolean; note?: string }
  | { type: CoachMode; agent_id: number }
  | { type: 'leave' }
  | { type: 'ping' }

export type Reply =
  | { type: 'reply'; id: number; ok: true; sdp?: string }
  | { type: 'reply'; id: number; ok: false; code: string; detail?: string }

export type ServerMessage = Reply | { type: 'snapshot'; snapshot: Snapshot } | { type: 'coach'; coach: CoachSnapshot }

/** Close codes of the agent socket. */
export const CLOSE_TAKEN_OVER = 4001
export const CLOSE_SESSION_ENDED = 4002
export const CLOSE_ELSEWHERE = 4003
export const CLOSE_UNAVAILABLE = 4004 // audio or dialler is not available now
export const CLOSE_MOVED = 4005 // the desk was moved to another node: come again, it is ready there

/** An answer of the service that says no; code is translated for the agent. */
export class RequestError extends Error {
  readonly code: string
  constructor(code: string, detail?: string) {
    super(detail ?? code)
    this.code = code
  }
}
