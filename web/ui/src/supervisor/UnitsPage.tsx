import { Link } from '@tanstack/react-router'
import { Button, Input } from 'antd'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, call, client, type Schemas } from '../api/client'
import { queryClient } from '../auth'
import '../i18n/customers'
import '../i18n/manage'
import { Table } from '../ui/DataTable'
import { Dialog } from '../ui/Dialog'
import { Field, under } from '../ui/Field'
import { PageHead } from '../ui/PageHead'
import { Empty, ErrorNotice, Skeleton } from '../ui/states'
import { Tag } from '../ui/Tag'
import { toast } from '../ui/toast'
import './manage.css'
import { SettingsTabs } from './SettingsTabs'
import { useUnits } from './useChoices'

type Unit = Schemas['Unit']
type UnitInput = Schemas['UnitInput']
const NEW: UnitInput = { name: '', kind: 'store', size: 'small', region: '', active: true }

export default function UnitsPage() {
  const { t } = useTranslation()
  const q = useUnits()
  const [doing, setDoing] = useState<{ unit: Unit | null; remove?: boolean } | null>(null)
  const add = <Button type="primary" onClick={() => setDoing({ unit: null })} data-testid="add-unit">{t('units.add')}</Button>
  return (
    <>
      <PageHead title={t('units.title')} sub={t('units.sub')}>{add}</PageHead>
      <SettingsTabs />
      <section className="card">
        {q.isPending ? <Skeleton /> : !q.data ? <ErrorNotice error={q.error} onRetry={() => void q.refetch()} /> : q.data.length === 0 ? (
          <Empty title={t('units.empty')} action={add}>{t('units.emptyText')}</Empty>
        ) : (
          <Table
            caption={t('units.title')} testid="units" rows={q.data} rowKey={(u) => u.id}
            columns={[
              { key: 'name', title: t('units.name'), render: (u) => <strong>{u.name}</strong> },
              { key: 'kind', title: t('units.kind'), render: (u) => t(`units.kinds.${u.kind}`) },
              { key: 'size', title: t('units.size'), render: (u) => t(`units.sizes.${u.size}`) },
              { key: 'region', title: t('units.region'), render: (u) => u.region || '—' },
              { key: 'active', title: t('units.active'), render: (u) => <Tag tone={u.active ? 'ok' : 'bad'}>{t(u.active ? 'units.on' : 'units.off')}</Tag> },
              { key: 'customers', title: t('units.customers'), render: (u) => <Link to="/customers" search={{ unit: u.id }} aria-label={`${t('units.customers')}: ${u.name}`}>{t('units.customers')}</Link> },
              {
                key: 'act', title: <span className="visually-hidden">{t('units.edit')}</span>,
                render: (u) => (
                  <span className="row tight">
                    <Button size="small" onClick={() => setDoing({ unit: u })} data-testid="edit-unit">{t('units.edit')}</Button>
                    <Button size="small" danger onClick={() => setDoing({ unit: u, remove: true })} data-testid="delete-unit">{t('units.remove')}</Button>
                  </span>
                ),
              },
            ]}
          />
        )}
      </section>
      {doing && (doing.remove ? <RemoveDialog unit={doing.unit!} onClose={() => setDoing(null)} /> : <UnitDialog unit={doing.unit} onClose={() => setDoing(null)} />)}
    </>
  )
}

function UnitDialog({ unit, onClose }: { unit: Unit | null; onClose(): void }) {
  const { t } = useTranslation()
  const [v, setV] = useState<UnitInput>(unit ? { name: unit.name, kind: unit.kind, size: unit.size, region: unit.region, active: unit.active } : NEW)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const fields = error instanceof ApiError ? (error.code === 'name_taken' ? [{ pointer: '/name', code: 'name_taken', detail: error.message }] : error.fields) : []
  const [missing, setMissing] = useState('')
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    setError(null)
    setMissing(v.name.trim() ? '' : t('fieldProblem.required'))
    if (!v.name.trim()) return
    setBusy(true)
    try {
      const body = { ...v, name: v.name.trim() }
      if (unit) await call(client.PUT('/units/{id}', { params: { path: { id: unit.id } }, body }))
      else await call(client.POST('/units', { body }))
      toast('ok', t('units.saved'))
      void queryClient.invalidateQueries({ queryKey: ['units'] })
      onClose()
    } catch (err) {
      setError(err)
      setBusy(false)
    }
  }
  return (
    <Dialog open title={unit ? t('units.editTitle', { name: unit.name }) : t('units.addTitle')} onClose={onClose} testid="unit-dialog">
      <form className="stack" onSubmit={(e) => void submit(e)} noValidate>
        <Field label={t('units.name')} errors={missing || under(fields, '/name')} testid="unit-name">
          {(a) => <Input {...a} value={v.name} maxLength={200} onChange={(e) => setV({ ...v, name: e.target.value })} data-testid="unit-name" data-autofocus />}
        </Field>
        <div className="form-row two">
          <Field label={t('units.kind')}>
            {({ status: _, ...a }) => (
              <select {...a} className="field" value={v.kind} onChange={(e) => setV({ ...v, kind: e.target.value as Unit['kind'] })} data-testid="unit-kind">
                {(['store', 'department'] as const).map((k) => <option key={k} value={k}>{t(`units.kinds.${k}`)}</option>)}
              </select>
            )}
          </Field>
          <Field label={t('units.size')} hint={t('units.sizeHint')}>
            {({ status: _, ...a }) => (
              <select {...a} className="field" value={v.size} onChange={(e) => setV({ ...v, size: e.target.value as Unit['size'] })} data-testid="unit-size">
                {(['small', 'big'] as const).map((k) => <option key={k} value={k}>{t(`units.sizes.${k}`)}</option>)}
              </select>
            )}
          </Field>
        </div>
        <Field label={<>{t('units.region')}<span className="muted">{t('ui.optional')}</span></>} errors={under(fields, '/region')}>
          {(a) => <Input {...a} value={v.region} maxLength={100} onChange={(e) => setV({ ...v, region: e.target.value })} data-testid="unit-region" />}
        </Field>
        <div>
          <label className="check"><input type="checkbox" checked={v.active} onChange={(e) => setV({ ...v, active: e.target.checked })} data-testid="unit-active" />{t('units.active')}</label>
          <p className="field-hint">{t('units.activeHint')}</p>
        </div>
        {error !== null && fields.length === 0 && <ErrorNotice error={error} testid="unit-error" />}
        <div className="actions end">
          <Button onClick={onClose} data-testid="unit-cancel">{t('ui.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={busy} data-testid="unit-save">{t('ui.save')}</Button>
        </div>
      </form>
    </Dialog>
  )
}

function RemoveDialog({ unit, onClose }: { unit: Unit; onClose(): void }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const remove = async () => {
    setBusy(true)
    try {
      await call(client.DELETE('/units/{id}', { params: { path: { id: unit.id } } }))
      toast('ok', t('units.removed'))
      void queryClient.invalidateQueries({ queryKey: ['units'] })
      onClose()
    } catch (e) {
      setError(e)
      setBusy(false)
    }
  }
  return (
    <Dialog
      open title={t('units.removeTitle', { name: unit.name })} onClose={onClose} testid="delete-unit-dialog"
      actions={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button danger type="primary" loading={busy} onClick={() => void remove()} data-testid="delete-unit-confirm">{t('ui.delete')}</Button>
        </>
      }
    >
      <p>{t('units.removeText')}</p>
      {error !== null && <ErrorNotice error={error} testid="delete-unit-error" />}
    </Dialog>
  )
}
