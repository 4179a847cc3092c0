import { useQuery } from '@tanstack/react-query'
import { call, client } from '../api/client'

/** useDepartments is the directory that calls are transferred by (R19). */
export function useDepartments(enabled = true) {
  return useQuery({ queryKey: ['departments'], queryFn: () => call(client.GET('/directory')), staleTime: 60_000, enabled })
}
