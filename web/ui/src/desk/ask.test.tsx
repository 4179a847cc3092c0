import { QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { queryClient } from '../auth'
import { usePrefs } from '../prefs'
import '../i18n/incall'
import { AskDialog } from './AskDialog'
import { DeskContext, type Desk } from './context'

const departments = [
  { id: 1, name: '厂家技术专家', number: '13900000900', hours: '', purpose: '疑难故障', position: 0 },
  { id: 2, name: '财务部', number: '13904000902', hours: '', purpose: '发票', position: 1 },
  { id: 3, name: '前台', number: '8021', hours: '', purpose: '', position: 2, refused: 'phone_too_short' },
]
let root: Root
let box: HTMLElement
const phone = { ask: vi.fn(async (_: unknown) => undefined), store: createStore(() => ({ clockOffset: 0 })) }
const closed = vi.fn()

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 }) // the machine may be busy

beforeEach(async () => {
  ;(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) { this.open = true }
  usePrefs.setState({ lang: 'en' })
  queryClient.setQueryData(['departments'], departments)
  queryClient.setQueryData(['colleagues'], { agents: [], skills: [], outside: true })
  box = document.body.appendChild(document.createElement('div'))
  root = createRoot(box)
  await act(async () => root.render(<QueryClientProvider client={queryClient}><DeskContext.Provider value={{ phone } as unknown as Desk}><AskDialog onClose={closed} /></DeskContext.Provider></QueryClientProvider>))
  await act(async () => part('ask-outside')!.querySelector('input')!.click())
})
afterEach(() => {
  act(() => root.unmount())
  box.remove()
  queryClient.clear()
  vi.clearAllMocks()
})
const part = (id: string) => box.querySelector<HTMLElement>(`[data-testid="${id}"]`)
const shown = () => [...box.querySelectorAll('[data-testid="ask-department"]')].map((e) => e.getAttribute('data-id'))
const type = (text: string) => act(async () => {
  const input = part('ask-number') as HTMLInputElement
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(input, text)
  input.dispatchEvent(new Event('input', { bubbles: true }))
})

it('offers the directory under the outside number; a department that is chosen is asked by its number', async () => {
  expect(shown()).toEqual(['1', '2', '3'])
  await act(async () => (box.querySelector('[data-id="2"]') as HTMLElement).click())
  expect((part('ask-number') as HTMLInputElement).value).toBe('13904000902')
  expect(document.activeElement).toBe(part('ask-consult'))
  await act(async () => part('ask-consult')!.click())
  expect(phone.ask).toHaveBeenCalledWith({ whom: 'outside', number: '13904000902', blind: false, note: '' })
  expect(closed).toHaveBeenCalledOnce()
})
it('searches by what is typed, which is not asked before it is a number', async () => {
  await type('发票')
  expect(shown()).toEqual(['2'])
  expect((part('ask-consult') as HTMLButtonElement).disabled).toBe(true)
  await act(async () => box.querySelector('form')!.requestSubmit())
  expect((part('ask-number') as HTMLInputElement).value).toBe('13904000902')
  expect(phone.ask).not.toHaveBeenCalled()
  await type('no such')
  expect(part('ask-no-department')).not.toBeNull()
  await type('010 6234-5678')
  expect(part('ask-no-department')).toBeNull()
  expect((part('ask-consult') as HTMLButtonElement).disabled).toBe(false)
})
it('shows what can only be read out, and does not let it be chosen', () => {
  expect((box.querySelector('[data-id="3"]') as HTMLButtonElement).disabled).toBe(true)
})
