import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { usePrefs } from '../prefs'
import type { CallSnapshot } from '../softphone/protocol'
import { CallControls } from './CallControls'
import { DeskContext, type Desk } from './context'

const call = { attempt_id: 7, phase: 'talking', started_at: '2026-03-01T02:00:00Z', answered_at: '2026-03-01T02:00:05Z', muted: false, recording: true, screen: {} } as CallSnapshot
let root: Root
let box: HTMLElement
const phone = { hold: vi.fn(async (_: boolean) => undefined), setAgreed: vi.fn(), store: createStore(() => ({ link: { phase: 'open' }, clockOffset: 0, agreed: false })) }
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 }) // the machine may be busy

beforeEach(() => {
  ;(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true
  usePrefs.setState({ lang: 'en' })
  box = document.body.appendChild(document.createElement('div'))
  root = createRoot(box)
})
afterEach(() => {
  act(() => root.unmount())
  box.remove()
  vi.clearAllMocks()
})
const part = (id: string) => box.querySelector<HTMLElement>(`[data-testid="${id}"]`)
const show = (change: Partial<CallSnapshot>) => act(() => root.render(<DeskContext.Provider value={{ phone } as unknown as Desk}><CallControls call={{ ...call, ...change }} /></DeskContext.Provider>))

it('tells the agent of a machine, in the call and after it', () => {
  show({ detected: 'person' })
  expect(part('detected')).toBeNull()
  show({ detected: 'machine' })
  expect(part('detected')?.textContent).toBe('Sounds like an answering machine')
  show({ detected: 'fax', phase: 'ended', ended_at: '2026-03-01T02:00:15Z' })
  expect(part('detected')?.textContent).toBe('Sounds like a fax')
})
it('asks for the consent of each hold anew', () => {
  show({})
  expect(phone.setAgreed).toHaveBeenCalledWith(false)
  act(() => part('hold-agreed')!.click())
  expect(phone.setAgreed).toHaveBeenLastCalledWith(true)
  show({ held_since: '2026-03-01T02:00:07Z' })
  expect((part('hold-agreed') as HTMLInputElement).disabled).toBe(true)
  expect(phone.setAgreed).toHaveBeenLastCalledWith(true)
  show({})
  expect(phone.setAgreed).toHaveBeenLastCalledWith(false)
})
