// Who is chosen of those who are due (R7): all, a sample or tiers; weekly targets; groups of stores, their minimums and turns.
import { Button, Select } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldProblem } from '../api/client'
import '../i18n/customers'
import '../i18n/plans'
import { bySize, chooseOf, DOCUMENT_TIERS, escape, rename, toCents, toYuan, weeksOf, type Spec, type Tier } from './plan'
import { CheckField, DateField, NumField, TextField, Wrong } from './PlanFields'
import { useUnits } from './useChoices'

interface Props {
  value: Spec
  onChange(s: Spec): void
  errors: FieldProblem[]
}

export function PlanChooseEditor({ value, onChange, errors }: Props) {
  const { t } = useTranslation()
  const id = useId()
  const set = (p: Partial<Spec>) => onChange({ ...value, ...p })
  return (
    <div className="stack" data-testid="choose-editor" data-choose={value.choose}>
      <fieldset className="plain row">
        <legend className="field-label">{t('planForm.choose')}</legend>
        {(['all', 'sample', 'tiers'] as const).map((k) => (
          <label key={k} className="check"><input type="radio" name={`${id}-choose`} checked={value.choose === k} onChange={() => onChange(chooseOf(value, k))} data-testid={`choose-${k}`} />{t(`planForm.chooses.${k}`)}</label>
        ))}
      </fieldset>
      <Wrong errors={errors} at="/choose/choose" />
      {value.choose === 'sample' && (
        <div className="form-row two">
          <NumField label={t('planForm.share')} at="/choose/share" errors={errors} value={value.share} min={1} max={100} unit="%" onChange={(share) => set({ share })} testid="share" />
          <div style={{ alignSelf: 'end' }}><CheckField label={t('planForm.perStore')} checked={value.per_store ?? false} onChange={(per_store) => set({ per_store })} testid="per-store" /></div>
        </div>
      )}
      {value.choose !== 'tiers' && <div><CheckField label={t('planForm.dearerFirst')} checked={value.dearer_first ?? false} onChange={(dearer_first) => set({ dearer_first })} testid="dearer-first" /></div>}
      {value.choose === 'tiers' && <Tiers tiers={value.tiers ?? []} onChange={(tiers) => set({ tiers })} errors={errors} />}
      <Weeks value={value} set={set} errors={errors} />
      <Groups value={value} set={set} errors={errors} />
    </div>
  )
}

