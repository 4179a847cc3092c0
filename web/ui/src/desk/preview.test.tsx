import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { usePrefs } from '../prefs'
import type { CallSnapshot } from '../softphone/protocol'
import { DeskContext, type Desk } from './context'
import { PreviewPanel } from './PreviewPanel'

const call: CallSnapshot = {
  attempt_id: 7, phase: 'preview', started_at: '2026-03-01T02:00:00Z', muted: false, recording: false, preview_until: '2026-03-01T02:01:00Z', preview_dial: true,
  screen: {
    campaign: 'c', purpose: '', customer: '张三', phone: '138****0001', extra: [], attempt: 1, is_callback: false, history: [],
    questions: [{ id: 'q', text_zh: '满意吗？', text_en: 'Satisfied?', kind: 'satisfaction', required: true }],
    skips: [{ code: 'not_now', label_zh: '现在不合适', label_en: 'Not now' }, { code: 'other_agent', label_zh: '应由同事回访', label_en: 'For a colleague' }],
  },
} as CallSnapshot

let root: Root
let box: HTMLElement
const phone = { dial: vi.fn(async () => undefined), skip: vi.fn(async (_: string) => undefined), sounds: { beep: vi.fn() }, store: createStore(() => ({ link: { phase: 'open' }, clockOffset: 0 })) }

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-03-01T02:00:18Z') })
  ;(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true
  usePrefs.setState({ lang: 'en' })
  box = document.body.appendChild(document.createElement('div'))
  root = createRoot(box)
  act(() => root.render(<DeskContext.Provider value={{ phone } as unknown as Desk}><PreviewPanel call={call} /></DeskContext.Provider>))
})
afterEach(() => {
  act(() => root.unmount())
  box.remove()
  vi.useRealTimers()
  vi.clearAllMocks()
})
const part = (id: string) => box.querySelector<HTMLElement>(`[data-testid="${id}"]`)
const press = (init: KeyboardEventInit) => act(() => void document.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init })))

describe('a preview', () => {
  it('shows what is left of the time, what happens then and what will be asked, and is heard', () => {
    expect(part('preview-left')?.textContent).toContain('0:42')
    expect(part('preview')?.dataset.dial).toBe('true')
    expect(part('preview-questions')?.textContent).toContain('Satisfied?')
    expect(phone.sounds.beep).toHaveBeenCalledOnce()
    act(() => vi.advanceTimersByTime(60_000))
    expect(part('preview-left')?.textContent).toContain('0:00')
  })
  it('is dialled by its button', () => {
    act(() => part('preview-dial')!.click())
    expect(phone.dial).toHaveBeenCalledOnce()
  })
  it('is skipped with a reason, by keys alone', () => {
    press({ key: '2', code: 'Digit2', altKey: true })
    expect(phone.skip).not.toHaveBeenCalled() // not asked yet
    press({ key: 's', code: 'KeyS', altKey: true })
    expect(part('skip-reasons')).not.toBeNull()
    press({ key: '2', code: 'Digit2', altKey: true })
    expect(phone.skip).toHaveBeenCalledWith('other_agent')
  })
  it('is not left by hanging up: F4 asks for the reason too', () => {
    press({ key: 'F4', code: 'F4' })
    expect(part('skip-reasons')).not.toBeNull()
    expect(phone.skip).not.toHaveBeenCalled()
  })
  it('can be gone back to from the reasons', () => {
    act(() => part('preview-skip')!.click())
    act(() => part('skip-cancel')!.click())
    expect(part('preview-dial')).not.toBeNull()
    expect(phone.skip).not.toHaveBeenCalled()
  })
})
