// A contact of a customer: person, numbers in the order of dialling, convenient times (R1, R10).
import { Button } from 'antd'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, callTagged, client, type FieldProblem, type Schemas, type Tagged } from '../api/client'
import { fieldText } from '../i18n'
import { Dialog } from '../ui/Dialog'
import { Field, under } from '../ui/Field'
import { Notice } from '../ui/Notice'
import { ErrorNotice } from '../ui/states'
import { toast } from '../ui/toast'
import { saved, Text } from './CustomerForms'
import type { CustomerFile } from './customers'
import { WindowEditor } from './WindowEditor'

type Person = Schemas['CustomerPerson']
type Num = { phone: string; label: string; bad: string }

export function ContactDialog({ tagged, person, onClose }: { tagged: Tagged<CustomerFile>; person: Person | null; onClose(): void }) {
  const { t } = useTranslation()
  const [v, setV] = useState({ name: person?.name ?? '', title: person?.title ?? '', email: person?.email ?? '', sex: person?.sex ?? '', birthday: person?.birthday ?? '', language: person?.language ?? '' })
  const [when, setWhen] = useState({ zone: person?.zone ?? '', intervals: (person?.convenient ?? []) as Schemas['Interval'][] })
  const [numbers, setList] = useState<Num[]>(person?.numbers.map((n) => ({ phone: n.phone, label: n.label, bad: n.bad ?? '' })) ?? [{ phone: '', label: '', bad: '' }])
  const setNumbers = (list: Num[]) => {
    setList(list)
    // What was wrong with the rows as they stood says nothing about these.
    setLocal((l) => l.filter((f) => !f.pointer.startsWith('/numbers')))
    setError((x) => (x?.fields.some((f) => f.pointer.startsWith('/numbers')) ? null : x))
  }
  const [local, setLocal] = useState<FieldProblem[]>([])
  const [error, setError] = useState<ApiError | null>(null)
  const [etag, setEtag] = useState(tagged.etag)
  const [busy, setBusy] = useState(false)
  const wrong = [...local, ...(error?.fields ?? [])]
  const id = tagged.data.id
  // The editor of windows knows its errors by the pointers of a campaign.
  const times = wrong.flatMap((f) => (f.pointer.startsWith('/convenient') ? [{ ...f, pointer: `/window/intervals${f.pointer.slice('/convenient'.length)}` }] : f.pointer.startsWith('/zone') ? [{ ...f, pointer: '/window/zone' }] : []))
  const set = (i: number, p: Partial<Num>) => setNumbers(numbers.map((n, j) => (j === i ? { ...n, ...p } : n)))

  const submit = async (e: FormEvent) => {
    e.preventDefault()
    const lack: FieldProblem[] = []
    if (!v.name.trim()) lack.push({ pointer: '/name', code: 'required', detail: '' })
    if (numbers.length === 0) lack.push({ pointer: '/numbers', code: 'required', detail: '' })
    numbers.forEach((n, i) => !n.phone.trim() && lack.push({ pointer: `/numbers/${i}/phone`, code: 'required', detail: '' }))
    setLocal(lack)
    setError(null)
    if (lack.length > 0) return
    setBusy(true)
    try {
      const body = {
        ...v, name: v.name.trim(), zone: when.zone, convenient: when.intervals,
        numbers: numbers.map((n) => ({ phone: n.phone.trim(), label: n.label.trim(), bad: n.bad as '' | 'vacant' | 'wrong_number' })),
      }
      const header = { 'If-Match': etag }
      saved(await callTagged(
        person
          ? client.PATCH('/customers/{id}/contacts/{contact}', { params: { path: { id, contact: person.id }, header }, body })
          : client.POST('/customers/{id}/contacts', { params: { path: { id }, header }, body }),
      ))
      toast('ok', t('customer.contactSaved'))
      onClose()
    } catch (err) {
      setBusy(false)
      setError(err instanceof ApiError ? err : new ApiError(0, 'unexpected_page', String(err)))
      if (err instanceof ApiError && err.code === 'version_changed') {
        // What he entered stays; saving again is his decision.
        await callTagged(client.GET('/customers/{id}', { params: { path: { id } } })).then((x) => setEtag(x.etag), () => undefined)
      }
    }
  }
  return (
    <Dialog open width={760} title={person ? `${t('customer.editContact')} · ${person.name}` : t('customer.addContact')} onClose={onClose} testid="contact-dialog">
      <form className="stack" onSubmit={(e) => void submit(e)} noValidate>
        <div className="form-row two">
          <Text label={t('customers.contactName')} value={v.name} maxLength={200} data-autofocus onChange={(name) => setV({ ...v, name })} errors={under(wrong, '/name')} testid="contact-name" />
          <Text label={t('customer.title')} optional value={v.title} maxLength={100} onChange={(title) => setV({ ...v, title })} errors={under(wrong, '/title')} testid="contact-title" />
          <Text label={t('customer.email')} optional type="email" value={v.email} maxLength={200} onChange={(email) => setV({ ...v, email })} errors={under(wrong, '/email')} testid="contact-email" />
          <Text label={t('customer.birthday')} optional type="date" value={v.birthday} onChange={(birthday) => setV({ ...v, birthday })} errors={under(wrong, '/birthday')} testid="contact-birthday" />
          <Field label={t('customer.sex')}>
            {({ status: _, ...a }) => (
              <select {...a} className="field wide" value={v.sex} onChange={(e) => setV({ ...v, sex: e.target.value as Person['sex'] })} data-testid="contact-sex">
                <option value="">{t('customer.unknown')}</option>
                {(['m', 'f'] as const).map((s) => <option key={s} value={s}>{t(`customer.sexes.${s}`)}</option>)}
              </select>
            )}
          </Field>
          <Field label={t('customer.language')}>
            {({ status: _, ...a }) => (
              <select {...a} className="field wide" value={v.language} onChange={(e) => setV({ ...v, language: e.target.value as Person['language'] })} data-testid="contact-language">
                <option value="">{t('customer.unknown')}</option>
                {(['mandarin', 'cantonese'] as const).map((s) => <option key={s} value={s}>{t(`customer.languages.${s}`)}</option>)}
              </select>
            )}
          </Field>
        </div>
        <fieldset className="plain">
          <legend className="field-label">{t('customer.numbers')}</legend>
          {numbers.map((n, i) => {
            const bad = under(wrong, `/numbers/${i}`)
            return (
              <div key={i} data-testid="number-row">
                <div className="number-row">
                  <input className="field num" inputMode="tel" aria-label={t('customer.numberOf', { n: i + 1 })} aria-invalid={bad.length > 0} value={n.phone} maxLength={40} onChange={(e) => set(i, { phone: e.target.value })} data-testid="number-phone" />
                  <input className="field" aria-label={t('customer.labelOf', { n: i + 1 })} placeholder={t('customer.numberLabel')} value={n.label} maxLength={40} onChange={(e) => set(i, { label: e.target.value })} data-testid="number-label" />
                  <select className="field" aria-label={t('customer.badOf', { n: i + 1 })} value={n.bad} onChange={(e) => set(i, { bad: e.target.value })} data-testid="number-bad">
                    <option value="">{t('customer.bads.ok')}</option>
                    <option value="vacant">{t('customer.bads.vacant')}</option>
                    <option value="wrong_number">{t('customer.bads.wrong_number')}</option>
                  </select>
                  <button type="button" className="icon-btn" disabled={i === 0} aria-label={t('customer.up', { n: i + 1 })} onClick={() => setNumbers(numbers.map((x, j) => (j === i - 1 ? n : j === i ? numbers[i - 1]! : x)))} data-testid="number-up">↑</button>
                  <button type="button" className="icon-btn" disabled={numbers.length === 1} aria-label={t('customer.removeNumber', { n: i + 1 })} onClick={() => setNumbers(numbers.filter((_, j) => j !== i))} data-testid="number-remove">✕</button>
                </div>
                {bad.length > 0 && <p className="field-error" role="alert" data-testid="number-error">{[...new Set(bad.map((f) => fieldText(t, f)))].join(t('ui.semicolon'))}</p>}
              </div>
            )
          })}
          {numbers.length < 9 && <Button size="small" onClick={() => setNumbers([...numbers, { phone: '', label: '', bad: '' }])} data-testid="number-add">{t('customer.addNumber')}</Button>}
        </fieldset>
        <details open={when.intervals.length > 0 || times.length > 0}>
          <summary>{t('customer.convenient')} <span className="muted">{when.intervals.length === 0 ? t('customer.anyTime') : when.intervals.length}</span></summary>
          <p className="field-hint" style={{ marginBottom: 8 }}>{t('customer.convenientHint')}</p>
          <WindowEditor value={when} onChange={setWhen} errors={times} anyZone={t('customer.campaignZone')} />
        </details>
        {error?.code === 'version_changed' && <Notice tone="warn" urgent testid="contact-conflict">{t('customer.conflictContact')}</Notice>}
        {error && error.code !== 'version_changed' && error.fields.length === 0 && <ErrorNotice error={error} testid="contact-error" />}
        {wrong.length > 0 && <Notice tone="bad" urgent testid="contact-error">{t('problem.invalid')}</Notice>}
        <div className="actions end">
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={busy} data-testid="contact-save">{t('ui.save')}</Button>
        </div>
      </form>
    </Dialog>
  )
}
