import { describe, expect, it } from 'vitest'
import { percent, resultText, tookMs } from './jobs'

describe('jobs', () => {
  it('have a share of what is known', () => {
    expect(percent({ state: 'running', done: 5, total: 0 })).toBeNull()
    expect(percent({ state: 'running', done: 1, total: 3 })).toBe(33)
    expect(percent({ state: 'running', done: 9, total: 3 })).toBe(100)
    expect(percent({ state: 'done', done: 0, total: 0 })).toBe(100)
    expect(percent({ state: 'failed', done: 0, total: 9 })).toBe(0)
  })
  it('take time from their start to their end, or to now', () => {
    const at = (s: number) => new Date(s * 1000).toISOString()
    expect(tookMs({}, 5000)).toBeNull()
    expect(tookMs({ started_at: at(1) }, 5000)).toBe(4000)
    expect(tookMs({ started_at: at(1), ended_at: at(3) }, 9000)).toBe(2000)
    expect(tookMs({ started_at: at(7) }, 5000)).toBe(0)
  })
  it('say the numbers of their result', () => {
    expect(resultText({ result: { added: 3, refused: 0, names: ['x'] } })).toBe('added 3 · refused 0')
    expect(resultText({ result: null })).toBe('')
  })
})
