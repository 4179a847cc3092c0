import { useTranslation } from 'react-i18next'
import type { Schemas } from '../api/client'
import { dateTime } from '../format'
import '../i18n/trunks'
import { Tag, type TagTone } from '../ui/Tag'

type Trunk = Schemas['TrunkStatus']
const TONE: Record<Trunk['health'], TagTone> = { up: 'ok', unknown: 'plain', suspect: 'warn', down: 'bad' }

/** TrunkRow is one trunk in the live picture: whether it works and if not why, its calls, and what was spent today. */
export function TrunkRow({ trunk: k, lang }: { trunk: Trunk; lang: string }) {
  const { t } = useTranslation()
  const why = [
    k.reason && t(`trunks.why.${k.reason}`, { defaultValue: k.reason }),
    k.health !== 'up' && k.health !== 'unknown' && t('trunks.since', { at: dateTime(k.since, lang) }),
    k.retry_at && t('trunks.retry', { at: dateTime(k.retry_at, lang) }),
    k.spent && t('trunks.spent'),
  ].filter(Boolean)
  const most = Math.max(1, k.max_calls)
  return (
    <li data-testid="live-trunk">
      <div className="row" style={{ justifyContent: 'space-between' }}>
        <span className="row">
          <strong>{k.name}</strong>
          <Tag tone={TONE[k.health]} testid="trunk-health">{t(`trunks.health.${k.health}`)}</Tag>
        </span>
        <span className="num">{t('live.trunkUse', { calls: k.calls, max: k.max_calls })} <span className="muted">· {t('live.perSec', { n: k.calls_per_second })}</span></span>
      </div>
      <div className="meter" role="meter" aria-label={k.name} aria-valuemin={0} aria-valuemax={most} aria-valuenow={Math.min(k.calls, most)}>
        <i style={{ width: `${k.max_calls > 0 ? Math.min(100, (100 * k.calls) / k.max_calls) : 0}%` }} />
      </div>
      <p className="small muted num">
        {t('trunks.today', { calls: k.calls_today, minutes: Math.round(k.talk_today_s / 60) })}{k.cost_today > 0 && ` · ${t('trunks.cost', { cost: k.cost_today.toFixed(2) })}`}
      </p>
      {why.length > 0 && <p className="small" data-testid="trunk-why">{why.join(' · ')}</p>}
    </li>
  )
}
