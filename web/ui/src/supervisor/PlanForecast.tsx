// What a generation did, or would do: numbers by day, tier, store, and why the others are not chosen.
import { useTranslation } from 'react-i18next'
import type { Schemas } from '../api/client'
import { dayInWords } from '../format'
import '../i18n/plans'
import { usePrefs } from '../prefs'
import { Table } from '../ui/DataTable'
import { Notice } from '../ui/Notice'
import { bars, planText } from './plan'

type Run = Pick<Schemas['PlanRunRecord'], 'id' | 'seen' | 'chosen' | 'added' | 'days' | 'units' | 'tiers' | 'reasons' | 'warnings'>

const CHOSEN = ['chosen_all', 'sample', 'chosen_tier', 'chosen_fallthrough', 'minimum']

export function PlanForecast({ run, testid }: { run: Run; testid: string }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const days = bars(run.days.map((d) => d.count))
  const units = bars(run.units.map((u) => u.seen))
  const reasons = Object.entries(run.reasons).sort((a, b) => Number(CHOSEN.includes(b[0])) - Number(CHOSEN.includes(a[0])) || b[1] - a[1])
  return (
    <div className="stack" data-testid={testid} data-seen={run.seen} data-chosen={run.chosen}>
      <div className="figures">
        <div className="figure"><b>{run.seen}</b><span>{t('planRun.seen')}</span></div>
        <div className="figure"><b>{run.chosen}</b><span>{t('planRun.chosen')}</span></div>
        {run.id !== undefined && <div className="figure"><b>{run.added}</b><span>{t('planRun.added')}</span></div>}
      </div>
      {run.warnings.map((w, i) => <Notice key={i} tone="warn" testid="forecast-warning">{planText(t, w)}</Notice>)}
      {run.days.length > 0 && (
        <figure>
          <figcaption className="field-label">{t('planRun.days')}</figcaption>
          <div className="day-bars" role="img" aria-label={run.days.map((d) => `${d.day}: ${d.count}`).join(', ')}>
            {run.days.map((d, i) => <i key={d.day} style={{ height: `${Math.max(4, days[i]! * 100)}%` }} title={`${dayInWords(d.day, lang)}: ${d.count}`} />)}
          </div>
          <details>
            <summary>{t('planRun.asTable')}</summary>
            <Table caption={t('planRun.days')} testid="forecast-days" rows={run.days} rowKey={(d) => d.day} columns={[{ key: 'day', title: t('planRun.day'), render: (d) => dayInWords(d.day, lang) }, { key: 'n', title: t('planRun.count'), num: true, render: (d) => d.count }]} />
          </details>
        </figure>
      )}
      {reasons.length > 0 && (
        <Table
          caption={t('planRun.reasons')} testid="forecast-reasons" rows={reasons} rowKey={([k]) => k}
          columns={[
            { key: 'why', title: t('planRun.reasons'), render: ([k]) => <span data-reason={k}>{CHOSEN.includes(k) ? '✓ ' : '– '}{t(`planReason.${k}`, { defaultValue: k })}</span> },
            { key: 'n', title: t('planRun.count'), num: true, render: ([, n]) => n },
          ]}
        />
      )}
      {run.tiers.length > 0 && (
        <Table
          caption={t('planRun.tiers')} testid="forecast-tiers" rows={run.tiers} rowKey={(x) => x.tier}
          columns={[
            { key: 'tier', title: t('planRun.tiers'), render: (x) => x.tier || t('planRun.noTier') },
            { key: 'seen', title: t('planRun.seen'), num: true, render: (x) => x.seen },
            { key: 'chosen', title: t('planRun.chosen'), num: true, render: (x) => x.chosen },
          ]}
        />
      )}
      {run.units.length > 0 && (
        <Table
          caption={t('planRun.units')} testid="forecast-units" rows={run.units.map((u, i) => ({ ...u, bar: units[i]! }))} rowKey={(u) => u.unit}
          columns={[
            { key: 'unit', title: t('planRun.units'), render: (u) => u.unit || t('planRun.noUnit') },
            { key: 'bar', title: <span className="visually-hidden">{t('planRun.share')}</span>, render: (u) => <div className="meter" style={{ minWidth: 80, width: `${u.bar * 100}%` }}><i style={{ width: `${(u.seen ? u.chosen / u.seen : 0) * 100}%` }} /></div> },
            { key: 'seen', title: t('planRun.seen'), num: true, render: (u) => u.seen },
            { key: 'chosen', title: t('planRun.chosen'), num: true, render: (u) => u.chosen },
          ]}
        />
      )}
    </div>
  )
}
