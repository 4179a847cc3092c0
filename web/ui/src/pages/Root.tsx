import { useQuery } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { meQuery } from '../auth'
import { ErrorNotice, Skeleton } from '../ui/states'
import { Shell } from './Shell'
import { SignIn } from './SignIn'

// The agent's telephone stands beside the pages, so that walking through them does not end a call.
const DeskHost = lazy(() => import('../desk/DeskHost'))

/** Root shows the sign-in until somebody is signed in; the address stays, so that he lands where he wanted. */
export function Root() {
  const me = useQuery(meQuery)
  if (me.isPending) {
    return <main className="signin"><div className="card"><Skeleton /></div></main>
  }
  if (me.isError && me.data === undefined) {
    return <main className="signin"><div className="card"><ErrorNotice error={me.error} onRetry={() => void me.refetch()} /></div></main>
  }
  if (!me.data) return <SignIn />
  const page = <Suspense fallback={<Skeleton />}><Outlet /></Suspense>
  return (
    <Shell me={me.data}>
      {me.data.role === 'agent' ? <Suspense fallback={<Skeleton />}><DeskHost me={me.data}>{page}</DeskHost></Suspense> : page}
    </Shell>
  )
}
