// The directory of departments (R19), for supervisors.
import { Button, Input, InputNumber } from 'antd'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, call, client, type Schemas } from '../api/client'
import { queryClient } from '../auth'
import '../i18n/hotline'
import { Dialog } from '../ui/Dialog'
import { Field, under } from '../ui/Field'
import { PageHead } from '../ui/PageHead'
import { ErrorNotice } from '../ui/states'
import { toast } from '../ui/toast'
import { Departments } from './Departments'
import { HotlineTabs } from './HotlineTabs'

type Department = Schemas['Department']
type DepartmentInput = Schemas['DepartmentInput']

export default function DirectoryPage() {
  const { t } = useTranslation()
  const [doing, setDoing] = useState<{ department: Department | null; remove?: boolean } | null>(null)
  const add = <Button type="primary" onClick={() => setDoing({ department: null })} data-testid="add-department">{t('directory.add')}</Button>
  return (
    <>
      <PageHead title={t('directory.title')} sub={t('directory.sub')}>{add}</PageHead>
      <HotlineTabs />
      <section className="card">
        <Departments
          add={add}
          act={(d) => (
            <span className="row tight">
              <Button size="small" onClick={() => setDoing({ department: d })} data-testid="edit-department">{t('directory.edit')}</Button>
              <Button size="small" danger onClick={() => setDoing({ department: d, remove: true })} data-testid="delete-department">{t('directory.remove')}</Button>
            </span>
          )}
        />
      </section>
      {doing && (doing.remove ? <RemoveDialog department={doing.department!} onClose={() => setDoing(null)} /> : <DepartmentDialog department={doing.department} onClose={() => setDoing(null)} />)}
    </>
  )
}

function DepartmentDialog({ department, onClose }: { department: Department | null; onClose(): void }) {
  const { t } = useTranslation()
  const d = department
  const [v, setV] = useState<DepartmentInput>({ name: d?.name ?? '', number: d?.number ?? '', hours: d?.hours ?? '', purpose: d?.purpose ?? '', position: d?.position ?? 0 })
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [missing, setMissing] = useState(false)
  const fields = error instanceof ApiError ? (error.code === 'name_taken' ? [{ pointer: '/name', code: 'name_taken', detail: error.message }] : error.fields) : []
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    setError(null)
    const lacks = v.name.trim() === '' || v.number.trim() === ''
    setMissing(lacks)
    if (lacks) return
    setBusy(true)
    try {
      const body = { ...v, name: v.name.trim(), number: v.number.trim() }
      if (d) await call(client.PUT('/directory/{id}', { params: { path: { id: d.id } }, body }))
      else await call(client.POST('/directory', { body }))
      toast('ok', t('directory.saved'))
      void queryClient.invalidateQueries({ queryKey: ['departments'] })
      onClose()
    } catch (err) {
      setError(err)
      setBusy(false)
    }
  }
  const required = (value: string) => (missing && value.trim() === '' ? t('fieldProblem.required') : undefined)
  return (
    <Dialog open title={d ? t('directory.editTitle', { name: d.name }) : t('directory.addTitle')} onClose={onClose} testid="department-dialog">
      <form className="stack" onSubmit={(e) => void submit(e)} noValidate>
        <Field label={t('directory.name')} errors={required(v.name) ?? under(fields, '/name')} testid="department-name">
          {(a) => <Input {...a} value={v.name} maxLength={100} onChange={(e) => setV({ ...v, name: e.target.value })} data-testid="department-name" data-autofocus />}
        </Field>
        <Field label={t('directory.number')} hint={t('directory.numberHint')} errors={required(v.number) ?? under(fields, '/number')} testid="department-number">
          {(a) => <Input {...a} value={v.number} maxLength={40} inputMode="tel" onChange={(e) => setV({ ...v, number: e.target.value })} data-testid="department-number" />}
        </Field>
        <Field label={<>{t('directory.hours')}<span className="muted">{t('ui.optional')}</span></>} errors={under(fields, '/hours')}>
          {(a) => <Input {...a} value={v.hours} maxLength={200} onChange={(e) => setV({ ...v, hours: e.target.value })} data-testid="department-hours" />}
        </Field>
        <Field label={<>{t('directory.purpose')}<span className="muted">{t('ui.optional')}</span></>} errors={under(fields, '/purpose')}>
          {(a) => <Input.TextArea {...a} value={v.purpose} maxLength={500} autoSize={{ minRows: 2, maxRows: 5 }} onChange={(e) => setV({ ...v, purpose: e.target.value })} data-testid="department-purpose" />}
        </Field>
        <Field label={t('directory.position')} errors={under(fields, '/position')}>
          {({ status, ...a }) => <InputNumber {...a} status={status} min={0} max={10_000} precision={0} value={v.position} onChange={(n) => setV({ ...v, position: n ?? 0 })} data-testid="department-position" />}
        </Field>
        {error !== null && fields.length === 0 && <ErrorNotice error={error} testid="department-error" />}
        <div className="actions end">
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={busy} data-testid="department-save">{t('ui.save')}</Button>
        </div>
      </form>
    </Dialog>
  )
}

function RemoveDialog({ department, onClose }: { department: Department; onClose(): void }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const remove = async () => {
    setBusy(true)
    try {
      await call(client.DELETE('/directory/{id}', { params: { path: { id: department.id } } }))
      toast('ok', t('directory.removed'))
      void queryClient.invalidateQueries({ queryKey: ['departments'] })
      onClose()
    } catch (e) {
      setError(e)
      setBusy(false)
    }
  }
  return (
    <Dialog
      open title={t('directory.removeTitle', { name: department.name })} onClose={onClose} testid="delete-department-dialog"
      actions={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button danger type="primary" loading={busy} onClick={() => void remove()} data-testid="delete-department-confirm">{t('ui.delete')}</Button>
        </>
      }
    >
      <p>{t('directory.removeText')}</p>
      {error !== null && <ErrorNotice error={error} />}
    </Dialog>
  )
}
