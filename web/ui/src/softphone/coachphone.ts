// A supervisor's telephone: the seat at agents' conversations, with audio. It is opened by the first wish to listen.
import { createStore } from 'zustand/vanilla'
import { Link } from './link'
import { Media, type MediaInfo } from './media'
import type { CoachMode, CoachSnapshot } from './protocol'
import { wantsOffer, type LinkState } from './state'

export interface CoachState {
  link: LinkState
  snapshot: CoachSnapshot | null
  media: MediaInfo
  /** What he wants and has not got yet. */
  wish: { agent: number; mode: CoachMode } | null
}

const CHECK_EVERY_MS = 300

export class CoachPhone {
  readonly store
  private readonly link: Link<CoachSnapshot>
  private readonly media: Media
  private readonly onError: (e: unknown) => void
  private check = 0
  private sending = false
  /** Who was asked for first on this connection, and the node where he sits: agents of another one need another connection. */
  private agent = 0
  private node = ''

  constructor(signedIn: () => Promise<boolean>, onError: (e: unknown) => void) {
    this.onError = onError
    this.media = new Media(() => this.store.setState({ media: this.media.info }))
    this.link = new Link({
      path: () => `/live/coach?agent=${this.agent}`,
      ownerKey: 'hf.coach.owned-at',
      news: (m) => (m.type === 'coach' ? m.coach : null),
      signedIn,
      onState: (link) => this.store.setState({ link }),
      onSnapshot: (snapshot) => {
        this.store.setState({ snapshot })
        this.act()
      },
    })
    this.store = createStore<CoachState>(() => ({ link: this.link.state, snapshot: null, media: this.media.info, wish: null }))
  }

  /** take part in the conversation of an agent, who sits at a node (null: the present one), or change how. */
  take(agent: number, mode: CoachMode, node: string | null): void {
    if (node !== null && this.node !== node) {
      this.stop()
      this.agent = agent
      this.node = node
    }
    this.store.setState({ wish: { agent, mode } })
    this.link.start()
    if (!this.check) this.check = window.setInterval(() => this.act(), CHECK_EVERY_MS)
    if (this.media.info.mic !== 'on') void this.media.openMic().then(() => this.act())
    this.act()
  }

  /** leave the conversation and give up the audio. */
  leave(): void {
    this.store.setState({ wish: null })
    this.stop()
  }

  stop(): void {
    clearInterval(this.check)
    this.check = 0
    this.link.stop()
    this.media.close()
    this.node = ''
    this.store.setState({ snapshot: null, wish: null })
  }

  private act(): void {
    const { wish, snapshot, link } = this.store.getState()
    this.offerIfNeeded()
    if (!wish || this.sending || link.phase !== 'open' || snapshot?.media !== 'connected') return
    this.sending = true
    this.link
      .request({ type: wish.mode, agent_id: wish.agent })
      .catch(this.onError)
      .finally(() => {
        this.sending = false
        if (this.store.getState().wish === wish) this.store.setState({ wish: null })
      })
  }

  private offerIfNeeded(): void {
    const { media, link } = this
    const wants = wantsOffer(
      {
        linkOpen: link.state.phase === 'open',
        mic: media.track?.readyState === 'live',
        peer: media.info.peer,
        peerSince: media.info.peerSince,
        server: this.store.getState().snapshot?.media ?? 'none',
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
}
