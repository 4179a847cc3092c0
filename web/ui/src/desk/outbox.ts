// Dispositions on their way to the service (I7). Each is kept in localStorage under its client_id until the service
// has acknowledged it, and sent again with the same id after network failures, reloads and crashes: saying it twice is
// saying it once.
import { createStore, type StoreApi } from 'zustand/vanilla'
import { ApiError, call, client, type Schemas } from '../api/client'
import { uuid } from '../api/uuid'

export type Body = Schemas['DispositionInput']

export interface Entry {
  attempt: number
  body: Body
  tries: number
}

export interface OutboxState {
  entries: Entry[]
  /** Acknowledged since this page was loaded. */
  saved: number[]
  /** What the service refused for good, by attempt: the agent must change it. */
  refused: Record<number, ApiError>
}

/** retryDelay: 1 s doubling to 15 s. */
export function retryDelay(tries: number): number {
  return Math.min(15_000, 1000 * 2 ** Math.min(tries, 6))
}

/** verdict: what an error means for the entry. */
export function verdict(e: unknown): 'again' | 'hold' | 'done' | 'refused' {
  if (!(e instanceof ApiError)) return 'again'
  if (e.code === 'already_disposed') return 'done'
  if (e.status === 401) return 'hold' // until he has signed in again
  return e.passing ? 'again' : 'refused'
}

export type Send = (attempt: number, body: Body) => Promise<unknown>
const post: Send = (attempt, body) =>
  call(client.POST('/attempts/{id}/disposition', { params: { path: { id: attempt } }, body }))

export class Outbox {
  readonly store: StoreApi<OutboxState>
  private readonly key: string
  private readonly timers = new Map<number, ReturnType<typeof setTimeout>>()
  private readonly sending = new Set<number>()
  private readonly send: Send
  private readonly storage: Storage
  onSaved: (attempt: number, already: boolean) => void = () => undefined

  constructor(user: number, send: Send = post, storage: Storage = localStorage) {
    this.key = `hf.outbox.${user}`
    this.send = send
    this.storage = storage
    this.store = createStore<OutboxState>(() => ({ entries: this.load(), saved: [], refused: {} }))
  }

  /** submit keeps the disposition and sends it. A second one for the same attempt replaces the first under its id. */
  submit(attempt: number, body: Omit<Body, 'client_id'>): void {
    const s = this.store.getState()
    const before = s.entries.find((e) => e.attempt === attempt)
    const { [attempt]: _, ...refused } = s.refused
    const entry: Entry = { attempt, tries: 0, body: { ...body, client_id: before?.body.client_id ?? uuid() } }
    this.set({ entries: [...s.entries.filter((e) => e.attempt !== attempt), entry], refused })
    void this.flush(attempt)
  }

  /** start sends what an earlier life of the page left behind. */
  start(): void {
    for (const e of this.store.getState().entries) void this.flush(e.attempt)
  }

  stop(): void {
    this.timers.forEach((t) => clearTimeout(t))
    this.timers.clear()
  }

  private async flush(attempt: number): Promise<void> {
    const find = () => this.store.getState().entries.find((e) => e.attempt === attempt)
    const entry = find()
    if (!entry || this.sending.has(attempt)) return
    clearTimeout(this.timers.get(attempt))
    this.sending.add(attempt)
    let result: 'saved' | ReturnType<typeof verdict> = 'saved'
    let error: unknown
    try {
      await this.send(attempt, entry.body)
    } catch (e) {
      error = e
      result = verdict(e)
    }
    this.sending.delete(attempt)
    const now = find()
    if (!now) return
    if (now.body !== entry.body) return void this.flush(attempt) // changed meanwhile
    const rest = this.store.getState().entries.filter((e) => e.attempt !== attempt)
    switch (result) {
      case 'saved':
      case 'done':
        this.set({ entries: rest, saved: [...this.store.getState().saved, attempt] })
        this.onSaved(attempt, result === 'done')
        return
      case 'refused':
        this.set({ entries: rest, refused: { ...this.store.getState().refused, [attempt]: error as ApiError } })
        return
      case 'again':
        this.set({ entries: [...rest, { ...now, tries: now.tries + 1 }] })
        this.timers.set(attempt, setTimeout(() => void this.flush(attempt), retryDelay(now.tries)))
        return
      case 'hold':
        return
    }
  }

  private set(s: Partial<OutboxState>): void {
    this.store.setState(s)
    if (s.entries) this.storage.setItem(this.key, JSON.stringify(s.entries))
  }

  private load(): Entry[] {
    try {
      const list = JSON.parse(this.storage.getItem(this.key) ?? '[]') as Entry[]
      return list.filter((e) => typeof e.attempt === 'number' && typeof e.body?.client_id === 'string')
    } catch {
      return []
    }
  }
}
