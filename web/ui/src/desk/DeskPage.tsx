import { useTranslation } from 'react-i18next'
import { useTitle } from '../ui/hooks'
import { Empty, Skeleton } from '../ui/states'
import { CallControls } from './CallControls'
import { usePhone } from './context'
import { CustomerCard } from './CustomerCard'
import { DevicePanel } from './DevicePanel'
import { waitsForTransfer } from './guest'
import { GuestPanel } from './GuestPanel'
import { ManualDial } from './ManualDial'
import { PreviewPanel } from './PreviewPanel'
import { RecordsNotice } from './RecordsNotice'
import { StatusPanel } from './StatusPanel'
import { WrapUpForm } from './WrapUpForm'

export default function DeskPage() {
  const { t } = useTranslation()
  useTitle(`${t('desk.title')} · ${t('app.name')}`)
  const loaded = usePhone((s) => s.snapshot !== null)
  const state = usePhone((s) => s.snapshot?.state)
  const call = usePhone((s) => s.snapshot?.call)
  const campaigns = usePhone((s) => s.snapshot?.campaigns)
  if (!loaded) {
    return <div className="card" data-testid="desk-connecting"><p className="muted">{t('desk.connecting')}</p><Skeleton lines={5} /></div>
  }
  return (
    <div className="desk" data-testid="desk" data-state={state} data-attempt={call?.attempt_id} data-phase={call?.phase}>
      <h1 className="visually-hidden">{t('desk.title')}</h1>
      <div className="desk-left">
        <StatusPanel />
        {call?.guest && <GuestPanel call={call} guest={call.guest} />}
        {call?.phase === 'preview' && <PreviewPanel call={call} />}
        {call && call.phase !== 'invited' && call.phase !== 'preview' && <CallControls call={call} />}
        <DevicePanel />
      </div>
      <div className="desk-main">
        {call ? (
          <CustomerCard call={call} />
        ) : (
          <>
          <ManualDial />
          <section className="card">
            <RecordsNotice />
            <Empty
              testid="desk-idle"
              title={t(state === 'ready' || state === 'reserved' ? 'desk.waiting' : state === 'paused' ? 'desk.pausedTitle' : 'desk.offlineTitle')}
            >
              <p>{t(state === 'ready' || state === 'reserved' ? 'desk.waitingText' : state === 'paused' ? 'desk.pausedText' : 'desk.offlineText')}</p>
            </Empty>
            <h2>{t('desk.campaigns')}</h2>
            {campaigns && campaigns.length > 0 ? (
              <ul className="chips" data-testid="desk-campaigns">{campaigns.map((c) => <li key={c} className="tag">{c}</li>)}</ul>
            ) : (
              <p className="muted">{t('desk.noCampaigns')}</p>
            )}
          </section>
          </>
        )}
      </div>
      {call && (call.phase === 'talking' || state === 'wrap_up') && !waitsForTransfer(call) && <WrapUpForm key={call.attempt_id} call={call} />}
    </div>
  )
}
