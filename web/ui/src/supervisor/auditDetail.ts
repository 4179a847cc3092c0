// What the audit trail notes beside an action, in words: names of fields, numbers and codes; never values of customers. Pure.
import type { TFunction } from 'i18next'

/** In which table the words of a field's values stand, beside that of all. */
const KEYS: Record<string, (v: string) => string> = {
  role: (v) => `role.${v}`, from: (v) => `mode.${v}`, to: (v) => `mode.${v}`, skills: (v) => `skillName.${v}`, rights: (v) => `rights.${v}`,
  class: (v) => `ledger.class.${v}`, fields: (v) => `auditCustomer.${v}`,
}
/** Flags that say only whether something was changed. */
const FLAGS = ['name', 'password']

/** detailText gives the detail of an entry; what has no words is shown as it is. user names an account by its id. */
export function detailText(t: TFunction, detail: unknown, user: (id: string) => string | undefined): string {
  if (typeof detail !== 'object' || detail === null) return '—'
  const word = (key: string, v: unknown): string => {
    if (typeof v === 'boolean') return t(v ? `auditValue.${key}_yes` : `auditValue.${key}_no`, { defaultValue: t(v ? 'auditValue.yes' : 'auditValue.no') })
    if (typeof v === 'number' && (key === 'agent' || key === 'agent_id')) return user(String(v)) ?? String(v)
    if (typeof v === 'string') return t([...(KEYS[key] ? [KEYS[key](v)] : []), `auditValue.${v}`], { defaultValue: v })
    if (Array.isArray(v)) return v.length > 0 ? v.map((x) => word(key, x)).join(t('ui.comma')) : t('auditValue.none')
    if (typeof v === 'object' && v !== null) return Object.entries(v).map(([k, x]) => `${(key === 'by_agent' && user(k)) || k} ${String(x)}`).join(t('ui.comma'))
    return String(v)
  }
  const parts = Object.entries(detail).filter(([k, v]) => v !== null && v !== '' && !(v === false && FLAGS.includes(k)))
  if (parts.length === 0) return '—'
  return parts.map(([k, v]) => {
    const name = t(`auditField.${k}`, { defaultValue: k })
    return v === true && FLAGS.includes(k) ? t('audit.changed', { name }) : t('audit.pair', { name, value: word(k, v) })
  }).join(' · ')
}
