import { describe, expect, it } from 'vitest'
import { quality, readCounters } from './quality'

describe('quality', () => {
  const zero = { received: 0, lost: 0, jitterMs: 0, rttMs: 0 }
  it('calls a clean line good', () => {
    expect(quality(zero, { received: 100, lost: 0, jitterMs: 1, rttMs: 2 })).toMatchObject({ grade: 'good', mos: 4.4, lossPct: 0 })
  })
  it('sees loss only of the last interval', () => {
    const before = { received: 1000, lost: 500, jitterMs: 1, rttMs: 2 }
    expect(quality(before, { ...before, received: 1100 })).toMatchObject({ grade: 'good', lossPct: 0 })
    expect(quality(before, { ...before, received: 1090, lost: 510 })).toMatchObject({ grade: 'fair', lossPct: 10 })
    expect(quality(before, { ...before, received: 1070, lost: 530 })).toMatchObject({ grade: 'poor', lossPct: 30 })
  })
  it('says nothing when nothing came', () => {
    expect(quality(zero, zero)).toBeNull()
    expect(quality(null, zero)).toBeNull()
  })
  it('reads the report', () => {
    expect(
      readCounters([
        { type: 'candidate-pair', nominated: false, currentRoundTripTime: 9 },
        { type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.004 },
        { type: 'inbound-rtp', kind: 'audio', packetsReceived: 7, packetsLost: -1, jitter: 0.002 },
      ]),
    ).toEqual({ received: 7, lost: 0, jitterMs: 2, rttMs: 4 })
    expect(readCounters([{ type: 'inbound-rtp', kind: 'video' }])).toBeNull()
  })
})
