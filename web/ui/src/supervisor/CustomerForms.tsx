// The dialogs that make and change a customer's file.
import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState, type FormEvent, type InputHTMLAttributes } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, callTagged, client, type FieldProblem, type Tagged } from '../api/client'
import { queryClient } from '../auth'
import { i18next } from '../i18n'
import { Dialog } from '../ui/Dialog'
import { Field, under } from '../ui/Field'
import { Notice } from '../ui/Notice'
import { ErrorNotice } from '../ui/states'
import { toast } from '../ui/toast'
import { BASICS, basicsOf, changes, SEGMENTS, toRecord, type Basics, type CustomerFile, type CustomerPatch } from './customers'
import { useAgents, useUnits } from './useChoices'

/** saved brings a changed file to all pages. */
export function saved(next: Tagged<CustomerFile>): void {
  queryClient.setQueryData(['customer', next.data.id], next)
  void queryClient.invalidateQueries({ queryKey: ['customers'] })
  void queryClient.invalidateQueries({ queryKey: ['customer-figures'] })
}

/** Text is one line of text in a form. */
export function Text({ label, value, onChange, errors, testid, hint, optional, ...rest }: { label: string; value: string; onChange(s: string): void; errors: FieldProblem[] | string; testid: string; hint?: string; optional?: boolean } & Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value'> & { 'data-autofocus'?: boolean }) {
  const { t } = useTranslation()
  return (
    <Field label={optional ? <>{label}<span className="muted">{t('ui.optional')}</span></> : label} hint={hint} errors={errors} testid={testid}>
      {({ status: _, ...a }) => <input {...a} {...rest} className="field wide" value={value} onChange={(e) => onChange(e.target.value)} data-testid={testid} />}
    </Field>
  )
}

/** CreateDialog: the least that a customer needs; the rest is filled in on its page. */
export function CreateDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [v, setV] = useState({ name: '', code: '', contact: '', phone: '' })
  const [local, setLocal] = useState<FieldProblem[]>([])
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const wrong = [...local, ...(error instanceof ApiError ? error.fields : [])]
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    const lack: FieldProblem[] = []
    if (!v.name.trim()) lack.push({ pointer: '/name', code: 'required', detail: '' })
    if (v.contact.trim() && !v.phone.trim()) lack.push({ pointer: '/contacts/0/numbers', code: 'required', detail: '' })
    setLocal(lack)
    setError(null)
    if (lack.length > 0) return
    setBusy(true)
    try {
      const contacts = v.phone.trim() ? [{ name: v.contact.trim() || v.name.trim(), numbers: [{ phone: v.phone.trim() }] }] : []
      // The schema's defaults are the service's to fill in.
      const next = await callTagged(client.POST('/customers', { body: { name: v.name.trim(), ...(v.code.trim() ? { code: v.code.trim() } : {}), contacts } as never }))
      saved(next)
      toast('ok', t('customers.created_ok'))
      void navigate({ to: '/customers/$id', params: { id: String(next.data.id) } })
    } catch (err) {
      setError(err)
      setBusy(false)
    }
  }
  return (
    <Dialog open title={t('customers.createTitle')} onClose={onClose} testid="create-customer-dialog">
      <form className="stack" onSubmit={(e) => void submit(e)} noValidate>
        <Text label={t('customers.name')} value={v.name} maxLength={200} data-autofocus onChange={(name) => setV({ ...v, name })} errors={under(wrong, '/name')} testid="customer-name" />
        <Text label={t('customers.code')} optional value={v.code} maxLength={100} onChange={(code) => setV({ ...v, code })} errors={under(wrong, '/code')} testid="customer-code" />
        <h3>{t('customers.optionalContact')}</h3>
        <Text label={t('customers.contactName')} optional value={v.contact} maxLength={200} onChange={(contact) => setV({ ...v, contact })} errors={under(wrong, '/contacts/0/name')} testid="customer-contact" />
        <Text label={t('customers.phone')} optional value={v.phone} maxLength={40} inputMode="tel" onChange={(phone) => setV({ ...v, phone })} errors={under(wrong, '/contacts/0/numbers')} testid="customer-phone-new" />
        {error !== null && wrong.length === 0 && <ErrorNotice error={error} testid="customer-error" />}
        <div className="actions end">
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={busy} data-testid="customer-create">{t('ui.save')}</Button>
        </div>
      </form>
    </Dialog>
  )
}

type Pairs = [string, string][]

