import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '../api/client'
import { uuid } from '../api/uuid'
import { Outbox, retryDelay, type Body } from './outbox'

const body = { code: 'completed', note: 'ok' }

describe('outbox', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    localStorage.clear()
  })
  afterEach(() => vi.useRealTimers())

  it('keeps a disposition until the service has acknowledged it, and sends it again under the same id', async () => {
    const sent: Body[] = []
    let fail = 2
    const o = new Outbox(7, async (_, b) => {
      sent.push(b)
      if (fail-- > 0) throw new ApiError(0, 'network', 'down')
    })
    const saved = vi.fn()
    o.onSaved = saved
    o.submit(41, body)
    await vi.advanceTimersByTimeAsync(0)
    expect(JSON.parse(localStorage.getItem('hf.outbox.7')!)).toHaveLength(1)
    expect(saved).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1000)
    await vi.advanceTimersByTimeAsync(2000)
    expect(sent).toHaveLength(3)
    expect(new Set(sent.map((b) => b.client_id)).size).toBe(1)
    expect(saved).toHaveBeenCalledWith(41, false)
    expect(JSON.parse(localStorage.getItem('hf.outbox.7')!)).toEqual([])
  })

  it('sends after a reload what was not acknowledged, only for the same user', async () => {
    const first = new Outbox(7, () => new Promise(() => undefined))
    first.submit(41, body)
    const id = first.store.getState().entries[0]!.body.client_id
    const send = vi.fn(async () => undefined)
    new Outbox(8, send).start()
    const second = new Outbox(7, send)
    second.start()
    await vi.advanceTimersByTimeAsync(0)
    expect(send).toHaveBeenCalledTimes(1)
    expect(send).toHaveBeenCalledWith(41, { ...body, client_id: id })
    expect(second.store.getState().entries).toEqual([])
  })

  it('hands a refusal to the agent and does not repeat it', async () => {
    const send = vi.fn(async () => {
      throw new ApiError(422, 'callback_in_past', 'past')
    })
    const o = new Outbox(7, send)
    o.submit(41, body)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(send).toHaveBeenCalledTimes(1)
    expect(o.store.getState().refused[41]?.code).toBe('callback_in_past')
    expect(o.store.getState().entries).toEqual([])
  })

  it('takes "already disposed" as settled and keeps it when the session ended', async () => {
    let err = new ApiError(401, 'not_signed_in', '')
    const o = new Outbox(7, async () => {
      throw err
    })
    const saved = vi.fn()
    o.onSaved = saved
    o.submit(41, body)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(o.store.getState().entries).toHaveLength(1)
    err = new ApiError(409, 'already_disposed', '')
    o.start()
    await vi.advanceTimersByTimeAsync(0)
    expect(saved).toHaveBeenCalledWith(41, true)
    expect(o.store.getState().entries).toEqual([])
  })

  it('sends the newer text when it was changed while the older was on its way', async () => {
    const notes: string[] = []
    let release: () => void = () => undefined
    const o = new Outbox(7, (_, b) => {
      notes.push(b.note ?? '')
      return new Promise<void>((r) => (release = r))
    })
    o.submit(41, body)
    o.submit(41, { ...body, note: 'better' })
    release()
    await vi.advanceTimersByTimeAsync(0)
    expect(notes).toEqual(['ok', 'better'])
  })

  it('waits 1 s to 15 s', () => {
    expect([0, 1, 2, 3, 4, 99].map(retryDelay)).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000])
  })
})

describe('uuid', () => {
  it('is a version 4 uuid', () => {
    const seen = new Set(Array.from({ length: 100 }, uuid))
    expect(seen.size).toBe(100)
    for (const u of seen) expect(u).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})
