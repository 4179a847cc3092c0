// Small pieces that several supervisor pages share.
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '../api/client'
import { dateTime } from '../format'
import { i18next } from '../i18n'
import { Tag, type TagTone } from '../ui/Tag'

type Reason = Schemas['Reason']
export type CampaignState = Schemas['Campaign']['state']
export type FollowUpState = Schemas['FollowUp']['state']

/** reasonText: why not more can be dialled now. */
export function reasonText(t: TFunction, r: Reason, lang: string): string {
  const never = (r.code === 'window_closed' || r.code === 'no_due') && !r.until
  return t(`reason.${r.code}${never ? '_never' : ''}`, {
    n: r.count ?? 0, until: r.until ? dateTime(r.until, lang) : '', defaultValue: r.detail || r.code,
  })
}

/** endReasonText names why something ended; an unknown code is shown as it is. */
export function endReasonText(t: TFunction, code: string | undefined): string {
  if (!code) return ''
  const [what, why = ''] = code.split(/:(.*)/s)
  if (what === 'skipped' && i18next.exists('endPattern.skipped')) return t('endPattern.skipped', { what: endReasonText(t, why) })
  return i18next.exists(`endReason.${code}`) ? t(`endReason.${code}`) : code
}

const STATE_TONE: Record<CampaignState, TagTone> = { draft: 'plain', running: 'ok', paused: 'warn', stopped: 'bad', finished: 'info' }

export function CampaignTag({ state, testid }: { state: CampaignState; testid?: string }) {
  const { t } = useTranslation()
  return <Tag tone={STATE_TONE[state]} testid={testid}>{t(`campaignState.${state}`)}</Tag>
}

const FOLLOW_UP_TONE: Record<FollowUpState, TagTone> = { waiting: 'plain', paused: 'warn', live: 'info', wrapup: 'warn', completed: 'ok', exhausted: 'plain', cancelled: 'bad' }

export function FollowUpTag({ state }: { state: FollowUpState }) {
  const { t } = useTranslation()
  return <Tag tone={FOLLOW_UP_TONE[state]}>{t(`followUpState.${state}`)}</Tag>
}

const PARTS: [Exclude<FollowUpState, 'paused'>, string][] = [
  ['completed', '#1a7f4b'], ['live', '#0958d9'], ['wrapup', '#b7791f'], ['waiting', '#94a3b8'], ['exhausted', '#7c5cbf'], ['cancelled', '#c2410c'],
]

/** CountsBar shows where a campaign's follow-ups are; the legend says it in numbers. */
export function CountsBar({ counts, legend }: { counts: Schemas['Counts']; legend?: boolean }) {
  const { t } = useTranslation()
  const said = PARTS.map(([k]) => `${t(`followUpState.${k}`)} ${counts[k]}`).join(', ')
  return (
    <div data-testid="counts" data-counts={JSON.stringify(counts)}>
      <div className="bar" role="img" aria-label={`${t('counts.total')} ${counts.total}: ${said}`}>
        {PARTS.filter(([k]) => counts[k] > 0).map(([k, colour]) => (
          <i key={k} style={{ flexGrow: counts[k], background: colour }} title={`${t(`followUpState.${k}`)} ${counts[k]}`} />
        ))}
      </div>
      {legend && (
        <ul className="legend">
          <li>{t('counts.total')} <b>{counts.total}</b></li>
          {PARTS.map(([k, colour]) => (
            <li key={k}><i style={{ background: colour }} />{t(`followUpState.${k}`)} <b data-testid={`count-${k}`}>{counts[k]}</b></li>
          ))}
          <li className="muted">{t('counts.due')} <b data-testid="count-due">{counts.due}</b></li>
        </ul>
      )}
    </div>
  )
}

/** Readiness: how many can be dialled now, and why not more. */
export function ReasonList({ reasons, lang }: { reasons: Reason[]; lang: string }) {
  const { t } = useTranslation()
  return (
    <ul className="reasons" data-testid="reasons">
      {reasons.map((r) => <li key={r.code} data-code={r.code}>{reasonText(t, r, lang)}</li>)}
    </ul>
  )
}
