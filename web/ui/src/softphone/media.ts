// Microphone, peer connection and loudspeaker of one agent page. G.711 mu-law only, so that nothing between the
// browser and the customer transcodes; no ICE servers: the service answers as ICE-lite at its own address.
import { quality, readCounters, type Counters, type Quality } from './quality'
import type { PeerState } from './state'

export type MicError = 'refused' | 'no_device' | 'in_use' | 'insecure' | 'failed'

export interface Device {
  id: string
  label: string
}

export interface DevicePrefs {
  inputId: string
  outputId: string
  /** Echo cancellation, noise suppression and gain control of the browser; headsets with their own do better without. */
  processing: boolean
}

export interface MediaInfo {
  /** unknown until asked; asking while the browser's prompt is open. */
  mic: 'unknown' | 'asking' | 'on' | 'off'
  micError?: MicError
  inputs: Device[]
  outputs: Device[]
  prefs: DevicePrefs
  peer: PeerState
  peerSince: number
  remote: MediaStream | null
  quality: Quality | null
}

const PREFS_KEY = 'hf.devices'
const GATHER_LIMIT_MS = 1000

/** micError names the cause that getUserMedia's error stands for. */
export function micError(e: unknown): MicError {
  const name = e instanceof Error ? e.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'no_device'
  if (name === 'NotReadableError' || name === 'AbortError') return 'in_use'
  return 'failed'
}

function loadPrefs(): DevicePrefs {
  const none: DevicePrefs = { inputId: '', outputId: '', processing: true }
  try {
    return { ...none, ...(JSON.parse(localStorage.getItem(PREFS_KEY) ?? '{}') as Partial<DevicePrefs>) }
  } catch {
    return none
  }
}

export class Media {
  info: MediaInfo = {
    mic: 'unknown', inputs: [], outputs: [], prefs: loadPrefs(), peer: 'none', peerSince: 0, remote: null, quality: null,
  }
  /** When the last offer was sent (ms), and how many failed in a row. */
  lastOfferAt = 0
  failures = 0
  negotiating = false
  private stream: MediaStream | null = null
  private pc: RTCPeerConnection | null = null
  private counters: Counters | null = null
  private muted = false
  /** Raised by close, so that a microphone which opens only afterwards is let go. */
  private closings = 0
  private readonly changed: () => void

  constructor(changed: () => void) {
    this.changed = changed
  }

  get track(): MediaStreamTrack | null {
    return this.stream?.getAudioTracks()[0] ?? null
  }

  get localStream(): MediaStream | null {
    return this.stream
  }

  /** permitted tells whether the microphone can be opened without a prompt. */
  async permitted(): Promise<boolean> {
    try {
      const p = await navigator.permissions.query({ name: 'microphone' as PermissionName })
      return p.state === 'granted'
    } catch {
      return false // a browser that does not tell: ask
    }
  }

  /** openMic asks for the microphone; safe to repeat. */
  async openMic(): Promise<void> {
    if (this.info.mic === 'asking') return
    if (!navigator.mediaDevices?.getUserMedia) {
      this.set({ mic: 'off', micError: 'insecure' })
      return
    }
    this.set({ mic: 'asking', micError: undefined })
    const closings = this.closings
    const { inputId, processing } = this.info.prefs
    const wanted = { echoCancellation: processing, noiseSuppression: processing, autoGainControl: processing }
    try {
      let s: MediaStream
      try {
        s = await navigator.mediaDevices.getUserMedia({
          audio: inputId ? { ...wanted, deviceId: { exact: inputId } } : wanted,
        })
      } catch (e) {
        // The remembered headset is not plugged in: take the default one rather than none.
        if (!inputId || micError(e) !== 'no_device') throw e
        s = await navigator.mediaDevices.getUserMedia({ audio: wanted })
      }
      if (closings !== this.closings) {
        s.getTracks().forEach((t) => t.stop())
        return
      }
      await this.use(s)
    } catch (e) {
      if (closings !== this.closings) return
      this.set({ mic: 'off', micError: micError(e) })
    }
    await this.listDevices()
  }

  /** devicesChanged is called when something was plugged or unplugged. */
  async devicesChanged(): Promise<void> {
    await this.listDevices()
    if (this.info.mic === 'off' && (this.info.micError === 'no_device' || this.info.micError === 'in_use')) await this.openMic()
  }

  async setPrefs(p: Partial<DevicePrefs>): Promise<void> {
    const prefs = { ...this.info.prefs, ...p }
    localStorage.setItem(PREFS_KEY, JSON.stringify(prefs))
    this.set({ prefs })
    if ((p.inputId !== undefined || p.processing !== undefined) && this.info.mic === 'on') await this.openMic()
  }

