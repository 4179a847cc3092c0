import { QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { client, type Schemas } from '../api/client'
import { queryClient } from '../auth'
import { usePrefs } from '../prefs'
import AttemptPage from './AttemptPage'

const role = vi.hoisted(() => ({ is: 'supervisor' }))
vi.mock('@tanstack/react-router', () => ({ useParams: () => ({ id: '7' }), Link: (p: { children: unknown; 'data-testid'?: string }) => <a data-testid={p['data-testid']}>{p.children as string}</a> }))
vi.mock('../auth', async (original) => ({ ...(await original<typeof import('../auth')>()), useMe: () => ({ id: 1, role: role.is }) }))

const notice = {
  id: 7, campaign: { id: 1, name: '停气通知' }, customer: '来电 1234', phone: '+8613700001234', direction: 'out', mode: 'agentless', state: 'ended', outcome: 'answered', disposition: '',
  claimed_at: '2026-03-01T02:00:00Z', trunk: 't', caller_id: '', node: 'n', hold_ms: 0, hung_up_by: 'system', recordings: [], timeline: [{ seq: 1, at: '2026-03-01T02:00:00Z', kind: 'turned', detail: { by: 'system', detail: 'callback max_wait' } }, { seq: 2, at: '2026-03-01T02:00:01Z', kind: 'message', detail: { detail: 'notice' } }, { seq: 3, at: '2026-03-01T02:00:02Z', kind: 'hold', detail: { by: 'agent', detail: 'lookup agreed' } }], erased: false,
  heard: true, keys: [{ key: '2', means: 'repeat' }, { key: '1', means: 'confirm' }, { key: '5' }],
} as unknown as Schemas['AttemptDetail']

let root: Root
let box: HTMLElement
let asked: ReturnType<typeof vi.spyOn>
beforeEach(() => {
  ;(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) { this.open = true }
  usePrefs.setState({ lang: 'en' })
  asked = vi.spyOn(client, 'POST').mockResolvedValue({ response: new Response(null, { status: 204 }) } as never)
  box = document.body.appendChild(document.createElement('div'))
  root = createRoot(box)
})
afterEach(() => {
  act(() => root.unmount())
  box.remove()
  queryClient.clear()
  vi.restoreAllMocks()
})
const part = (id: string) => box.querySelector<HTMLElement>(`[data-testid="${id}"]`)
const show = (a: Partial<Schemas['AttemptDetail']> = {}) => {
  queryClient.setQueryData(['attempt', 7], { ...notice, ...a })
  act(() => root.render(<QueryClientProvider client={queryClient}><AttemptPage /></QueryClientProvider>))
}

describe('the page of a call', () => {
  it('says what was heard of a notice and which keys were pressed', () => {
    show()
    expect(part('attempt-heard')?.textContent).toBe('played to its end')
    expect([...part('attempt-keys')!.children].map((k) => k.textContent)).toEqual(['2 repeat', '1 confirm', '5'])
    expect(part('timeline')?.textContent).toContain('callback · waited too long')
    expect(part('timeline')?.textContent).toContain('Prompt played notice')
    expect(part('timeline')?.textContent).toContain('Looking something up · customer agreed to wait')
    expect(part('attempt-record'), 'a notice has no record').toBeNull()
    show({ heard: false, keys: [] })
    expect(part('attempt-heard')?.textContent).toBe('not played to its end')
    expect(part('attempt-keys')).toBeNull()
    show({ mode: 'progressive', agent: { id: 2, name: '李' }, disposition: 'completed' })
    expect(part('attempt-record')).not.toBeNull()
    expect(part('attempt-heard')).toBeNull()
  })
  it('lets a supervisor delete a person without a file, and nobody else', () => {
    for (const [who, a] of [['qa', {}], ['supervisor', { customer_id: 3 }], ['supervisor', { erased: true }], ['supervisor', { state: 'ringing' }]] as const) {
      role.is = who
      show(a as Partial<Schemas['AttemptDetail']>)
      expect(part('erase-person'), `${who} ${JSON.stringify(a)}`).toBeNull()
    }
    role.is = 'supervisor'
    show({ customer_id: 3 })
    expect(part('attempt-customer')).not.toBeNull()
  })
  it('asks for the last digits of the number first', async () => {
    show()
    act(() => part('erase-person')!.click())
    const input = box.querySelector<HTMLInputElement>('input[data-testid="erase-digits"]')!
    const type = (v: string) => act(() => {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(input, v)
      input.dispatchEvent(new Event('input', { bubbles: true }))
    })
    type('1111')
    await act(async () => part('erase-confirm')!.click())
    expect(asked).not.toHaveBeenCalled()
    expect(box.textContent).toContain('not the last four digits')
    type('1234')
    await act(async () => part('erase-confirm')!.click())
    expect(asked).toHaveBeenCalledExactlyOnceWith('/attempts/{id}/erase', { params: { path: { id: 7 } }, body: { digits: '1234' } })
  })
})
