// What forms offer: stores and departments, and the agents.
import { useQuery } from '@tanstack/react-query'
import { call, client } from '../api/client'

export function useUnits() {
  return useQuery({ queryKey: ['units'], queryFn: () => call(client.GET('/units')) })
}

/** useAgents are the active agents by name. */
export function useAgents() {
  return useQuery({
    queryKey: ['users', 'agents'],
    queryFn: () => call(client.GET('/users', { params: { query: { role: 'agent', limit: 200 } } })),
    select: (p) => p.items.filter((u) => u.active),
  })
}

/** useTypes are the follow-up types with their questions. */
export function useTypes() {
  return useQuery({ queryKey: ['types'], queryFn: () => call(client.GET('/types')), staleTime: 10 * 60_000 })
}
