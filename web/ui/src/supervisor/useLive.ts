import { useEffect, useState } from 'react'
import { API, reportSignedOut, type Schemas } from '../api/client'

export interface LiveView {
  live: Schemas['Live'] | null
  /** When the picture came (page clock, ms). */
  at: number
  connected: boolean
  /** Server clock minus page clock, ms. */
  offset: number
}

// The service sends at least one in 5 s; without any for this long the stream is dead though the browser may not know.
const SILENCE_MS = 12_000

/** useLive follows the live picture (server-sent events); the browser reconnects by itself, and we do when it gives up. */
export function useLive(): LiveView {
  const [view, setView] = useState<LiveView>({ live: null, at: 0, connected: false, offset: 0 })
  useEffect(() => {
    let source: EventSource | null = null
    let last = Date.now()
    let failures = 0
    let closed = false
    const open = () => {
      source?.close()
      last = Date.now()
      source = new EventSource(`${API}/live`)
      source.addEventListener('snapshot', (e) => {
        last = Date.now()
        failures = 0
        const live = JSON.parse(String((e as MessageEvent).data)) as Schemas['Live']
        setView({ live, at: last, connected: true, offset: Date.parse(live.at) - last })
      })
      source.onerror = () => {
        setView((v) => ({ ...v, connected: false }))
        if (source?.readyState !== EventSource.CLOSED) return
        // The browser has given up, for an answer that is no stream: perhaps the session ended.
        failures++
        fetch(`${API}/session`).then((r) => r.status === 401 && reportSignedOut(), () => undefined)
        last = Date.now() - SILENCE_MS + Math.min(8000, 1000 * failures)
      }
    }
    open()
    const watch = setInterval(() => {
      if (!closed && Date.now() - last > SILENCE_MS) {
        setView((v) => ({ ...v, connected: false }))
        open()
      }
    }, 1000)
    return () => {
      closed = true
      clearInterval(watch)
      source?.close()
    }
  }, [])
  return view
}
