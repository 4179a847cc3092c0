import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Quality } from '../softphone/quality'
import { Notice } from '../ui/Notice'
import { Tag, type TagTone } from '../ui/Tag'
import { useDesk, usePhone } from './context'

const TONE: Record<string, TagTone> = { none: 'plain', connecting: 'info', connected: 'ok', lost: 'bad' }

/** DevicePanel: is the microphone allowed and heard, does the audio reach the service, and what to do if not. */
export function DevicePanel() {
  const { t } = useTranslation()
  const { phone } = useDesk()
  const media = usePhone((s) => s.media)
  const server = usePhone((s) => s.snapshot?.media ?? 'none')
  const state = usePhone((s) => s.snapshot?.state ?? 'offline')
  const fine = media.mic === 'on' && server === 'connected'
  const allow = () => {
    phone.sounds.unlock()
    void phone.openMic()
  }
  return (
    <section className="card device" aria-label={t('device.title')} data-testid="device" data-mic={media.mic} data-media={server}>
      <div className="card-head">
        <h2 className="grow">{t('device.title')}</h2>
        <Tag tone={TONE[server]} testid="media-state">{t(`device.media.${server}`)}</Tag>
      </div>
      <div className="stack">
        {media.mic === 'unknown' && (
          <>
            <p className="muted">{t('device.allowText')}</p>
            <Button type="primary" onClick={allow} data-testid="allow-mic">{t('device.allow')}</Button>
          </>
        )}
        {media.mic === 'asking' && <Notice tone="info" testid="mic-asking">{t('device.asking')}</Notice>}
        {media.mic === 'off' && media.micError && (
          <Notice tone="bad" urgent testid="mic-error" title={t(`device.error.${media.micError}`)}>
            <p>{t(`device.help.${media.micError}`)}</p>
            {media.micError !== 'insecure' && (
              <Button size="small" style={{ marginTop: 8 }} onClick={allow} data-testid="mic-retry">{t('device.retry')}</Button>
            )}
          </Notice>
        )}
        {media.mic === 'on' && server === 'lost' && <Notice tone="warn" testid="audio-lost">{t('desk.audioLost')}</Notice>}
        {media.mic === 'on' && <Level />}
        {fine && <QualityLine q={media.quality} />}
        {media.mic === 'on' && (
          <details open={state === 'offline' || undefined}>
            <summary data-testid="device-details">{t('device.details')}</summary>
            <div className="stack">
              <Picker id="mic-select" label={t('device.microphone')} list={media.inputs} value={media.prefs.inputId} onChange={(inputId) => void phone.setDevices({ inputId })} />
              {media.outputs.length > 0 && (
                <Picker id="speaker-select" label={t('device.speaker')} list={media.outputs} value={media.prefs.outputId} onChange={(outputId) => void phone.setDevices({ outputId })} />
              )}
              <div>
                <label className="check">
                  <input type="checkbox" checked={media.prefs.processing} onChange={(e) => void phone.setDevices({ processing: e.target.checked })} data-testid="processing" />
                  {t('device.processing')}
                </label>
                <p className="field-hint">{t('device.processingHint')}</p>
              </div>
              <div><Button size="small" onClick={() => phone.sounds.beep()} data-testid="test-beep">{t('device.test')}</Button></div>
            </div>
          </details>
        )}
      </div>
    </section>
  )
}

function Picker({ id, label, list, value, onChange }: { id: string; label: string; list: { id: string; label: string }[]; value: string; onChange(id: string): void }) {
  const { t } = useTranslation()
  const known = list.some((d) => d.id === value)
  return (
    <div>
      <label className="field-label" htmlFor={id}>{label}</label>
      <select id={id} className="field" value={known ? value : ''} onChange={(e) => onChange(e.target.value)} data-testid={id}>
        <option value="">{t('device.default')}</option>
        {list.filter((d) => d.id !== 'default').map((d) => <option key={d.id} value={d.id}>{d.label}</option>)}
      </select>
    </div>
  )
}

/** Level draws the microphone's loudness without going through React for each frame. */
function Level() {
  const { t } = useTranslation()
  const { phone } = useDesk()
  const bar = useRef<HTMLElement>(null)
  const meter = useRef<HTMLDivElement>(null)
  const [locked, setLocked] = useState(false)
  useEffect(() => {
    const timer = setInterval(() => {
      const l = phone.level()
      setLocked(l === null)
      const pct = Math.round((l ?? 0) * 100)
      if (bar.current) bar.current.style.width = `${pct}%`
      meter.current?.setAttribute('aria-valuenow', String(pct))
    }, 100)
    return () => clearInterval(timer)
  }, [phone])
  return (
    <div>
      <div className="small muted" style={{ marginBottom: 4 }}>{t('device.level')}</div>
      <div ref={meter} className="level" role="meter" aria-label={t('device.level')} aria-valuemin={0} aria-valuemax={100} aria-valuenow={0} data-testid="mic-level">
        <i ref={bar} />
      </div>
      <p className="field-hint">{locked ? t('device.locked') : t('device.speakNow')}</p>
    </div>
  )
}

const BARS = { good: 3, fair: 2, poor: 1 }

function QualityLine({ q }: { q: Quality | null }) {
  const { t } = useTranslation()
  const bars = q ? BARS[q.grade] : 0
  return (
    <div className="row small" data-testid="quality" data-grade={q?.grade ?? 'none'} data-mos={q?.mos}>
      <span className="signal" aria-hidden="true" style={{ color: bars === 1 ? 'var(--bad)' : bars === 2 ? 'var(--warn)' : 'var(--ok)' }}>
        {[1, 2, 3].map((n) => <i key={n} className={n <= bars ? 'on' : ''} style={{ height: 4 + n * 3 }} />)}
      </span>
      <span title={q ? t('quality.detail', { mos: q.mos, rtt: q.rttMs, loss: q.lossPct, jitter: q.jitterMs }) : undefined}>
        {t('quality.title')} · {q ? `${t(`quality.${q.grade}`)} · MOS ${q.mos.toFixed(1)} · ${q.rttMs} ms · ${q.lossPct}%` : t('quality.none')}
      </span>
    </div>
  )
}
