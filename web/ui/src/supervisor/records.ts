// Records of calls as the pages say them: filters, what is missing, the look of a state. Pure.
import type { TFunction } from 'i18next'
import type { Schemas } from '../api/client'
import type { operations } from '../api/schema'
import { midnight } from '../qa/search'
import type { TagTone } from '../ui/Tag'

export type RecordRow = Schemas['Record']
export type RecordQuery = NonNullable<operations['listRecords']['parameters']['query']>

/** WorkSearch narrows follow-ups and records; it stands in the address. Days are local, both included. */
export interface WorkSearch {
  campaign?: number
  plan?: number
  type?: string
  unit?: number
  agent?: number
  from?: string
  to?: string
}

export interface RecordSearch extends WorkSearch {
  state?: NonNullable<RecordQuery['state']>
}

export const RECORD_STATES = ['open', 'overdue', 'complete', 'late'] as const
export const RECORD_TONE: { [S in RecordRow['state']]: TagTone } = { open: 'info', overdue: 'bad', complete: 'ok', late: 'warn' }

export function toRecordQuery(s: RecordSearch): RecordQuery {
  return {
    state: s.state, campaign_id: s.campaign, plan_id: s.plan, unit_id: s.unit, agent_id: s.agent,
    from: midnight(s.from)?.toISOString(), to: midnight(s.to, 1)?.toISOString(),
  }
}

/** lacksText names what a record lacks; many missing answers are counted. */
export function lacksText(t: TFunction, lacks: string[]): string {
  const answers = lacks.filter((l) => l.startsWith('answer:')).map((l) => l.slice('answer:'.length))
  return [
    lacks.includes('disposition') && t('records.lacking.disposition'),
    answers.length === 1 && t('records.lacking.answer', { id: answers[0] }),
    answers.length > 1 && t('records.lacking.answers', { n: answers.length }),
    lacks.includes('recording') && t('records.lacking.recording'),
  ].filter(Boolean).join(t('ui.comma'))
}
