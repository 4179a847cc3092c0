// What an agent's page does beside drawing: the customer's voice, the beep, the guard, the keys.
import { useNavigate, useRouterState } from '@tanstack/react-router'
import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { guard } from '../guard'
import { Notice } from '../ui/Notice'
import { useDesk, usePhone, useRun } from './context'
import { asideFrom } from './guest'
import { deskKey } from './keys'

/** RemoteAudio is the customer's voice. A browser that refuses to play without a click gets a button. */
export function RemoteAudio() {
  const { t } = useTranslation()
  const ref = useRef<HTMLAudioElement>(null)
  const stream = usePhone((s) => s.media.remote)
  const sink = usePhone((s) => s.media.prefs.outputId)
  const [blocked, setBlocked] = useState(false)
  const play = () => {
    const a = ref.current
    if (!a?.srcObject) return
    a.play().then(
      () => setBlocked(false),
      (e: unknown) => {
        if (e instanceof DOMException && e.name === 'NotAllowedError') setBlocked(true)
      },
    )
  }
  useEffect(() => {
    const a = ref.current
    if (!a) return
    a.srcObject = stream
    if (stream) play()
  }, [stream])
  useEffect(() => {
    const a = ref.current
    // A remembered headset that is gone: the system's default plays on.
    a?.setSinkId?.(sink).catch(() => a.setSinkId('').catch(() => undefined))
  }, [sink])
  useEffect(() => {
    if (!blocked) return
    document.addEventListener('pointerdown', play)
    return () => document.removeEventListener('pointerdown', play)
  }, [blocked])
  return (
    <>
      <audio ref={ref} autoPlay data-testid="remote-audio" />
      {blocked && (
        <div className="notices">
          <Notice
            tone="warn" urgent testid="sound-blocked" title={t('desk.soundBlocked')}
            actions={<Button type="primary" onClick={play} data-testid="sound-resume">{t('desk.soundResume')}</Button>}
          >
            {t('desk.soundBlockedText')}
          </Notice>
        </div>
      )}
    </>
  )
}

/** OnAnswer: beep, screen pop and a flashing title when a customer answers. */
export function OnAnswer() {
  const { t } = useTranslation()
  const { phone } = useDesk()
  const navigate = useNavigate()
  const path = useRouterState({ select: (s) => s.location.pathname })
  const loaded = usePhone((s) => s.snapshot !== null)
  const attempt = usePhone((s) => (s.snapshot?.call?.phase === 'talking' || s.snapshot?.call?.phase === 'invited' ? s.snapshot.call.attempt_id : 0))
  const name = usePhone((s) => s.snapshot?.call?.screen.customer ?? '')
  const known = useRef<number | null>(null)
  const [flash, setFlash] = useState(false)

  useEffect(() => {
    if (!loaded || attempt === known.current) return
    // A call that was on when this page loaded is no news: the agent has just reloaded.
    const first = known.current === null
    known.current = attempt
    if (attempt === 0 || first) return
    phone.sounds.beep()
    setFlash(true)
    if (path !== '/desk') void navigate({ to: '/desk' })
  }, [attempt, loaded, navigate, path, phone])

  useEffect(() => {
    if (!flash) return
    const title = `${t('desk.title')} · ${t('app.name')}` // where the screen pop leads
    let on = false
    const timer = setInterval(() => {
      on = !on
      document.title = on ? `${t('call.incoming')} ${name}` : title
    }, 700)
    const stop = () => setFlash(false)
    const limit = setTimeout(stop, 6000)
    document.addEventListener('pointerdown', stop)
    document.addEventListener('keydown', stop)
    return () => {
      clearInterval(timer)
      clearTimeout(limit)
      document.removeEventListener('pointerdown', stop)
      document.removeEventListener('keydown', stop)
      document.title = title
    }
  }, [flash, name, t])

  return (
    <p className="visually-hidden" role="alert">
      {attempt > 0 ? t('call.announce', { name: name || t('call.noName') }) : ''}
    </p>
  )
}

/** LeaveGuard: the browser asks before a page with a call is closed. */
export function LeaveGuard() {
  const live = usePhone((s) => s.snapshot?.call !== undefined && s.snapshot.call.phase !== 'ended')
  useEffect(() => {
    if (!live) return
    guard.inCall = true
    const ask = (e: BeforeUnloadEvent) => e.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => {
      guard.inCall = false
      window.removeEventListener('beforeunload', ask)
    }
  }, [live])
  return null
}

/** DeskKeys: the shortcuts that work on all of the agent's pages. */
export function DeskKeys() {
  const { phone, askPause, openKeys } = useDesk()
  const run = useRun()
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      const k = deskKey(e)
      if (!k || document.querySelector('dialog[open]')) return
      const s = phone.store.getState().snapshot
      const talking = s?.call?.phase === 'talking'
      const invited = s?.call?.phase === 'invited'
      const aside = asideFrom(s?.call)
      const act: Partial<Record<string, () => void>> = {
        help: openKeys,
        ready: () => run(invited ? phone.accept : s?.call?.phase === 'preview' ? phone.dial : phone.ready),
        pause: askPause,
        // In a preview it asks for the reason of the skip instead (PreviewPanel).
        hangUp: () => s?.call && s.call.phase !== 'ended' && s.call.phase !== 'preview' && !aside && run(phone.hangUp),
        hold: () => talking && run(() => phone.hold(!s?.call?.held_since)),
        mute: () => (talking || s?.call?.phase === 'guest') && run(() => phone.mute(!s?.call?.muted)),
        record: () => talking && run(() => phone.record(Boolean(s?.call?.recording_paused_since))),
        askHelp: () => talking && run(() => phone.help(!s?.call?.help_since)),
      }
      const f = act[k.action]
      if (!f) return
      e.preventDefault()
      f()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [phone, askPause, openKeys, run])
  return null
}
