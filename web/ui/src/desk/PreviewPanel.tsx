// A customer is shown before the dial (R16): dial, or skip with a reason.
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { duration } from '../format'
import '../i18n/dial'
import { usePrefs } from '../prefs'
import type { CallSnapshot } from '../softphone/protocol'
import { Tag } from '../ui/Tag'
import { useDesk, usePhone, useRun, useServerNow } from './context'
import { deskKey } from './keys'

export function PreviewPanel({ call }: { call: CallSnapshot }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const { phone } = useDesk()
  const run = useRun()
  const open = usePhone((s) => s.link.phase === 'open')
  const now = useServerNow()
  const [asking, setAsking] = useState(false)
  const left = Math.max(0, call.preview_until ? Date.parse(call.preview_until) - now : 0)
  const skips = call.screen.skips ?? []
  const questions = call.screen.questions ?? []
  const skip = (reason: string) => run(() => phone.skip(reason))

  useEffect(() => {
    setAsking(false)
    phone.sounds.beep()
  }, [call.attempt_id, phone])
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      const k = deskKey(e)
      if (!k || document.querySelector('dialog[open]')) return
      if (k.action === 'skip' || k.action === 'hangUp') {
        e.preventDefault()
        setAsking(true)
      }
      const reason = k.action === 'disposition' && asking ? skips[k.index] : undefined
      if (reason) {
        e.preventDefault()
        skip(reason.code)
      }
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  })

  return (
    <section className="card stack" aria-label={t('preview.title')} data-testid="preview" data-dial={call.preview_dial ?? false}>
      <p className="visually-hidden" role="status">{t('preview.announce', { name: call.screen.customer || t('call.noName') })}</p>
      <div className="row">
        <Tag tone="info">{t('preview.title')}</Tag>
        <span className="muted small">{t(call.preview_dial ? 'preview.thenDial' : 'preview.thenSkip')}</span>
      </div>
      <div className="call-timer" role="timer" data-testid="preview-left">{t('preview.left', { time: duration(left) })}</div>
      {asking ? (
        <div className="stack tight" role="group" aria-label={t('preview.why')} data-testid="skip-reasons">
          <strong>{t('preview.why')}</strong>
          {skips.map((r, i) => (
            <Button key={r.code} disabled={!open} autoFocus={i === 0} onClick={() => skip(r.code)} data-testid={`skip-${r.code}`}>
              {lang === 'en' ? r.label_en : r.label_zh} {i < 9 && <kbd>Alt {i + 1}</kbd>}
            </Button>
          ))}
          <Button type="text" onClick={() => setAsking(false)} data-testid="skip-cancel">{t('preview.cancel')}</Button>
        </div>
      ) : (
        <div className="buttons">
          <Button type="primary" disabled={!open} onClick={() => run(phone.dial)} data-testid="preview-dial">{t('preview.dial')} <kbd>F2</kbd></Button>
          {skips.length > 0 && <Button disabled={!open} onClick={() => setAsking(true)} data-testid="preview-skip">{t('preview.skip')} <kbd>Alt S</kbd></Button>}
        </div>
      )}
      {questions.length > 0 && (
        <div>
          <h3>{t('questions.title')}</h3>
          <ol className="small" style={{ paddingInlineStart: 20, listStyle: 'decimal' }} data-testid="preview-questions">
            {questions.map((q) => <li key={q.id}>{lang === 'en' ? q.text_en || q.text_zh : q.text_zh}{q.required && <span className="required"> {t('questions.required')}</span>}</li>)}
          </ol>
        </div>
      )}
    </section>
  )
}
