// What the agent hears, measured in the page from the stream that its audio element plays.
import { until } from './lib.mjs'

/** hear listens for a third of a second: level in dBFS, share of the energy at hz (0..1), the strongest frequency, and whether the element plays. */
export function hear(page, hz) {
  return page.evaluate(async (hz) => {
    const el = document.querySelector('[data-testid=remote-audio]')
    const stream = el?.srcObject
    const playing = !!el && !el.paused && !el.muted && el.volume > 0
    if (!stream) return { dbfs: -200, share: 0, peak: 0, playing }
    const ear = (window.__ear ??= { ctx: new AudioContext({ sampleRate: 48000 }) })
    if (ear.ctx.state !== 'running') await ear.ctx.resume()
    if (ear.stream !== stream) {
      ear.stream = stream
      ear.node = ear.ctx.createAnalyser()
      ear.node.fftSize = 16384
      ear.node.smoothingTimeConstant = 0
      ear.ctx.createMediaStreamSource(stream).connect(ear.node)
      await new Promise((resolve) => setTimeout(resolve, 400)) // until its window is full
    }
    const x = new Float32Array(ear.node.fftSize)
    ear.node.getFloatTimeDomainData(x)
    let energy = 0
    let s1 = 0
    let s2 = 0
    const c = 2 * Math.cos((2 * Math.PI * hz) / ear.ctx.sampleRate)
    for (const v of x) { // Goertzel's algorithm
      energy += v * v
      ;[s1, s2] = [v + c * s1 - s2, s1]
    }
    const power = s1 * s1 + s2 * s2 - c * s1 * s2
    const bins = new Float32Array(ear.node.frequencyBinCount)
    ear.node.getFloatFrequencyData(bins)
    const rms = Math.sqrt(energy / x.length)
    return {
      dbfs: rms > 0 ? Math.round(20 * Math.log10(rms)) : -200,
      share: energy > 0 ? Math.min(1, (2 * power) / (energy * x.length)) : 0,
      peak: Math.round((bins.indexOf(Math.max(...bins)) * ear.ctx.sampleRate) / ear.node.fftSize),
      playing,
    }
  }, hz)
}

export const hears = (page, hz, limit = 3000) =>
  until(`the agent hears ${hz} Hz`, async () => {
    const h = await hear(page, hz)
    if (h.playing && h.dbfs > -40 && h.share > 0.6 && Math.abs(h.peak - hz) < 10) return h
    throw new Error(JSON.stringify(h))
  }, limit)

export const hearsNothing = (page, limit = 3000) =>
  until('the agent hears nothing', async () => {
    const h = await hear(page, 440)
    if (h.dbfs < -60) return h
    throw new Error(JSON.stringify(h))
  }, limit)
