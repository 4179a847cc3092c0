// The dialling mode on a campaign's page: what it is, why it dials or waits, and how to switch it while the campaign runs.
import { Button } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '../api/client'
import '../i18n/modes'
import './manage.css'
import { modeLines } from './modes'
import { PacingPanel } from './PacingPanel'
import { useLive } from './useLive'

type Campaign = Schemas['Campaign']

/** Loaded when it is asked for: the form of the modes is larger than the page. */
const SwitchDialog = lazy(() => import('./ModeSwitch'))

export function ModeCard({ c }: { c: Campaign }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const switchable = c.state === 'running' || c.state === 'paused' || c.state === 'draft'
  return (
    <section className="card stack" data-testid="mode-card" data-mode={c.mode}>
      <div className="card-head">
        <h2 className="grow">{t('modes.title')}</h2>
        {switchable && <Button onClick={() => setOpen(true)} data-testid="switch-mode">{t('modes.change')}</Button>}
      </div>
      <p><span className="muted">{t('modes.current')}</span> <strong data-testid="mode-now">{t(`mode.${c.mode}`)}</strong></p>
      <ul className="small">{modeLines(t, c.mode, c.mode_settings).map((l) => <li key={l}>{l}</li>)}</ul>
      {c.state === 'running' && c.mode === 'predictive' && <LivePacing id={c.id} />}
      {open && <Suspense><SwitchDialog c={c} onClose={() => setOpen(false)} /></Suspense>}
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
