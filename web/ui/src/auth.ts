import { QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import { ApiError, call, client, onSignedOut, type Me, type Role } from './api/client'

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // Only what may pass by itself is worth asking again.
      retry: (n, e) => n < 2 && e instanceof ApiError && e.passing,
      refetchOnWindowFocus: true,
    },
  },
})

/** meQuery: the signed-in user, null when nobody is. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async (): Promise<Me | null> => {
    try {
      return await call(client.GET('/session'))
    } catch (e) {
      if (e instanceof ApiError && e.status === 401) return null
      throw e
    }
  },
  staleTime: 60_000,
})

/** become forgets what the last user saw. The query of "me" itself stays: the page watches it. */
function become(me: Me | null): void {
  queryClient.removeQueries({ predicate: (q) => q.queryKey[0] !== 'me' })
  queryClient.setQueryData(meQuery.queryKey, me)
}

let ended = false
let leaving = false
onSignedOut(() => {
  if (leaving) return // his own wish; signOut goes on
  ended ||= queryClient.getQueryData(meQuery.queryKey) != null
  become(null)
})

/** sessionEnded tells the sign-in page that the user did not sign out himself. */
export const sessionEnded = () => ended

/** useMe is for pages behind the sign-in only. */
export function useMe(): Me {
  const { data } = useQuery(meQuery)
  if (!data) throw new Error('not signed in')
  return data
}

export const mayManage = (r: Role) => r === 'supervisor' || r === 'admin'
export const mayListen = (r: Role) => r === 'qa' || mayManage(r)

export function homeOf(r: Role): '/desk' | '/live' | '/attempts' {
  return r === 'agent' ? '/desk' : r === 'qa' ? '/attempts' : '/live'
}

export async function signIn(login: string, password: string): Promise<Me> {
  const me = await call(client.POST('/session', { body: { login, password } }))
  ended = false
  become(me)
  return me
}

export async function signOut(): Promise<void> {
  leaving = true
  try {
    await call(client.DELETE('/session'))
  } catch (e) {
    if (!(e instanceof ApiError && e.status === 401)) throw e
  } finally {
    leaving = false
  }
  ended = false
  become(null)
}
