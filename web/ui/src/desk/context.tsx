import { createContext, useContext } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { problemText } from '../i18n'
import type { PhoneState, Softphone } from '../softphone/softphone'
import { useNow } from '../ui/hooks'
import { toast } from '../ui/toast'
import type { Outbox, OutboxState } from './outbox'

export interface Desk {
  phone: Softphone
  outbox: Outbox
  userId: number
  /** Opens the question why the agent pauses. */
  askPause(): void
  openKeys(): void
}

export const DeskContext = createContext<Desk | null>(null)

export function useDesk(): Desk {
  const d = useContext(DeskContext)
  if (!d) throw new Error('outside of DeskHost')
  return d
}

export function usePhone<T>(select: (s: PhoneState) => T): T {
  return useStore(useDesk().phone.store, select)
}

export function useOutbox<T>(select: (s: OutboxState) => T): T {
  return useStore(useDesk().outbox.store, select)
}

/** useServerNow is the service's clock: a wrong clock of the agent's computer does not bend the timers. */
export function useServerNow(on = true): number {
  const offset = usePhone((s) => s.clockOffset)
  return useNow(1000, on) + offset
}

/** useRun runs an action of the desk and shows its refusal. */
export function useRun(): (action: () => Promise<void>) => void {
  const { t } = useTranslation()
  return (action) => {
    action().catch((e: unknown) => toast('warn', problemText(t, e)))
  }
}
