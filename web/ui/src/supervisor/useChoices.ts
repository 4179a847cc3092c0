// What forms offer: stores and departments, users and the agents among them, follow-up types.
import { useQuery } from '@tanstack/react-query'
import { call, client, type Schemas } from '../api/client'

export function useUnits() {
  return useQuery({ queryKey: ['units'], queryFn: () => call(client.GET('/units')) })
}

/** allOf reads page after page, for there may be more to choose from than one page holds. */
async function allOf<T>(page: (q: { cursor?: string; limit: number }) => Promise<{ items: T[]; next?: string }>): Promise<T[]> {
  const all: T[] = []
  let cursor: string | undefined
  do {
    const { items, next } = await page({ cursor, limit: 200 })
    all.push(...items)
    cursor = next
  } while (cursor)
  return all
}

/** allUsers are the users by name, of one role or of all. */
export const allUsers = (role?: Schemas['User']['role']) => allOf((q) => call(client.GET('/users', { params: { query: { role, ...q } } })))

export const allLists = () => allOf((q) => call(client.GET('/lists', { params: { query: q } })))

export const allPlans = () => allOf((q) => call(client.GET('/plans', { params: { query: q } })))

export const allCampaigns = () => allOf((q) => call(client.GET('/campaigns', { params: { query: q } })))

/** useAgents are the active agents by name. */
export function useAgents() {
  return useQuery({ queryKey: ['users', 'agents'], queryFn: () => allUsers('agent'), select: (all) => all.filter((u) => u.active) })
}

/** useTypes are the follow-up types with their questions. */
export function useTypes() {
  return useQuery({ queryKey: ['types'], queryFn: () => call(client.GET('/types')), staleTime: 10 * 60_000 })
}
