import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, call, client, type Schemas } from '../api/client'
import { queryClient } from '../auth'
import { problemText } from '../i18n'
import '../i18n/modes'
import { Dialog } from '../ui/Dialog'
import { under } from '../ui/Field'
import { Notice } from '../ui/Notice'
import { ErrorNotice } from '../ui/states'
import { toast } from '../ui/toast'
import { ModeEditor } from './ModeEditor'
import type { Mode, ModeSettings } from './modes'

type Campaign = Schemas['Campaign']

/** ModeSwitch asks for the mode in which a campaign goes on, and says what that means for the calls under way. */
export default function ModeSwitch({ c: now, onClose }: { c: Campaign; onClose(): void }) {
  const { t } = useTranslation()
  // The page fetches the campaign every few seconds; what is typed here goes on from the one that was opened.
  const [c, setC] = useState(now)
  const [mode, setMode] = useState<Mode>(now.mode)
  const [settings, setSettings] = useState<ModeSettings>(now.mode_settings)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)
  const fields = error?.fields ?? []
  // The editor shows these; all else is said in words below.
  const placed = fields.length > 0 && fields.every((f) => under([f], '/mode').length > 0 || under([f], '/mode_settings').length > 0)
  const save = async () => {
    setBusy(true)
    setError(null)
    try {
      const next = await call(client.PATCH('/campaigns/{id}/mode', {
        params: { path: { id: c.id }, header: { 'If-Match': `"${c.version}"` } }, body: { mode: mode as Schemas['ModeInput']['mode'], mode_settings: settings },
      }))
      queryClient.setQueryData(['campaign', c.id], next)
      void queryClient.invalidateQueries({ queryKey: ['readiness', c.id] })
      toast('ok', t('modes.saved', { mode: t(`mode.${mode}`) }))
      onClose()
    } catch (e) {
      setBusy(false)
      setError(e instanceof ApiError ? e : new ApiError(0, 'unexpected_page', String(e)))
    }
  }
  const reload = async () => {
    setBusy(true)
    try {
      const next = await call(client.GET('/campaigns/{id}', { params: { path: { id: c.id } } }))
      queryClient.setQueryData(['campaign', c.id], next)
      setC(next)
      setMode(next.mode)
      setSettings(next.mode_settings)
      setError(null)
    } catch (e) {
      toast('bad', problemText(t, e))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      open title={t('modes.changeTitle', { name: c.name })} onClose={onClose} width={760} testid="mode-dialog"
      actions={<>
        <Button onClick={onClose} data-testid="mode-cancel">{t('ui.cancel')}</Button>
        <Button type="primary" loading={busy} onClick={() => void save()} data-testid="mode-save">{t('modes.save')}</Button>
      </>}
    >
      <div className="stack">
        {now.state !== 'draft' && <Notice tone="info">{t(now.state === 'running' ? 'modes.now' : 'modes.nowPaused')}</Notice>}
        <ModeEditor mode={mode} settings={settings} onChange={(m, s) => { setMode(m); setSettings(s) }} errors={fields} />
        {error && (placed ? <Notice tone="bad" urgent>{t('problem.invalid')}</Notice> : <ErrorNotice error={error} testid="mode-failed" />)}
        {error?.code === 'version_changed' && <div><Button loading={busy} onClick={() => void reload()} data-testid="mode-reload">{t('modes.reload')}</Button></div>}
      </div>
    </Dialog>
  )
}
