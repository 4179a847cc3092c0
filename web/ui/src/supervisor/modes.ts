// Dialling modes as the pages say them (R16). Pure.
import type { TFunction } from 'i18next'
import type { Schemas } from '../api/client'

export type ModeSettings = Schemas['ModeSettings']
export type Mode = Schemas['Campaign']['mode']
export type Pacing = Schemas['PacingStatus']

/** MODES are those that a supervisor may choose, the most independent of agents last. */
export const MODES = ['manual', 'preview', 'progressive', 'predictive', 'agentless'] as const

/** KEYS of a telephone, in the order of its keypad. */
export const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#']
export const KEY_ACTIONS = ['repeat', 'confirm', 'agent', 'do_not_call', 'end'] as const
export const SKIP_ACTIONS = ['later', 'other_agent', 'end'] as const

/** percent writes a fraction of 1 with at most one decimal. */
export const percent = (fraction: number): string => String(Math.round(fraction * 1000) / 10)

/** withKey gives keys in which one has a meaning, or none. */
export function withKey(keys: Record<string, string>, digit: string, action: string): Record<string, string> {
  const { [digit]: _, ...others } = keys
  return action === '' ? others : { ...others, [digit]: action }
}

/** newReason is an empty reason whose code is not used yet. */
export function newReason(reasons: Schemas['SkipReason'][]): Schemas['SkipReason'] {
  let n = reasons.length + 1
  while (reasons.some((r) => r.code === `reason_${n}`)) n++
  return { code: `reason_${n}`, label_zh: '', label_en: '', action: 'later', delay_s: 1800 }
}

/** modeLines say in words how a campaign dials in its mode. */
export function modeLines(t: TFunction, mode: Mode, m: ModeSettings): string[] {
  const out: string[] = []
  if (mode === 'predictive') out.push(t('modes.capSay', { pct: percent(m.predictive.abandon_cap) }))
  if (mode === 'preview') out.push(t('modes.say.preview', { s: m.preview.timeout_s, then: t(m.preview.then === 'dial' ? 'modes.say.dial' : 'modes.say.skip') }))
  if (mode === 'agentless') out.push(t('modes.say.notice', { n: m.notice.max_calls, done: t(m.notice.done === 'heard' ? 'modes.doneHeard' : 'modes.doneConfirmed') }))
  out.push(t(m.detection.early_media ? 'modes.say.early' : 'modes.say.noEarly'))
  if (mode !== 'manual') out.push(t('modes.say.machine', { what: t(MACHINE_WORDS[m.detection.machine]) }))
  return out
}

export const MACHINE_WORDS = { off: 'modes.machineOff', hang_up: 'modes.machineHangUp', message: 'modes.machineMessage', agent: 'modes.machineAgent' } as const

/** rateOf is the abandoned share, null while nobody has answered. */
export function rateOf(p: Pick<Pacing, 'abandoned' | 'served'>): number | null {
  const n = p.abandoned + p.served
  return n === 0 ? null : p.abandoned / n
}

/** standing says how a rate stands to its cap: near from four fifths of it on. */
export function standing(rate: number | null, cap: number): 'under' | 'near' | 'over' {
  if (rate === null || rate < 0.8 * cap) return 'under'
  return rate <= cap ? 'near' : 'over'
}

/** pacingText says why a campaign dials or waits; a code that is not known is shown as it is. */
export function pacingText(t: TFunction, p: Pick<Pacing, 'reason' | 'detail'>): string {
  const d = p.detail
  const num = (k: string) => String(Math.round((d[k] ?? 0) * 10) / 10)
  return t(`pacing.reason.${p.reason}`, {
    defaultValue: p.reason,
    risk: percent(d.risk ?? 0), limit: percent(d.limit ?? 0), rate: percent(d.rate ?? 0), cap: percent(d.cap ?? 0), budget: num('budget'), needs: num('needs'), answers: num('answers'),
  })
}

/** pacingLines are the reasons to show: one, or one for each node when they differ. */
export function pacingLines(t: TFunction, p: Pacing): { node?: string; by?: Pacing['by']; why: string }[] {
  const each = (p.nodes ?? []).map((n) => ({ node: n.node, by: n.by, why: pacingText(t, n) }))
  const first = each[0]
  if (!first) return [{ by: p.by, why: pacingText(t, p) }]
  if (each.every((l) => l.by === first.by && l.why === first.why)) return [{ by: first.by, why: first.why }]
  return each
}