function Tiers({ tiers, onChange, errors }: { tiers: Tier[]; onChange(t: Tier[]): void; errors: FieldProblem[] }) {
  const { t } = useTranslation()
  const set = (i: number, p: Partial<Tier>) => onChange(tiers.map((x, j) => (j === i ? { ...x, ...p } : x)))
  const cell = (i: number, k: string, label: string, control: (a: { 'aria-label': string; 'aria-invalid': boolean; className: string }) => React.ReactNode) => (
    <td>
      {control({ 'aria-label': t('planForm.ofTier', { what: label, n: i + 1 }), 'aria-invalid': errors.some((e) => e.pointer === `/choose/tiers/${i}/${k}`), className: 'field' })}
      <Wrong errors={errors} at={`/choose/tiers/${i}/${k}`} />
    </td>
  )
  return (
    <div className="stack tight">
      <p className="field-hint">{t('planForm.tiersHint')}</p>
      <Wrong errors={errors} at="/choose/tiers" />
      <div className="table-wrap" tabIndex={0} role="region" aria-label={t('planForm.tiers')}>
        <table className="data compact" data-testid="tiers">
          <caption className="visually-hidden">{t('planForm.tiers')}</caption>
          <thead><tr>{['tierName', 'tierFrom', 'tierTo', 'tierCount', 'tierFill'].map((k) => <th key={k} scope="col">{t(`planForm.${k}`)}</th>)}<th scope="col"><span className="visually-hidden">{t('ui.remove')}</span></th></tr></thead>
          <tbody>
            {tiers.map((x, i) => (
              <tr key={i} data-testid="tier">
                {cell(i, 'name', t('planForm.tierName'), (a) => (
                  <input
                    {...a} value={x.name} maxLength={100} data-testid="tier-name"
                    onChange={(e) => onChange(tiers.map((y, j) => (j === i ? { ...y, name: e.target.value } : y.fill_from === x.name ? { ...y, fill_from: e.target.value } : y)))}
                  />
                ))}
                {cell(i, 'from_cents', t('planForm.tierFrom'), (a) => <input {...a} type="number" min={0} step="0.01" style={{ width: 110 }} value={x.from_cents / 100} onChange={(e) => set(i, { from_cents: toCents(e.target.value) })} data-testid="tier-from" />)}
                {cell(i, 'to_cents', t('planForm.tierTo'), (a) => <input {...a} type="number" min={0} step="0.01" style={{ width: 110 }} value={toYuan(x.to_cents)} onChange={(e) => set(i, { to_cents: toCents(e.target.value) })} data-testid="tier-to" />)}
                {cell(i, 'count', t('planForm.tierCount'), (a) => <input {...a} type="number" min={0} step={1} style={{ width: 90 }} value={x.count} onChange={(e) => set(i, { count: Number(e.target.value) || 0 })} data-testid="tier-count" />)}
                {cell(i, 'fill_from', t('planForm.tierFill'), (a) => (
                  <select {...a} value={x.fill_from ?? ''} onChange={(e) => set(i, { fill_from: e.target.value || undefined })} data-testid="tier-fill">
                    <option value="">—</option>
                    {tiers.filter((_, j) => j !== i).map((y) => <option key={y.name} value={y.name}>{y.name}</option>)}
                  </select>
                ))}
                <td><Button size="small" onClick={() => onChange(tiers.filter((_, j) => j !== i))} aria-label={t('planForm.removeTier', { n: i + 1 })}>{t('ui.remove')}</Button></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="row" style={{ marginTop: 8 }}>
        <Button onClick={() => onChange([...tiers, { name: '', from_cents: 0, count: 0 }])} data-testid="add-tier">{t('planForm.addTier')}</Button>
        <Button onClick={() => onChange(DOCUMENT_TIERS)} data-testid="document-tiers">{t('planForm.documentTiers')}</Button>
      </div>
    </div>
  )
}

function Weeks({ value, set, errors }: { value: Spec; set(p: Partial<Spec>): void; errors: FieldProblem[] }) {
  const { t } = useTranslation()
  const targets = value.weekly_targets ?? []
  const change = (i: number, p: Partial<(typeof targets)[number]>) => set({ weekly_targets: targets.map((x, j) => (j === i ? { ...x, ...p } : x)) })
  return (
    <details open={targets.length > 0 || undefined}>
      <summary data-testid="weekly">{t('planForm.weekly', { n: targets.length })}</summary>
      <div className="stack">
        <p className="field-hint">{t('planForm.weeklyHint')}</p>
        <Wrong errors={errors} at="/choose/weekly_targets" />
        {targets.map((w, i) => (
          <div key={i} className="row" data-testid="target">
            <TextField label={t('planForm.weeks')} at={`/choose/weekly_targets/${i}/weeks`} deep errors={errors} value={(w.weeks ?? []).join(', ')} onChange={(s) => change(i, { weeks: weeksOf(s) })} max={100} placeholder={t('planForm.otherWeeks')} testid="target-weeks" />
            <NumField label={t('planForm.least')} at={`/choose/weekly_targets/${i}/min`} errors={errors} value={w.min} onChange={(min) => change(i, { min })} testid="target-min" />
            <NumField label={t('planForm.most')} at={`/choose/weekly_targets/${i}/max`} errors={errors} value={w.max} onChange={(max) => change(i, { max })} testid="target-max" />
            <Button onClick={() => set({ weekly_targets: targets.filter((_, j) => j !== i) })} aria-label={t('planForm.removeTarget', { n: i + 1 })}>{t('ui.remove')}</Button>
          </div>
        ))}
        <div><Button onClick={() => set({ weekly_targets: [...targets, targets.length === 0 ? { min: 150, max: 180 } : { weeks: [1], min: 150, max: 180 }] })} data-testid="add-target">{t('planForm.addTarget')}</Button></div>
      </div>
    </details>
  )
}

function Groups({ value, set, errors }: { value: Spec; set(p: Partial<Spec>): void; errors: FieldProblem[] }) {
  const { t } = useTranslation()
  const units = useUnits()
  const groups = Object.entries(value.groups ?? {})
  const names = groups.map(([k]) => k)
  const minimums = value.minimums ?? []
  const rotation = value.rotation
  const label = (g: string) => (g === 'big' || g === 'small' ? t(`units.sizes.${g}`) : g)
  const move = (from: string, to: string) => set({
    groups: rename(value.groups!, from, to), minimums: minimums.map((m) => (m.group === from ? { ...m, group: to } : m)),
    rotation: rotation && { ...rotation, groups: rotation.groups.map((g) => (g === from ? to : g)) },
  })
  return (
    <details open={groups.length > 0 || undefined}>
      <summary data-testid="groups">{t('planForm.groups', { n: groups.length })}</summary>
      <div className="stack">
        <p className="field-hint">{t('planForm.groupsHint')}</p>
        {groups.map(([name, stores], i) => (
          <div key={i} className="row" data-testid="group">
            <TextField label={t('planForm.group')} at={`/choose/groups/${escape(name)}`} errors={errors} value={name} onChange={(to) => move(name, to)} max={60} testid="group-name" />
            <div style={{ flex: '1 1 240px' }}>
              <span className="field-label" id={`stores-${i}`}>{t('planForm.stores')}</span>
              <Select
                mode="multiple" aria-labelledby={`stores-${i}`} style={{ width: '100%' }} value={stores} maxTagCount={6} onChange={(v) => set({ groups: { ...value.groups, [name]: v } })} data-testid="group-stores"
                options={(units.data ?? []).filter((u) => u.active || stores.includes(u.name)).map((u) => ({ value: u.name, label: u.name }))}
              />
              <Wrong errors={errors} at={`/choose/groups/${escape(name)}`} deep />
            </div>
            <Button
              aria-label={t('planForm.removeGroup', { name })}
              onClick={() => set({ groups: Object.fromEntries(groups.filter(([k]) => k !== name)), minimums: minimums.filter((m) => m.group !== name), rotation: rotation && { ...rotation, groups: rotation.groups.filter((g) => g !== name) } })}
            >
              {t('ui.remove')}
            </Button>
          </div>
        ))}
        <div className="row">
          <Button onClick={() => set({ groups: bySize(value.groups, units.data ?? []) })} disabled={!units.data} data-testid="by-size">{t('planForm.bySize')}</Button>
          <Button onClick={() => set({ groups: { ...value.groups, [names.includes('') ? `${names.length + 1}` : '']: [] } })} data-testid="add-group">{t('planForm.addGroup')}</Button>
        </div>
        {(groups.length > 0 || minimums.length > 0) && (
          <fieldset className="plain stack tight">
            <legend className="field-label">{t('planForm.minimums')}</legend>
            {minimums.map((m, i) => (
              <div key={i} className="row" data-testid="minimum">
                <select className="field" aria-label={t('planForm.minimumGroup', { n: i + 1 })} value={m.group} onChange={(e) => set({ minimums: minimums.map((x, j) => (j === i ? { ...x, group: e.target.value } : x)) })} data-testid="minimum-group">
                  {[...new Set([...names, m.group])].map((g) => <option key={g} value={g}>{label(g)}</option>)}
                </select>
                <NumField label={<span className="visually-hidden">{t('planForm.minimumCount', { n: i + 1 })}</span>} at={`/choose/minimums/${i}/count`} errors={errors} value={m.count} unit={t('planForm.perStorePeriod')} onChange={(count) => set({ minimums: minimums.map((x, j) => (j === i ? { ...x, count } : x)) })} testid="minimum-count" />
                <Wrong errors={errors} at={`/choose/minimums/${i}/group`} />
                <Button size="small" onClick={() => set({ minimums: minimums.filter((_, j) => j !== i) })} aria-label={t('planForm.removeMinimum', { n: i + 1 })}>{t('ui.remove')}</Button>
              </div>
            ))}
            <div><Button size="small" onClick={() => set({ minimums: [...minimums, { group: names.find((g) => !minimums.some((m) => m.group === g)) ?? names[0] ?? '', count: 15 }] })} data-testid="add-minimum">{t('planForm.addMinimum')}</Button></div>
          </fieldset>
        )}
        {(groups.length > 0 || rotation) && (
          <fieldset className="plain stack tight">
            <legend className="field-label">{t('planForm.rotation')}</legend>
            <CheckField label={t('planForm.rotationOn')} checked={rotation !== undefined} onChange={(on) => set({ rotation: on ? { groups: names, first_monday: lastMonday(new Date()) } : undefined })} testid="rotation" />
            {rotation && (
              <div className="row">
                <span>{rotation.groups.map(label).join(' → ')}</span>
                <Button size="small" onClick={() => set({ rotation: { ...rotation, groups: [...names.slice(1), ...names.slice(0, 1)].sort((a, b) => turn(rotation.groups, a) - turn(rotation.groups, b)) } })} data-testid="rotation-turn">{t('planForm.otherFirst')}</Button>
                <DateField label={t('planForm.firstMonday')} at="/choose/rotation/first_monday" errors={errors} value={rotation.first_monday} onChange={(first_monday) => set({ rotation: { ...rotation, first_monday } })} testid="first-monday" />
              </div>
            )}
            <Wrong errors={errors} at="/choose/rotation/groups" deep />
          </fieldset>
        )}
      </div>
    </details>
  )
}

/** turn puts the first group last. */
const turn = (groups: string[], g: string) => (groups.indexOf(g) - 1 + groups.length) % Math.max(1, groups.length)

/** lastMonday is the Monday of the week, by the page's own days. */
function lastMonday(d: Date): string {
  const m = new Date(d.getFullYear(), d.getMonth(), d.getDate() - ((d.getDay() + 6) % 7))
  return `${m.getFullYear()}-${String(m.getMonth() + 1).padStart(2, '0')}-${String(m.getDate()).padStart(2, '0')}`
}