/** EditDialog changes the file. When somebody else changed it meanwhile, both are shown and he chooses. */
export function EditDialog({ tagged, onClose }: { tagged: Tagged<CustomerFile>; onClose(): void }) {
  const { t } = useTranslation()
  const units = useUnits()
  const agents = useAgents()
  const [start] = useState(tagged)
  const before = basicsOf(start.data)
  const [v, setV] = useState(before)
  const [notes, setNotes] = useState<Pairs>(Object.entries(before.notes))
  const [fields, setFields] = useState<Pairs>(Object.entries(before.fields))
  const [local, setLocal] = useState<FieldProblem[]>([])
  const [error, setError] = useState<ApiError | null>(null)
  const [theirs, setTheirs] = useState<Tagged<CustomerFile> | null>(null)
  const [busy, setBusy] = useState(false)
  const wrong = [...local, ...(error?.fields ?? [])]
  const patch = changes(before, { ...v, notes: toRecord(notes), fields: toRecord(fields) })
  const id = start.data.id
  const set = (p: Partial<Basics>) => setV({ ...v, ...p })

  const save = async (etag: string) => {
    setLocal(v.name.trim() ? [] : [{ pointer: '/name', code: 'required', detail: '' }])
    setError(null)
    if (!v.name.trim()) return
    if (Object.keys(patch).length === 0) return onClose()
    setBusy(true)
    try {
      saved(await callTagged(client.PATCH('/customers/{id}', { params: { path: { id }, header: { 'If-Match': etag } }, body: patch })))
      toast('ok', t('customer.saved'))
      onClose()
    } catch (e) {
      const err = e instanceof ApiError ? e : new ApiError(0, 'unexpected_page', String(e))
      if (err.code === 'version_changed') {
        try {
          setTheirs(await callTagged(client.GET('/customers/{id}', { params: { path: { id } } })))
        } catch (again) {
          setError(again instanceof ApiError ? again : err)
        }
      } else setError(err)
      setBusy(false)
    }
  }
  if (theirs) {
    return (
      <Conflict
        theirs={basicsOf(theirs.data)} mine={patch} busy={busy} error={error}
        onKeep={() => void save(theirs.etag)}
        onTake={() => {
          saved(theirs)
          onClose()
        }}
        onClose={onClose}
      />
    )
  }
  const select = (key: 'segment' | 'unit_id' | 'owner_id', label: string, options: { value: string | number; text: string }[]) => (
    <Field label={label} errors={under(wrong, `/${key}`)} testid={`edit-${key}`}>
      {({ status: _, ...a }) => (
        <select {...a} className="field wide" value={v[key]} onChange={(e) => set({ [key]: key === 'segment' ? e.target.value : Number(e.target.value) })} data-testid={`edit-${key}`}>
          {options.map((o) => <option key={o.value} value={o.value}>{o.text}</option>)}
        </select>
      )}
    </Field>
  )
  const text = (key: 'name' | 'code' | 'address' | 'region' | 'switchboard', label: string, max: number) => <Text label={label} value={v[key]} maxLength={max} onChange={(s) => set({ [key]: s })} errors={under(wrong, `/${key}`)} testid={`edit-${key}`} />
  const day = (key: 'signed_on' | 'expires_on', label: string) => <Text label={label} type="date" value={v[key]} onChange={(s) => set({ [key]: s })} errors={under(wrong, `/${key}`)} testid={`edit-${key}`} />
  // One that is not offered any more keeps its name, so that the form does not change it by itself.
  const offered = (list: { id: number; name: string }[], ref: { id: number; name: string } | undefined) => [...list, ...(ref && !list.some((x) => x.id === ref.id) ? [ref] : [])].map((x) => ({ value: x.id, text: x.name }))
  return (
    <Dialog open width={760} title={`${t('customer.edit')} · ${start.data.name}`} onClose={onClose} testid="edit-customer-dialog">
      <form className="stack" onSubmit={(e) => { e.preventDefault(); void save(start.etag) }} noValidate>
        <div className="form-row two">
          {text('name', t('customers.name'), 200)}
          {text('code', t('customers.code'), 100)}
          {select('segment', t('customers.segment'), [{ value: '', text: t('customers.segments.none') }, ...SEGMENTS.map((s) => ({ value: s, text: t(`customers.segments.${s}`) }))])}
          {select('unit_id', t('customers.unit'), [{ value: 0, text: t('customer.noUnit') }, ...offered((units.data ?? []).filter((u) => u.active), start.data.unit)])}
          {select('owner_id', t('customers.owner'), [{ value: 0, text: t('customer.nobody') }, ...offered(agents.data ?? [], start.data.owner)])}
          {text('region', t('customer.region'), 100)}
          {text('address', t('customer.address'), 500)}
          {text('switchboard', t('customer.switchboard'), 40)}
          {day('signed_on', t('customer.signedOn'))}
          {day('expires_on', t('customer.expiresOn'))}
        </div>
        <PairsEditor title={t('customer.notes')} rows={notes} onChange={setNotes} errors={under(wrong, '/notes')} testid="notes" suggest />
        <PairsEditor title={t('customer.fields')} rows={fields} onChange={setFields} errors={under(wrong, '/fields')} testid="fields" />
        {(units.isError || agents.isError) && <ErrorNotice error={units.error ?? agents.error} onRetry={() => void Promise.all([units.refetch(), agents.refetch()])} />}
        {error && wrong.length === 0 && <ErrorNotice error={error} testid="edit-error" />}
        {wrong.length > 0 && <Notice tone="bad" urgent testid="edit-error">{t('problem.invalid')}</Notice>}
        <div className="actions end">
          <Button onClick={onClose} data-testid="edit-cancel">{t('ui.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={busy} data-testid="edit-save">{t('ui.save')}</Button>
        </div>
      </form>
    </Dialog>
  )
}

const WORDS: Record<(typeof BASICS)[number], string> = {
  name: 'customers.name', code: 'customers.code', segment: 'customers.segment', unit_id: 'customers.unit', owner_id: 'customers.owner', address: 'customer.address', region: 'customer.region', switchboard: 'customer.switchboard',
  signed_on: 'customer.signedOn', expires_on: 'customer.expiresOn', notes: 'customer.notes', fields: 'customer.fields',
}

/** Conflict shows what he changed beside what stands there now. */
function Conflict({ theirs, mine, busy, error, onKeep, onTake, onClose }: { theirs: Basics; mine: CustomerPatch; busy: boolean; error: ApiError | null; onKeep(): void; onTake(): void; onClose(): void }) {
  const { t } = useTranslation()
  const units = useUnits()
  const agents = useAgents()
  const show = (k: (typeof BASICS)[number], v: unknown): string => {
    if (k === 'unit_id') return units.data?.find((u) => u.id === v)?.name ?? t('customer.noUnit')
    if (k === 'owner_id') return agents.data?.find((a) => a.id === v)?.name ?? t('customer.nobody')
    if (k === 'segment') return t(`customers.segments.${String(v) || 'none'}`)
    if (typeof v === 'object' && v !== null) return Object.entries(v).map(([a, b]) => `${i18next.exists(`customer.noteKeys.${a}`) ? t(`customer.noteKeys.${a}`) : a}: ${b}`).join(t('ui.semicolon')) || '—'
    return String(v ?? '') || '—'
  }
  return (
    <Dialog open width={680} title={t('customer.conflict')} onClose={onClose} testid="conflict-dialog">
      <div className="stack">
        <p>{t('customer.conflictText')}</p>
        <table className="data compact" data-testid="conflict">
          <thead><tr><th scope="col">{t('customer.field')}</th><th scope="col">{t('customer.theirs')}</th><th scope="col">{t('customer.mine')}</th></tr></thead>
          <tbody>
            {BASICS.filter((k) => k in mine).map((k) => <tr key={k}><th scope="row">{t(WORDS[k])}</th><td>{show(k, theirs[k])}</td><td><strong>{show(k, mine[k])}</strong></td></tr>)}
          </tbody>
        </table>
        {error && <ErrorNotice error={error} />}
        <div className="actions end">
          <Button onClick={onTake} data-testid="conflict-take">{t('customer.takeTheirs')}</Button>
          <Button type="primary" loading={busy} onClick={onKeep} data-testid="conflict-keep">{t('customer.keepMine')}</Button>
        </div>
      </div>
    </Dialog>
  )
}

function PairsEditor({ title, rows, onChange, errors, testid, suggest }: { title: string; rows: Pairs; onChange(p: Pairs): void; errors: FieldProblem[]; testid: string; suggest?: boolean }) {
  const { t } = useTranslation()
  const set = (i: number, p: [string, string]) => onChange(rows.map((r, j) => (j === i ? p : r)))
  const free = suggest ? ['hobbies', 'family', 'note'].filter((k) => !rows.some(([x]) => x === k)) : []
  return (
    <fieldset className="plain">
      <legend className="field-label">{title}</legend>
      {rows.map(([k, v], i) => {
        // What imports know by a code has a word and keeps its code.
        const known = i18next.exists(`customer.noteKeys.${k}`)
        return (
          <div key={i} className="pair" data-testid={`${testid}-pair`}>
            {known ? <span style={{ alignSelf: 'center' }}>{t(`customer.noteKeys.${k}`)}</span> : <input className="field" aria-label={t('customer.keyOf', { n: i + 1 })} placeholder={t('customer.key')} value={k} maxLength={100} onChange={(e) => set(i, [e.target.value, v])} data-testid={`${testid}-key`} />}
            <input className="field" aria-label={known ? t(`customer.noteKeys.${k}`) : t('customer.valueOf', { n: i + 1 })} placeholder={t('customer.value')} value={v} maxLength={2000} onChange={(e) => set(i, [k, e.target.value])} data-testid={`${testid}-value`} />
            <button type="button" className="icon-btn" aria-label={t('customer.removePair', { name: k || String(i + 1) })} onClick={() => onChange(rows.filter((_, j) => j !== i))}>✕</button>
          </div>
        )
      })}
      {errors.length > 0 && <p className="field-error" role="alert">{t('problem.invalid')}</p>}
      <div className="row">
        {free.map((k) => <Button key={k} size="small" onClick={() => onChange([...rows, [k, '']])} data-testid={`${testid}-add-${k}`}>+ {t(`customer.noteKeys.${k}`)}</Button>)}
        <Button size="small" onClick={() => onChange([...rows, ['', '']])} data-testid={`${testid}-add`}>{t('customer.addPair')}</Button>
      </div>
    </fieldset>
  )
}
