// What forms offer: stores and departments, users and the agents among them, follow-up types.
import { useQuery } from '@tanstack/react-query'
import { call, client, type Schemas } from '../api/client'

export function useUnits() {
  return useQuery({ queryKey: ['units'], queryFn: () => call(client.GET('/units')) })
}

/** allUsers are the users by name, of one role or of all: page after page, for there may be more than one page holds. */
export async function allUsers(role?: Schemas['User']['role']): Promise<Schemas['User'][]> {
  const all: Schemas['User'][] = []
  let cursor: string | undefined
  do {
    const page = await call(client.GET('/users', { params: { query: { role, cursor, limit: 200 } } }))
    all.push(...page.items)
    cursor = page.next
  } while (cursor)
  return all
}

/** useAgents are the active agents by name. */
export function useAgents() {
  return useQuery({ queryKey: ['users', 'agents'], queryFn: () => allUsers('agent'), select: (all) => all.filter((u) => u.active) })
}

/** useTypes are the follow-up types with their questions. */
export function useTypes() {
  return useQuery({ queryKey: ['types'], queryFn: () => call(client.GET('/types')), staleTime: 10 * 60_000 })
}
