// The socket of a page with a telephone: connects, reconnects, matches replies to requests. Knows nothing of calls or React.
import { linkReducer, type LinkEvent, type LinkState } from './state'
import { API } from '../api/client'
import { RequestError, type Reply, type Request, type ServerMessage } from './protocol'

const REQUEST_LIMIT_MS = 5000
const OFFER_LIMIT_MS = 10_000
const CONNECT_LIMIT_MS = 8000
// The service's own pings are invisible to a page, so the page sends some: a dead network shows within 8 s.
const PING_EVERY_MS = 4000
const PING_LIMIT_MS = 4000

/** S is what the service sends at connect and after every change. */
export interface LinkOptions<S> {
  /** Of the API, and where the tab remembers when it last had this seat. */
  path: string | (() => string)
  ownerKey: string
  /** Takes the news out of a message; null: it is none. */
  news(m: ServerMessage): S | null
  onState(s: LinkState): void
  onSnapshot(s: S): void
  /** Asked after a refused handshake, whose reason a page cannot see: is the user still signed in? */
  signedIn(): Promise<boolean>
}

interface Pending {
  resolve(r: Reply & { ok: true }): void
  reject(e: Error): void
  timer: number
}

export class Link<S> {
  state: LinkState = { phase: 'idle' }
  private ws: WebSocket | null = null
  private nextId = 1
  private pending = new Map<number, Pending>()
  private timer = 0 // retry or connect limit
  private ping = 0
  private readonly opts: LinkOptions<S>

  constructor(opts: LinkOptions<S>) {
    this.opts = opts
    this.retryNow = this.retryNow.bind(this)
  }

  start(takeOver = false): void {
    if (this.state.phase === 'connecting' || this.state.phase === 'open' || this.state.phase === 'waiting') return
    window.addEventListener('online', this.retryNow)
    this.dispatch({ type: 'start', at: Date.now(), takeOver })
  }

  /** stop closes the socket for good and gives up the claim to take the desk back. */
  stop(): void {
    window.removeEventListener('online', this.retryNow)
    sessionStorage.removeItem(this.opts.ownerKey)
    this.drop('disconnected')
    this.dispatch({ type: 'stop' })
  }

  retryNow(): void {
    if (this.state.phase === 'waiting') this.dispatch({ type: 'retry', at: Date.now() })
  }

  /** request sends and waits for the reply; rejects with RequestError (code "disconnected", "timeout" or the service's). */
  request(r: Request): Promise<Reply & { ok: true }> {
    const ws = this.ws
    if (!ws || ws.readyState !== WebSocket.OPEN) return Promise.reject(new RequestError('disconnected'))
    const id = this.nextId++
    return new Promise((resolve, reject) => {
      const timer = window.setTimeout(
        () => {
          this.pending.delete(id)
          reject(new RequestError('timeout'))
        },
        r.type === 'offer' ? OFFER_LIMIT_MS : r.type === 'ping' ? PING_LIMIT_MS : REQUEST_LIMIT_MS,
      )
      this.pending.set(id, { resolve, reject, timer })
      ws.send(JSON.stringify({ id, ...r }))
    })
  }

  private dispatch(e: LinkEvent): void {
    const before = this.state
    const s = linkReducer(before, e)
    if (s === before) return
    this.state = s
    clearTimeout(this.timer)
    if (s.phase === 'connecting') this.connect(s.takeOver)
    if (s.phase === 'waiting') {
      this.timer = window.setTimeout(this.retryNow, Math.max(0, s.retryAt - Date.now()))
    }
    if (s.phase === 'taken_over' || s.phase === 'session_ended' || s.phase === 'elsewhere') {
      sessionStorage.removeItem(this.opts.ownerKey)
    }
    this.opts.onState(s)
  }

  private connect(takeOver: boolean): void {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
    const path = typeof this.opts.path === 'string' ? this.opts.path : this.opts.path()
    const ws = new WebSocket(`${scheme}://${location.host}${API}${path}${takeOver ? `${path.includes('?') ? '&' : '?'}take_over=1` : ''}`)
    this.ws = ws
    let spoken = false
    const lost = (code: number) => {
      if (this.ws !== ws) return
      this.drop('disconnected')
      const closed: LinkEvent = {
        type: 'closed', at: Date.now(), code, ownedAt: Number(sessionStorage.getItem(this.opts.ownerKey) ?? 0), random: Math.random(),
      }
      if (spoken || code !== 1006) return this.dispatch(closed)
      // Refused before a word was said: either the service is away or our session is.
      void this.opts.signedIn().then((yes) => this.dispatch(yes ? closed : { type: 'session_ended' }))
    }
    this.timer = window.setTimeout(() => lost(1006), CONNECT_LIMIT_MS)
    ws.onclose = (e) => lost(e.code)
    ws.onmessage = (e) => {
      if (this.ws !== ws) return
      let m: ServerMessage
      try {
        m = JSON.parse(String(e.data)) as ServerMessage
      } catch {
        return // not ours; the next snapshot is whole
      }
      const news = this.opts.news(m)
      if (news !== null) {
        this.own()
        if (!spoken) {
          spoken = true
          this.dispatch({ type: 'opened' })
          this.ping = window.setInterval(() => {
            this.request({ type: 'ping' }).then(
              () => this.own(),
              (err: RequestError) => err.code === 'timeout' && lost(1006),
            )
          }, PING_EVERY_MS)
        }
        this.opts.onSnapshot(news)
      } else if (m.type === 'reply') {
        const p = this.pending.get(m.id)
        if (!p) return
        this.pending.delete(m.id)
        clearTimeout(p.timer)
        if (m.ok) p.resolve(m)
        else p.reject(new RequestError(m.code, m.detail))
      }
    }
  }

  private own(): void {
    sessionStorage.setItem(this.opts.ownerKey, String(Date.now()))
  }

  private drop(code: string): void {
    clearInterval(this.ping)
    clearTimeout(this.timer)
    const ws = this.ws
    this.ws = null
    ws?.close()
    for (const p of this.pending.values()) {
      clearTimeout(p.timer)
      p.reject(new RequestError(code))
    }
    this.pending.clear()
  }
}
