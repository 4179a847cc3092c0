// Line quality from getStats.

export interface Counters {
  received: number
  lost: number
  jitterMs: number
  rttMs: number
}

export interface Quality {
  rttMs: number
  lossPct: number
  jitterMs: number
  /** Mean opinion score, 1-4.4, estimated with the usual simplification of ITU-T G.107 for G.711. */
  mos: number
  grade: 'good' | 'fair' | 'poor'
}

/** readCounters picks what we need out of a stats report. Null: nothing has been received yet. */
export function readCounters(report: Iterable<Record<string, unknown>>): Counters | null {
  let c: Counters | null = null
  let rtt = 0
  for (const s of report) {
    if (s.type === 'inbound-rtp' && s.kind === 'audio') {
      c = {
        received: Number(s.packetsReceived ?? 0),
        lost: Math.max(0, Number(s.packetsLost ?? 0)),
        jitterMs: Number(s.jitter ?? 0) * 1000,
        rttMs: 0,
      }
    }
    if (s.type === 'candidate-pair' && s.nominated === true && s.currentRoundTripTime !== undefined) {
      rtt = Number(s.currentRoundTripTime) * 1000
    }
  }
  return c && { ...c, rttMs: rtt }
}

/** quality judges the time between two readings. Null: no packets came in it, so nothing can be said. */
export function quality(before: Counters | null, now: Counters | null): Quality | null {
  if (!before || !now) return null
  const received = now.received - before.received
  const lost = Math.max(0, now.lost - before.lost)
  if (received <= 0) return null
  const lossPct = (100 * lost) / (received + lost)
  const delay = now.rttMs / 2 + 2 * now.jitterMs + 10
  const r = 93.2 - (delay < 160 ? delay / 40 : (delay - 120) / 10) - 2.5 * lossPct
  const rr = Math.min(93.2, Math.max(0, r))
  const mos = Math.round((1 + 0.035 * rr + rr * (rr - 60) * (100 - rr) * 7e-6) * 10) / 10
  return {
    rttMs: Math.round(now.rttMs),
    lossPct: Math.round(lossPct * 10) / 10,
    jitterMs: Math.round(now.jitterMs),
    mos,
    grade: mos >= 4 ? 'good' : mos >= 3.3 ? 'fair' : 'poor',
  }
}
