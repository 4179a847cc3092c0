import { afterEach, expect, it, vi } from 'vitest'
import { client } from '../api/client'
import { allUsers } from './useChoices'

afterEach(() => vi.restoreAllMocks())

it('the users are all of them, however many pages they fill', async () => {
  const pages: Record<string, { items: { id: number }[]; next: string }> = { '': { items: [{ id: 1 }, { id: 2 }], next: 'b' }, b: { items: [{ id: 3 }], next: 'c' }, c: { items: [{ id: 4 }], next: '' } }
  const asked: unknown[] = []
  vi.spyOn(client, 'GET').mockImplementation((async (_: string, init: { params: { query: { cursor?: string; role?: string } } }) => {
    asked.push(init.params.query.role)
    return { data: pages[init.params.query.cursor ?? ''], response: new Response() }
  }) as never)
  expect((await allUsers('agent')).map((u) => u.id)).toEqual([1, 2, 3, 4])
  expect(asked).toEqual(['agent', 'agent', 'agent'])
})
