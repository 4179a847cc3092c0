// Beeps and the microphone meter, through one AudioContext. Browsers keep it silent until the user has clicked once.

export class Sounds {
  private ctx: AudioContext | null = null
  private meter: { stream: MediaStream; node: AnalyserNode; data: Uint8Array<ArrayBuffer> } | null = null

  /** unlock is called from a click or a key press. */
  unlock(): void {
    if (typeof AudioContext === 'undefined') return
    this.ctx ??= new AudioContext()
    if (this.ctx.state === 'suspended') void this.ctx.resume().catch(() => undefined)
  }

  /** beep: two short tones, "a customer is on your line". */
  beep(): void {
    this.unlock()
    const ctx = this.ctx
    if (!ctx || ctx.state !== 'running') return
    for (const [at, hz] of [[0, 880], [0.18, 1175]] as const) {
      const osc = ctx.createOscillator()
      const gain = ctx.createGain()
      const t = ctx.currentTime + at
      osc.frequency.value = hz
      gain.gain.setValueAtTime(0.0001, t)
      gain.gain.exponentialRampToValueAtTime(0.25, t + 0.015)
      gain.gain.exponentialRampToValueAtTime(0.0001, t + 0.15)
      osc.connect(gain).connect(ctx.destination)
      osc.start(t)
      osc.stop(t + 0.16)
    }
  }

  /** level of the microphone, 0 to 1; null while the browser keeps audio locked. */
  level(stream: MediaStream | null): number | null {
    if (!stream) return null
    const ctx = this.ctx
    if (!ctx || ctx.state !== 'running') return null
    if (this.meter?.stream !== stream) {
      const node = ctx.createAnalyser()
      node.fftSize = 512
      ctx.createMediaStreamSource(stream).connect(node)
      this.meter = { stream, node, data: new Uint8Array(new ArrayBuffer(512)) }
    }
    this.meter.node.getByteTimeDomainData(this.meter.data)
    return loudness(this.meter.data)
  }
}

/** loudness maps 8-bit samples (128 is silence) to 0..1 over the 50 dB that matter for speech. */
export function loudness(samples: Uint8Array): number {
  let sum = 0
  for (const s of samples) sum += ((s - 128) / 128) ** 2
  const rms = Math.sqrt(sum / Math.max(1, samples.length))
  if (rms === 0) return 0
  return Math.min(1, Math.max(0, (20 * Math.log10(rms) + 50) / 50))
}
