// Listening to agents' conversations, whispering, joining (R30), from the live page.
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { createContext, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { ApiError, call, client, type Schemas } from '../api/client'
import { queryClient } from '../auth'
import { duration } from '../format'
import { i18next, problemText } from '../i18n'
import '../i18n/incall'
import { CoachPhone } from '../softphone/coachphone'
import type { CoachMode } from '../softphone/protocol'
import { Notice } from '../ui/Notice'
import { ErrorNotice, Skeleton } from '../ui/states'
import { Tag } from '../ui/Tag'
import { toast } from '../ui/toast'

const MODES: CoachMode[] = ['listen', 'whisper', 'join']

const CoachContext = createContext<CoachPhone | null>(null)

async function signedIn(): Promise<boolean> {
  try {
    await call(client.GET('/session'))
    return true
  } catch (e) {
    return !(e instanceof ApiError && e.status === 401)
  }
}

/** CoachHost holds the supervisor's telephone while its page is open. */
export function CoachHost({ children }: { children: ReactNode }) {
  // In the language of the moment; another language is no reason for another telephone.
  const phone = useMemo(() => new CoachPhone(signedIn, (e) => toast('warn', problemText(i18next.t, e))), [])
  useEffect(() => () => phone.stop(), [phone])
  return (
    <CoachContext value={phone}>
      <CoachBar phone={phone} />
      {children}
    </CoachContext>
  )
}

/** CoachBar: the conversation that is listened to, and the audio itself. */
function CoachBar({ phone }: { phone: CoachPhone }) {
  const { t } = useTranslation()
  const { snapshot: s, wish, link, media } = useStore(phone.store)
  const audio = useRef<HTMLAudioElement>(null)
  useEffect(() => {
    const a = audio.current
    if (!a) return
    a.srcObject = media.remote
    if (media.remote) a.play().catch(() => undefined) // the click that began it allows it
  }, [media.remote])
  const active = s?.mode !== undefined
  const lost = link.phase === 'waiting' || (link.phase === 'connecting' && s !== null)
  return (
    <>
      <audio ref={audio} autoPlay data-testid="coach-audio" />
      {link.phase === 'taken_over' && <Notice tone="warn" testid="coach-taken">{t('coach.taken')}</Notice>}
      {media.mic === 'off' && wish && <Notice tone="bad" urgent testid="coach-mic">{t('coach.mic')}</Notice>}
      {lost && <Notice tone="warn" urgent testid="coach-lost">{t('coach.lost')}</Notice>}
      {wish && !active && media.mic !== 'off' && <Notice tone="info" testid="coach-connecting">{t('coach.connecting')}</Notice>}
      {active && s && (
        <section className="card coach-bar" aria-label={t('coach.actions')} data-testid="coach" data-mode={s.mode} data-agent={s.agent_id}>
          <div className="row">
            <Tag tone="info" sign="●" testid="coach-mode">{t(`coach.${s.mode!}`)}</Tag>
            <strong data-testid="coach-agent">{t('coach.with', { agent: s.agent })}</strong>
            <span className="muted">{t(`coach.${s.mode!}Hint`)}</span>
            <span className="grow" />
            <ModeButtons agent={s.agent_id!} current={s.mode} node={null} />
            <Button onClick={() => phone.leave()} data-testid="coach-leave">{t('coach.leave')}</Button>
          </div>
        </section>
      )}
      {s?.ended && !active && <Notice tone="info" testid="coach-ended">{t('coach.ended')}</Notice>}
    </>
  )
}

/** node: where the agent sits; null: where the present conversation is. */
function ModeButtons({ agent, node, name, current }: { agent: number; node: string | null; name?: string; current?: CoachMode }) {
  const { t } = useTranslation()
  const phone = useContext(CoachContext)
  return (
    <span className="row tight">
      {MODES.map((m) => (
        <Button
          key={m} size="small" aria-pressed={current === m} type={current === m ? 'primary' : 'default'}
          aria-label={name ? `${t(`coach.${m}`)} ${name}` : undefined} onClick={() => phone?.take(agent, m, node)} data-testid={`coach-${m}`}
        >
          {t(`coach.${m}`)}
        </Button>
      ))}
    </span>
  )
}

/** CoachCell: what a supervisor can do about an agent, who asks for help, and who is there already. */
export function CoachCell({ agent, now }: { agent: Schemas['AgentStatus']; now: number }) {
  const { t } = useTranslation()
  return (
    <span className="row tight">
      {agent.help_since && <Tag tone="bad" sign="!" testid="help-wanted">{t('coach.help', { time: duration(now - Date.parse(agent.help_since)) })}</Tag>}
      {agent.attempt_id ? <ModeButtons agent={agent.id} node={agent.node} name={agent.name} /> : <span className="muted">—</span>}
      {agent.coaches?.map((c) => <span key={c.name} className="muted small">{t('coach.here', { name: c.name, mode: t(`coach.${c.mode}`) })}</span>)}
    </span>
  )
}

const SHOW = ['never', 'speaking', 'always'] as const

/** CoachSettings: what agents see of supervisors (U53). */
export function CoachSettings() {
  const { t } = useTranslation()
  const q = useQuery({ queryKey: ['call-settings'], queryFn: () => call(client.GET('/call-settings')) })
  const [wanted, setWanted] = useState<(typeof SHOW)[number] | null>(null) // shown while it is being saved
  const [error, setError] = useState<unknown>(null)
  const save = async (show_coach: (typeof SHOW)[number]) => {
    setError(null)
    setWanted(show_coach)
    try {
      queryClient.setQueryData(['call-settings'], await call(client.PUT('/call-settings', { body: { show_coach } })))
      toast('ok', t('coach.saved'))
    } catch (e) {
      setError(e)
    } finally {
      setWanted(null)
    }
  }
  return (
    <section className="card">
      <h2>{t('coach.settings')}</h2>
      <p className="muted">{t('coach.settingsText')}</p>
      {q.isPending && <Skeleton lines={2} />}
      {q.isError && <ErrorNotice error={q.error} onRetry={() => void q.refetch()} />}
      {q.data && (
        <fieldset className="choices" style={{ maxWidth: 420, marginTop: 10 }} data-testid="show-coach">
          <legend className="visually-hidden">{t('coach.settings')}</legend>
          {SHOW.map((v) => (
            <label key={v} className="check">
              <input type="radio" name="show-coach" checked={(wanted ?? q.data.show_coach) === v} onChange={() => void save(v)} data-testid={`show-coach-${v}`} />
              {t(`coach.${v}`)}
            </label>
          ))}
        </fieldset>
      )}
      {error !== null && <ErrorNotice error={error} testid="show-coach-error" />}
    </section>
  )
}