  setMuted(on: boolean): void {
    this.muted = on
    if (this.track) this.track.enabled = !on
  }

  /** negotiate builds a new peer connection; exchange carries the offer to the service and brings its answer. */
  async negotiate(exchange: (sdp: string) => Promise<string>): Promise<void> {
    const track = this.track
    if (!track || !this.stream || this.negotiating) return
    this.negotiating = true
    this.lastOfferAt = Date.now()
    this.closePeer()
    const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' })
    this.pc = pc
    this.setPeer('connecting')
    pc.onconnectionstatechange = () => {
      if (this.pc !== pc) return
      if (pc.connectionState === 'connected') this.setPeer('connected')
      if (pc.connectionState === 'disconnected') this.setPeer('disconnected')
      if (pc.connectionState === 'failed' || pc.connectionState === 'closed') this.setPeer('failed')
    }
    pc.ontrack = (e) => {
      if (this.pc === pc) this.set({ remote: e.streams[0] ?? new MediaStream([e.track]) })
    }
    try {
      const tr = pc.addTransceiver(track, { direction: 'sendrecv', streams: [this.stream] })
      const codecs = RTCRtpReceiver.getCapabilities('audio')?.codecs ?? []
      const ours = codecs.filter(
        (c) => c.mimeType.toLowerCase() === 'audio/pcmu' || (c.mimeType.toLowerCase() === 'audio/telephone-event' && c.clockRate === 8000),
      )
      if (ours.length > 0) tr.setCodecPreferences(ours)
      await pc.setLocalDescription(await pc.createOffer())
      await gathered(pc)
      const answer = await exchange(pc.localDescription?.sdp ?? '')
      if (this.pc === pc) await pc.setRemoteDescription({ type: 'answer', sdp: answer })
      this.failures = 0
    } catch (e) {
      this.failures++
      if (this.pc === pc) {
        this.closePeer()
        this.setPeer('failed')
      }
      throw e
    } finally {
      this.negotiating = false
    }
  }

  /** measure updates the quality; called every few seconds. */
  async measure(): Promise<void> {
    const pc = this.pc
    if (!pc || this.info.peer !== 'connected') {
      this.counters = null
      if (this.info.quality) this.set({ quality: null })
      return
    }
    const report = await pc.getStats()
    const stats: Record<string, unknown>[] = []
    report.forEach((s) => stats.push(s as Record<string, unknown>))
    const now = readCounters(stats)
    const q = quality(this.counters, now)
    this.counters = now
    this.set({ quality: q })
  }

  close(): void {
    this.closings++
    this.closePeer()
    this.stream?.getTracks().forEach((t) => t.stop())
    this.stream = null
    this.set({ mic: 'unknown', peer: 'none', remote: null, quality: null })
  }

  private async use(s: MediaStream): Promise<void> {
    const old = this.stream
    this.stream = s
    const track = this.track
    if (!track) throw new DOMException('no audio track', 'NotFoundError')
    track.enabled = !this.muted
    track.onended = () => {
      if (this.stream !== s) return
      // The headset was unplugged: take what is there now, the peer connection goes on.
      this.set({ mic: 'off', micError: 'no_device' })
      void this.openMic()
    }
    const sender = this.pc?.getSenders()[0]
    if (sender) await sender.replaceTrack(track)
    old?.getTracks().forEach((t) => t.stop())
    if (this.stream === s) this.set({ mic: 'on', micError: undefined }) // else closed meanwhile
  }

  private async listDevices(): Promise<void> {
    if (!navigator.mediaDevices?.enumerateDevices) return
    const all = await navigator.mediaDevices.enumerateDevices()
    const of = (kind: MediaDeviceKind) =>
      all.filter((d) => d.kind === kind && d.deviceId !== '').map((d) => ({ id: d.deviceId, label: d.label || d.deviceId.slice(0, 8) }))
    this.set({ inputs: of('audioinput'), outputs: of('audiooutput') })
  }

  private closePeer(): void {
    const pc = this.pc
    this.pc = null
    this.counters = null
    pc?.close()
  }

  private setPeer(peer: PeerState): void {
    this.set({ peer, peerSince: Date.now() })
  }

  private set(p: Partial<MediaInfo>): void {
    this.info = { ...this.info, ...p }
    this.changed()
  }
}

/** gathered waits for the offer to be complete; what has not come in a second is not worth waiting for. */
function gathered(pc: RTCPeerConnection): Promise<void> {
  if (pc.iceGatheringState === 'complete') return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, GATHER_LIMIT_MS)
    pc.addEventListener('icegatheringstatechange', () => {
      if (pc.iceGatheringState !== 'complete') return
      clearTimeout(timer)
      resolve()
    })
  })
}
