// Holds the agent's telephone for all of his pages: socket, audio, outbox, keys, and what must be seen everywhere.
import { useEffect, useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { call, client, reportSignedOut, ApiError, type Me } from '../api/client'
import { useDispositions } from '../dispositions'
import { Softphone } from '../softphone/softphone'
import { toast } from '../ui/toast'
import { DeskContext, type Desk } from './context'
import './desk.css'
import { DeskKeys, LeaveGuard, OnAnswer, RemoteAudio } from './effects'
import { KeysDialog } from './KeysDialog'
import { LinkNotices, Stopped } from './LinkNotices'
import { Outbox } from './outbox'
import { PauseDialog } from './PauseDialog'

async function signedIn(): Promise<boolean> {
  try {
    await call(client.GET('/session'))
    return true
  } catch (e) {
    return !(e instanceof ApiError && e.status === 401)
  }
}

export default function DeskHost({ me, children }: { me: Me; children: ReactNode }) {
  const { t } = useTranslation()
  const [pausing, setPausing] = useState(false)
  const [keys, setKeys] = useState(false)
  useDispositions() // at hand before the first call ends
  const desk = useMemo<Desk>(
    () => ({
      phone: new Softphone(signedIn),
      outbox: new Outbox(me.id),
      userId: me.id,
      askPause: () => setPausing(true),
      openKeys: () => setKeys(true),
    }),
    [me.id],
  )
  const { phone, outbox } = desk

  useEffect(() => {
    phone.start()
    outbox.start()
    return () => {
      phone.stop()
      outbox.stop()
    }
  }, [phone, outbox])

  useEffect(() => {
    outbox.onSaved = (_, already) => (already ? toast('warn', t('wrapUp.already')) : toast('ok', t('wrapUp.saved')))
  }, [outbox, t])

  const link = useStore(phone.store, (s) => s.link)
  useEffect(() => {
    if (link.phase === 'session_ended') reportSignedOut()
  }, [link.phase])

  const stopped = link.phase === 'elsewhere' || link.phase === 'taken_over'
  return (
    <DeskContext value={desk}>
      <RemoteAudio />
      <OnAnswer />
      <LeaveGuard />
      <DeskKeys />
      {stopped ? (
        <Stopped phase={link.phase} />
      ) : (
        <>
          <LinkNotices />
          {children}
        </>
      )}
      <PauseDialog open={pausing} onClose={() => setPausing(false)} />
      <KeysDialog open={keys} onClose={() => setKeys(false)} />
    </DeskContext>
  )
}
