// The dialling mode on a campaign's page: what it is, why it dials or waits, and how to switch it while the campaign runs.
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, call, client, type Schemas } from '../api/client'
import { queryClient } from '../auth'
import '../i18n/modes'
import { Dialog } from '../ui/Dialog'
import { Notice } from '../ui/Notice'
import { ErrorNotice } from '../ui/states'
import { toast } from '../ui/toast'
import './manage.css'
import { ModeEditor } from './ModeEditor'
import { modeLines, type Mode, type ModeSettings } from './modes'
import { PacingPanel } from './PacingPanel'
import { useLive } from './useLive'

type Campaign = Schemas['Campaign']

export function ModeCard({ c, onReload }: { c: Campaign; onReload(): void }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const switchable = c.mode !== 'inbound' && (c.state === 'running' || c.state === 'paused' || c.state === 'draft')
  return (
    <section className="card stack" data-testid="mode-card" data-mode={c.mode}>
      <div className="card-head">
        <h2 className="grow">{t('modes.title')}</h2>
        {switchable && <Button onClick={() => setOpen(true)} data-testid="switch-mode">{t('modes.change')}</Button>}
      </div>
      <p><span className="muted">{t('modes.current')}</span> <strong data-testid="mode-now">{t(`mode.${c.mode}`)}</strong></p>
      <ul className="small">{modeLines(t, c.mode, c.mode_settings).map((l) => <li key={l}>{l}</li>)}</ul>
      {c.state === 'running' && c.mode === 'predictive' && <LivePacing id={c.id} />}
      {open && <SwitchDialog key={c.version} c={c} onClose={() => setOpen(false)} onReload={onReload} />}
    </section>
  )
}

function LivePacing({ id }: { id: number }) {
  const { t } = useTranslation()
  const { live } = useLive()
  const p = live?.pacing.find((x) => x.campaign_id === id)
  return (
    <div>
      <h3>{t('pacing.title')}</h3>
      {p ? <PacingPanel p={p} /> : <p className="muted">{t('pacing.none')}</p>}
    </div>
  )
}

function SwitchDialog({ c, onClose, onReload }: { c: Campaign; onClose(): void; onReload(): void }) {
  const { t } = useTranslation()
  const [mode, setMode] = useState<Mode>(c.mode)
  const [settings, setSettings] = useState<ModeSettings>(c.mode_settings)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)
  const fields = error?.fields ?? []
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
  return (
    <Dialog
      open title={t('modes.changeTitle', { name: c.name })} onClose={onClose} width={760} testid="mode-dialog"
      actions={<>
        <Button onClick={onClose} data-testid="mode-cancel">{t('ui.cancel')}</Button>
        <Button type="primary" loading={busy} onClick={() => void save()} data-testid="mode-save">{t('modes.save')}</Button>
      </>}
    >
      <div className="stack">
        {c.state !== 'draft' && <Notice tone="info">{t(c.state === 'running' ? 'modes.now' : 'modes.nowPaused')}</Notice>}
        <ModeEditor mode={mode} settings={settings} onChange={(m, s) => { setMode(m); setSettings(s) }} errors={fields} />
        {error && (fields.length > 0 ? <Notice tone="bad" urgent>{t('problem.invalid')}</Notice> : <ErrorNotice error={error} testid="mode-failed" />)}
        {error?.code === 'version_changed' && <div><Button onClick={onReload} data-testid="mode-reload">{t('modes.reload')}</Button></div>}
      </div>
    </Dialog>
  )
}
