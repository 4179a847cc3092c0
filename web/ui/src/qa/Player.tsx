import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import WaveSurfer from 'wavesurfer.js'
import { API, call, client } from '../api/client'
import { duration } from '../format'
import { isDark, usePrefs } from '../prefs'
import { Notice } from '../ui/Notice'

const SPEEDS = [1, 1.25, 1.5, 2]
const BUCKETS = 2000 // peaks per channel: finer than a wide screen

/** Player plays a stereo recording: agent above, customer below. The waveform comes from the service, so nothing is decoded here. */
export function Player({ id, durationMs }: { id: number; durationMs: number }) {
  const { t } = useTranslation()
  const dark = usePrefs(isDark)
  const audio = useRef<HTMLAudioElement>(null)
  const box = useRef<HTMLDivElement>(null)
  const [playing, setPlaying] = useState(false)
  const [at, setAt] = useState(0)
  const [length, setLength] = useState(durationMs / 1000)
  const [speed, setSpeed] = useState(1)
  const [broken, setBroken] = useState(false)
  const [drawn, setDrawn] = useState(false)
  const peaks = useQuery({
    queryKey: ['peaks', id],
    queryFn: () => call(client.GET('/recordings/{id}/peaks', { params: { path: { id }, query: { buckets: BUCKETS } } })),
    staleTime: Infinity,
  })
  const src = `${API}/recordings/${id}/audio`

  useEffect(() => {
    const el = audio.current
    if (!el || !box.current || !peaks.data) return
    const css = getComputedStyle(document.documentElement)
    const colour = (name: string) => css.getPropertyValue(name).trim()
    const channel = (name: string) => ({
      waveColor: `color-mix(in srgb, ${colour(name)} 55%, ${colour('--raised')})`,
      progressColor: colour(name),
      height: 90,
    })
    const ws = WaveSurfer.create({
      container: box.current,
      media: el,
      peaks: peaks.data.peaks, // agent, customer
      duration: peaks.data.duration,
      cursorColor: colour('--text'),
      cursorWidth: 2,
      dragToSeek: true,
      splitChannels: [channel('--agent-wave'), channel('--customer-wave')],
      // One scale for both channels, so that a quiet side looks quiet.
      maxPeak: peaks.data.peaks.flat().reduce((m, v) => Math.max(m, Math.abs(v)), 0.05),
      normalize: true,
    })
    ws.on('redrawcomplete', () => setDrawn(true))
    ws.on('ready', () => ws.setTime(el.currentTime)) // drawn anew in other colours: the cursor stays with the sound
    return () => ws.destroy()
  }, [peaks.data, dark])

  useEffect(() => {
    if (audio.current) audio.current.playbackRate = speed
  }, [speed])

  const toggle = () => {
    const el = audio.current
    if (!el) return
    if (el.paused) void el.play().catch(() => setBroken(true))
    else el.pause()
  }
  const seek = (s: number) => {
    const el = audio.current
    if (!el) return
    el.currentTime = Math.min(Math.max(0, s), length)
    setAt(el.currentTime)
  }
  const onKey = (e: KeyboardEvent) => {
    if (e.nativeEvent.isComposing || e.altKey || e.ctrlKey || e.metaKey) return
    const el = e.target as HTMLElement
    if (e.key === ' ' && el.tagName !== 'BUTTON') toggle()
    else if (e.key === 'ArrowLeft') seek(at - 5)
    else if (e.key === 'ArrowRight') seek(at + 5)
    else return
    e.preventDefault()
  }

  return (
    <div className="player" onKeyDown={onKey} data-testid="player" data-recording={id} data-ready={drawn || peaks.isError}>
      <audio
        ref={audio} src={src} preload="metadata" data-testid="recording-audio"
        onPlay={() => setPlaying(true)} onPause={() => setPlaying(false)} onEnded={() => setPlaying(false)}
        onTimeUpdate={(e) => setAt(e.currentTarget.currentTime)}
        onLoadedMetadata={(e) => Number.isFinite(e.currentTarget.duration) && setLength(e.currentTarget.duration)}
        onError={() => setBroken(true)}
      />
      {broken && <Notice tone="bad" urgent testid="audio-error" actions={<Button size="small" onClick={() => { setBroken(false); audio.current?.load() }}>{t('ui.retry')}</Button>}>{t('attempt.audioError')}</Notice>}
      {peaks.isError ? (
        <Notice tone="warn" testid="wave-error" actions={<Button size="small" onClick={() => void peaks.refetch()}>{t('ui.retry')}</Button>}>{t('attempt.waveError')}</Notice>
      ) : (
        <div className="wave">
          {peaks.isPending && <div className="wave-wait">{t('attempt.loadingWave')}</div>}
          <div ref={box} data-testid="waveform" aria-hidden="true" />
          <div className="wave-labels" aria-hidden="true">
            <span><i style={{ background: 'var(--agent-wave)' }} />{t('attempt.agentChannel')}</span>
            <span><i style={{ background: 'var(--customer-wave)' }} />{t('attempt.customerChannel')}</span>
          </div>
        </div>
      )}
      <input
        type="range" min={0} max={length || 0} step={0.1} value={Math.min(at, length)} aria-label={t('attempt.seek')} aria-valuetext={`${duration(at * 1000)} / ${duration(length * 1000)}`}
        onChange={(e) => seek(Number(e.target.value))} data-testid="seek"
      />
      <div className="row">
        <Button type="primary" onClick={toggle} data-testid="play" data-playing={playing}>{playing ? `❚❚ ${t('attempt.pause')}` : `▶ ${t('attempt.play')}`}</Button>
        <Button onClick={() => seek(at - 5)} title={t('attempt.back5')} data-testid="back5">−5 s</Button>
        <Button onClick={() => seek(at + 5)} title={t('attempt.forward5')} data-testid="forward5">+5 s</Button>
        <span className="num" data-testid="position">{duration(at * 1000)} / {duration(length * 1000)}</span>
        <span className="speeds" role="group" aria-label={t('attempt.speed')}>
          {SPEEDS.map((s) => <button key={s} type="button" aria-pressed={speed === s} onClick={() => setSpeed(s)} data-testid={`speed-${s}`}>{s}×</button>)}
        </span>
        <a href={src} download={`recording-${id}.wav`} data-testid="download-wav">{t('attempt.download')}</a>
        <span className="muted small">{t('attempt.keys')}</span>
      </div>
    </div>
  )
}
