import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button, Input } from 'antd'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, call, client } from '../api/client'
import { uploadList } from '../api/upload'
import { queryClient, useMe } from '../auth'
import { bytes, dateTime } from '../format'
import '../i18n/manage'
import { usePrefs } from '../prefs'
import { paged, PagedTable } from '../ui/DataTable'
import { Field, under } from '../ui/Field'
import { PageHead } from '../ui/PageHead'
import { Empty } from '../ui/states'
import { FileDrop, UploadState, useUpload } from '../ui/upload'
import './manage.css'

export default function ListsPage() {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const query = useInfiniteQuery({
    queryKey: ['lists'],
    queryFn: ({ pageParam }) => call(client.GET('/lists', { params: { query: { cursor: pageParam } } })),
    ...paged,
  })
  return (
    <>
      <PageHead title={t('nav.lists')} sub={t('lists.sub')} />
      <div className="grid">
        <Upload />
        <section className="card">
          <h2>{t('nav.lists')}</h2>
          <PagedTable
            query={query} caption={t('nav.lists')} testid="lists" rowKey={(l) => l.id}
            empty={<Empty title={t('lists.empty')}>{t('lists.emptyText')}</Empty>}
            columns={[
              { key: 'name', title: t('lists.name'), render: (l) => <><Link to="/lists/$id" params={{ id: String(l.id) }} data-testid="list-link"><strong>{l.name}</strong></Link><div className="small muted">{l.file_name}</div></> },
              { key: 'taken', title: t('lists.taken'), num: true, render: (l) => l.rows_taken },
              { key: 'refused', title: t('lists.refused'), num: true, render: (l) => (l.rows_refused > 0 ? <strong style={{ color: 'var(--warn)' }}>{l.rows_refused}</strong> : 0) },
              { key: 'used', title: t('lists.usedBy'), render: (l) => l.used_by.join(t('ui.comma')) || '—' },
              { key: 'created', title: t('lists.created'), render: (l) => <span className="nowrap">{dateTime(l.created_at, lang)}</span> },
              { key: 'by', title: t('lists.by'), render: (l) => l.created_by },
            ]}
          />
        </section>
      </div>
    </>
  )
}

function Upload() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const upload = useUpload()
  const limit = useMe().upload_max_bytes ?? 0
  const [file, setFile] = useState<File | null>(null)
  const [name, setName] = useState('')
  const [missing, setMissing] = useState<{ file?: string; name?: string }>({})

  const submit = async (e: FormEvent) => {
    e.preventDefault()
    const m = { file: !file ? t('lists.chooseFile') : limit > 0 && file.size > limit ? t('lists.tooLarge', { max: bytes(limit) }) : undefined, name: name.trim() ? undefined : t('lists.chooseName') }
    setMissing(m)
    if (!file || m.file || m.name) return
    const list = await upload.send((key, progress, signal) => uploadList(name.trim(), file, key, progress, signal))
    if (!list) return
    void queryClient.invalidateQueries({ queryKey: ['lists'] })
    void navigate({ to: '/lists/$id', params: { id: String(list.id) } })
  }
  const fields = upload.error instanceof ApiError ? upload.error.fields : []
  return (
    <section className="card">
      <h2>{t('lists.upload')}</h2>
      <form className="stack" onSubmit={(e) => void submit(e)} noValidate style={{ maxWidth: 640 }}>
        <FileDrop
          file={file} prompt={t('lists.drop')} formats={t('lists.formats')} accept=".csv,.txt,text/csv,text/plain" label={t('lists.file')} missing={missing.file} testid="list-file"
          onFile={(f) => {
            setFile(f)
            setMissing({})
            upload.renew()
            setName((n) => n || f.name.replace(/\.[^.]+$/, ''))
          }}
        />
        <Field label={t('lists.name')} errors={missing.name ?? under(fields, '/name')} testid="list-name">
          {(a) => <Input {...a} value={name} maxLength={200} data-testid="list-name" onChange={(e) => { setName(e.target.value); upload.renew() }} />}
        </Field>
        <UploadState upload={upload} label={t('lists.upload')} testid="upload" />
        <div><Button type="primary" htmlType="submit" loading={upload.sent !== null} data-testid="upload">{t('lists.start')}</Button></div>
      </form>
    </section>
  )
}
