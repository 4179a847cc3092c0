import { useTranslation } from 'react-i18next'
import '../i18n/modes'
import { Tag, type TagTone } from '../ui/Tag'
import './manage.css'
import { pacingLines, percent, rateOf, standing, type Pacing } from './modes'

const TONE: Record<'under' | 'near' | 'over', TagTone> = { under: 'ok', near: 'warn', over: 'bad' }

/** PacingPanel says why a campaign dials or waits, for each node when they differ, and how the abandoned rate stands to its cap: in words, not by colour alone. */
export function PacingPanel({ p }: { p: Pacing }) {
  const { t } = useTranslation()
  const rate = rateOf(p)
  const stands = standing(rate, p.cap)
  const { upper, last_24h } = p.detail
  const lines = pacingLines(t, p)
  const nodes = p.nodes?.length ?? 1
  return (
    <div className="stack tight" data-testid="pacing" data-reason={p.reason} data-standing={stands}>
      {lines.map((l) => (
        <p key={l.node ?? ''} data-node={l.node}>{l.by && <strong>{t(`pacing.by.${l.by}`)} · </strong>}<span data-testid="pacing-why">{l.node ? t('pacing.atNode', { node: l.node, why: l.why }) : l.why}</span></p>
      ))}
      <p className="small muted">{t('pacing.facts', { lines: p.lines, waiting: p.waiting, free: Math.round(p.free * 10) / 10, busy: p.busy })}</p>
      <div className="row tight">
        <span>{t('pacing.rate')} <strong data-testid="pacing-rate">{rate === null ? '—' : `${percent(rate)}%`}</strong></span>
        <span className="muted small">{rate === null ? t('pacing.noCalls') : t('pacing.of', { abandoned: p.abandoned, total: p.abandoned + p.served })} · {t('pacing.cap', { pct: percent(p.cap) })} · {nodes > 1 ? t('pacing.nodes', { n: nodes }) : t('pacing.node')}</span>
        <Tag tone={TONE[stands]}>{t(`pacing.${stands}`)}</Tag>
      </div>
      {/* Twice the cap is the whole bar, so that the cap stands in the middle. */}
      <div className="rate" data-standing={stands} aria-hidden="true"><i style={{ width: `${Math.min(100, (50 * (rate ?? 0)) / p.cap)}%` }} /><b style={{ left: '50%' }} /></div>
      {upper !== undefined && (last_24h || rate !== null) && (
        <p className="small muted">{last_24h ? t('pacing.upper24', { rate: percent(p.detail.rate ?? 0), pct: percent(upper) }) : t('pacing.upper', { pct: percent(upper) })}</p>
      )}
    </div>
  )
}
