// The launch rehearsal on a campaign's page: when it would be done, how busy its agents would be, and what that rests on.
import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, client, type Schemas } from '../api/client'
import '../i18n/modes'
import '../i18n/rehearsal'
import { usePrefs } from '../prefs'
import { Notice } from '../ui/Notice'
import { Empty, ErrorNotice } from '../ui/states'
import { agentsOf, assumptionText, figures, type Forecast } from './rehearsal'

type Campaign = Schemas['Campaign']
const MODES = ['predictive', 'progressive', 'preview', 'manual'] as const
type RehearsedMode = (typeof MODES)[number]

/** RehearsalCard belongs to campaigns that are not over; agentless ones and queues have none. */
export default function RehearsalCard({ c }: { c: Campaign }) {
  const { t } = useTranslation()
  const [mode, setMode] = useState<RehearsedMode>(MODES.find((m) => m === c.mode) ?? 'progressive')
  const [agents, setAgents] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [forecast, setForecast] = useState<Forecast | null>(null)
  const asked = useRef<AbortController | null>(null)
  useEffect(() => () => asked.current?.abort(), [])

  const n = agentsOf(agents)
  const run = async () => {
    if (n === null) return
    const abort = new AbortController()
    asked.current = abort
    setBusy(true)
    setError(null)
    try {
      setForecast(await call(client.GET('/campaigns/{id}/rehearsal', { params: { path: { id: c.id }, query: { mode, agents: n } }, signal: abort.signal })))
    } catch (e) {
      if (!abort.signal.aborted) setError(e)
    } finally {
      if (asked.current === abort) setBusy(false)
    }
  }
  return (
    <section className="card stack" data-testid="rehearsal" aria-busy={busy}>
      <h2>{t('rehearsal.title')}</h2>
      <p className="muted">{t('rehearsal.intro')}</p>
      <form className="row" onSubmit={(e) => { e.preventDefault(); void run() }}>
        <label className="row tight">
          <span className="muted">{t('rehearsal.mode')}</span>
          <select className="field" value={mode} onChange={(e) => setMode(e.target.value as RehearsedMode)} disabled={busy} data-testid="rehearsal-mode">
            {MODES.map((m) => <option key={m} value={m}>{t(`mode.${m}`)}</option>)}
          </select>
        </label>
        <label className="row tight">
          <span className="muted">{t('rehearsal.agents')}</span>
          <input
            className="field num" inputMode="numeric" size={5} value={agents} onChange={(e) => setAgents(e.target.value)} disabled={busy} title={t('rehearsal.agentsHint')} placeholder={t('rehearsal.agentsAll')}
            aria-invalid={n === null} aria-describedby={n === null ? 'rehearsal-agents-bad' : undefined} data-testid="rehearsal-agents"
          />
        </label>
        <Button type="primary" htmlType="submit" loading={busy} disabled={n === null} data-testid="rehearse">{t(forecast ? 'rehearsal.again' : 'rehearsal.run')}</Button>
        {busy && <Button onClick={() => { asked.current?.abort(); setBusy(false) }} data-testid="rehearsal-cancel">{t('rehearsal.cancel')}</Button>}
      </form>
      {n === null && <p id="rehearsal-agents-bad" role="alert" className="small">{t('rehearsal.agentsBad')}</p>}
      <div aria-live="polite">{busy && <p className="muted" data-testid="rehearsal-busy">{t('rehearsal.running')}</p>}</div>
      {error !== null && !busy && <ErrorNotice error={error} onRetry={() => void run()} testid="rehearsal-failed" />}
      {forecast && !busy && error === null && <Result f={forecast} />}
    </section>
  )
}

function Result({ f }: { f: Forecast }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  if (f.follow_ups === 0) return <Empty title={t('rehearsal.nothing')} testid="rehearsal-nothing">{t('rehearsal.nothingText')}</Empty>
  return (
    <div className="stack" data-testid="forecast">
      <p>{t('rehearsal.result', { mode: t(`mode.${f.mode}`), agents: f.agents, n: f.follow_ups, runs: f.runs })}</p>
      {f.finished < f.runs && <Notice tone="warn" testid="forecast-unfinished">{f.finished === 0 ? t('rehearsal.notFinished') : t('rehearsal.notAlways', { n: f.finished, runs: f.runs })}</Notice>}
      <div className="figures">
        {figures(t, f, lang).map((x) => (
          <div className="figure" key={x.key} data-testid={`forecast-${x.key}`}>
            <b>{x.value}</b><span>{t(`rehearsal.${x.key}`)}{x.range && ` · ${x.range}`}</span>
          </div>
        ))}
      </div>
      <details open>
        <summary>{t('rehearsal.assumes')}</summary>
        <ul className="small">{f.assumptions.map((a) => <li key={a.code} data-assumption={a.code}>{assumptionText(t, a)}</li>)}</ul>
      </details>
    </div>
  )
}
