// One agent page's telephone: socket, audio and sounds put together. Pages read `store` and call the methods.
import { createStore } from 'zustand/vanilla'
import { Link } from './link'
import { Media, type DevicePrefs, type MediaInfo } from './media'
import type { Ask, Request, Snapshot } from './protocol'
import { Sounds } from './sounds'
import { wantsOffer, type LinkState } from './state'

export interface PhoneState {
  link: LinkState
  snapshot: Snapshot | null
  /** Server clock minus page clock, ms. */
  clockOffset: number
  media: MediaInfo
  /** The customer has agreed to wait, as the agent says before the next hold. */
  agreed: boolean
}

/** Why a customer is put on hold; the agent's last choice is remembered. */
export const HOLD_REASONS = ['lookup', 'consult', 'system', 'other'] as const
const HOLD_KEY = 'hf.hold-reason'

export function holdReason(): string {
  const r = localStorage.getItem(HOLD_KEY) ?? ''
  return (HOLD_REASONS as readonly string[]).includes(r) ? r : HOLD_REASONS[0]
}

export function setHoldReason(r: string): void {
  localStorage.setItem(HOLD_KEY, r)
}

const CHECK_EVERY_MS = 500
const MEASURE_EVERY_MS = 2000

export class Softphone {
  readonly sounds = new Sounds()
  readonly store
  private readonly link: Link<Snapshot>
  private readonly media: Media
  private check = 0
  private measure = 0
  private running = false

  constructor(signedIn: () => Promise<boolean>) {
    this.media = new Media(() => this.store.setState({ media: this.media.info }))
    this.link = new Link({
      path: '/agent/socket',
      ownerKey: 'hf.desk.owned-at',
      news: (m) => (m.type === 'snapshot' ? m.snapshot : null),
      signedIn,
      onState: (link) => this.onLink(link),
      onSnapshot: (s) => this.onSnapshot(s),
    })
    this.store = createStore<PhoneState>(() => ({
      link: this.link.state, snapshot: null, clockOffset: 0, media: this.media.info, agreed: false,
    }))
  }

  start(): void {
    if (this.running) return
    this.running = true
    this.link.start()
    this.check = window.setInterval(() => this.offerIfNeeded(), CHECK_EVERY_MS)
    this.measure = window.setInterval(() => void this.media.measure(), MEASURE_EVERY_MS)
    navigator.mediaDevices?.addEventListener?.('devicechange', this.devicesChanged)
    document.addEventListener('pointerdown', this.unlock)
    document.addEventListener('keydown', this.unlock)
    void this.media.permitted().then((yes) => {
      if (yes && this.running) void this.openMic()
    })
  }

  stop(): void {
    if (!this.running) return
    this.running = false
    clearInterval(this.check)
    clearInterval(this.measure)
    navigator.mediaDevices?.removeEventListener?.('devicechange', this.devicesChanged)
    document.removeEventListener('pointerdown', this.unlock)
    document.removeEventListener('keydown', this.unlock)
    this.link.stop()
    this.media.close()
    this.store.setState({ snapshot: null })
  }

  /** takeOver ends the agent's other page and works here. */
  takeOver(): void {
    this.link.start(true)
  }

  retryNow(): void {
    this.link.retryNow()
  }

  async openMic(): Promise<void> {
    await this.media.openMic()
    this.offerIfNeeded()
  }

  setDevices(p: Partial<DevicePrefs>): Promise<void> {
    return this.media.setPrefs(p)
  }

  level(): number | null {
    return this.sounds.level(this.media.localStream)
  }

  ready = () => this.send({ type: 'ready' })
  pause = (reason: string) => this.send({ type: 'pause', reason })
  offline = () => this.send({ type: 'offline' })
  hold = (on: boolean) => this.send({ type: 'hold', on, ...(on ? { reason: holdReason(), agreed: this.store.getState().agreed } : {}) })
  setAgreed = (agreed: boolean) => this.store.setState({ agreed })
  dtmf = (digits: string) => this.send({ type: 'dtmf', digits })
  /** dial and skip answer a preview. */
  dial = () => this.send({ type: 'dial' })
  skip = (reason: string) => this.send({ type: 'skip', reason })
  hangUp = () => this.send({ type: 'hangup' })
  ask = (a: Ask) => this.send({ type: 'ask', ...a })
  accept = () => this.send({ type: 'accept' })
  decline = () => this.send({ type: 'decline' })
  complete = () => this.send({ type: 'complete' })
  takeBack = () => this.send({ type: 'take_back' })
  record = (on: boolean) => this.send({ type: 'record', on, ...(on ? {} : { reason: 'card' }) })
  help = (on: boolean) => this.send({ type: 'help', on })

  /** mute silences the microphone at once, and tells the service so that it shows and survives a reload. */
  async mute(on: boolean): Promise<void> {
    const before = this.store.getState().snapshot?.call?.muted ?? false
    this.media.setMuted(on)
    try {
      await this.send({ type: 'mute', on })
    } catch (e) {
      this.media.setMuted(before)
      throw e
    }
  }

  private async send(r: Request): Promise<void> {
    await this.link.request(r)
  }

  private onLink(link: LinkState): void {
    // No longer the agent's desk: its audio is void, its microphone must not stay open. Coming back begins anew.
    if (link.phase === 'elsewhere' || link.phase === 'taken_over' || link.phase === 'session_ended') {
      this.media.close()
      this.store.setState({ link, snapshot: null })
      return
    }
    this.store.setState({ link })
  }

  private onSnapshot(s: Snapshot): void {
    const first = this.store.getState().snapshot === null
    this.store.setState({ snapshot: s, clockOffset: Date.parse(s.now) - Date.now() })
    this.media.setMuted(s.call?.muted ?? false)
    // Back after a reload in the middle of work: the microphone was allowed before, ask for it without a click.
    if (first && s.state !== 'offline' && this.media.info.mic === 'unknown') void this.openMic()
    this.offerIfNeeded()
  }

  private offerIfNeeded(): void {
    const { media, link } = this
    const { snapshot } = this.store.getState()
    const wants = wantsOffer(
      {
        linkOpen: link.state.phase === 'open',
        mic: media.track?.readyState === 'live',
        peer: media.info.peer,
        peerSince: media.info.peerSince,
        server: snapshot?.media ?? 'none',
        negotiating: media.negotiating,
        lastOfferAt: media.lastOfferAt,
        failures: media.failures,
      },
      Date.now(),
    )
    if (!wants) return
    media
      .negotiate(async (sdp) => (await link.request({ type: 'offer', sdp })).sdp ?? '')
      .catch((e: unknown) => console.warn('audio negotiation failed', e)) // tried again by the next check
  }

  private readonly devicesChanged = () => void this.media.devicesChanged()
  private readonly unlock = () => this.sounds.unlock()
}
