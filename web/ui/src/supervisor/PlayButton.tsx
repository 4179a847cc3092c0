import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { API } from '../api/client'
import '../i18n/modes'
import { toast } from '../ui/toast'

/** PlayButton plays a prompt, and stops it. */
export function PlayButton({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation()
  const audio = useRef<HTMLAudioElement | null>(null)
  const [on, setOn] = useState(false)
  const stop = () => {
    audio.current?.pause()
    audio.current = null
    setOn(false)
  }
  useEffect(() => stop, [id])
  const play = () => {
    const a = new Audio(`${API}/prompts/${encodeURIComponent(id)}/audio`)
    audio.current = a
    a.onended = stop
    setOn(true)
    a.play().catch(() => {
      if (audio.current !== a) return // stopped meanwhile
      stop()
      toast('bad', t('prompts.playError'))
    })
  }
  return <Button size="small" aria-label={t('modes.heard', { name })} aria-pressed={on} onClick={on ? stop : play} data-testid="play-prompt">{on ? `■ ${t('prompts.stop')}` : `▶ ${t('prompts.play')}`}</Button>
}
