import { QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { client, type FieldProblem, type Schemas } from '../api/client'
import { queryClient } from '../auth'
import { i18next } from '../i18n'
import { unshown } from './ModeEditor'
import ModeSwitch from './ModeSwitch'
import type { ModeSettings } from './modes'

const settings: ModeSettings = {
  predictive: { abandon_cap: 0.025, prompt: '1' },
  preview: { timeout_s: 45, then: 'skip', reasons: [{ code: 'a', label_zh: '甲', label_en: 'A', action: 'later', delay_s: 60 }] },
  notice: { prompt: '2', max_calls: 7, plays: 2, keys: {}, done: 'confirmed' },
  detection: { early_media: true, machine: 'message', prompt: '' },
}
const wrong = (at: string, code = 'required'): FieldProblem => ({ pointer: `/mode_settings${at}`, code, detail: '' })
const campaign = (version: number, mode: Schemas['Campaign']['mode']) =>
  ({ id: 3, name: 'c', state: 'running', mode, version, mode_settings: { ...settings, detection: { ...settings.detection, machine: 'off' } } }) as Schemas['Campaign']

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 }) // the machine may be busy
let root: Root
let box: HTMLElement
beforeEach(async () => {
  ;(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) { this.open = true }
  await i18next.changeLanguage('en')
  box = document.body.appendChild(document.createElement('div'))
  root = createRoot(box)
})
afterEach(() => {
  act(() => root.unmount())
  box.remove()
  vi.restoreAllMocks()
})
const part = (id: string) => box.querySelector<HTMLElement>(`[data-testid="${id}"]`)
const show = (c: Schemas['Campaign']) => act(async () => root.render(<QueryClientProvider client={queryClient}><ModeSwitch c={c} onClose={() => undefined} /></QueryClientProvider>))
const click = (id: string) => act(async () => part(id)!.click())
const problem = (status: number, body: object) => ({ error: body, response: new Response(null, { status }) }) as never

it('errors that no field of the mode shows are known', () => {
  const all = ['/predictive/prompt', '/preview/timeout_s', '/preview/reasons/0/delay_s', '/preview/reasons/4/code', '/notice/keys/12', '/detection/prompt', '/detection/machine'].map((p) => wrong(p))
  const left = (mode: Parameters<typeof unshown>[0], m = settings) => unshown(mode, m, [...all, { pointer: '/name', code: 'required', detail: '' }]).map((e) => e.pointer.replace('/mode_settings', ''))
  expect(left('preview')).toEqual(['/predictive/prompt', '/preview/reasons/4/code', '/notice/keys/12'])
  expect(left('predictive')).toEqual(['/preview/timeout_s', '/preview/reasons/0/delay_s', '/preview/reasons/4/code', '/notice/keys/12'])
  expect(left('agentless')).toEqual(['/predictive/prompt', '/preview/timeout_s', '/preview/reasons/0/delay_s', '/preview/reasons/4/code', '/detection/prompt'])
  expect(left('agentless', { ...settings, notice: { ...settings.notice, keys: { 0: 'agent' } } })).not.toContain('/predictive/prompt')
  expect(left('manual')).toHaveLength(all.length)
})

it('what was chosen stays when the campaign changes meanwhile, until the new one is asked for', async () => {
  await show(campaign(4, 'progressive'))
  await click('mode-preview')
  await show(campaign(5, 'manual'))
  expect(part('mode-editor')?.dataset.mode).toBe('preview')

  const patch = vi.spyOn(client, 'PATCH').mockResolvedValue(problem(409, { code: 'version_changed' }))
  await click('mode-save')
  expect(patch.mock.calls[0]![1]).toMatchObject({ params: { header: { 'If-Match': '"4"' } } })
  vi.spyOn(client, 'GET').mockResolvedValue({ data: campaign(5, 'manual'), response: new Response() } as never)
  await click('mode-reload')
  expect(part('mode-editor')?.dataset.mode).toBe('manual')
  expect(part('mode-reload')).toBeNull()
  await click('mode-save')
  expect(patch.mock.calls[1]![1]).toMatchObject({ params: { header: { 'If-Match': '"5"' } } })
})

it('says in words what is wrong where no field shows it', async () => {
  await show(campaign(4, 'progressive'))
  vi.spyOn(client, 'PATCH').mockResolvedValue(problem(422, { code: 'invalid', errors: [wrong('/preview/reasons/0/delay_s', 'delay_required')] }))
  await click('mode-save')
  expect(part('mode-elsewhere')?.textContent).toMatch(/“Preview”: \S/)
})
