import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button, Input } from 'antd'
import { useRef, useState, type DragEvent, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, call, client } from '../api/client'
import { uploadList } from '../api/upload'
import { uuid } from '../api/uuid'
import { queryClient, useMe } from '../auth'
import { bytes, dateTime } from '../format'
import '../i18n/manage'
import { usePrefs } from '../prefs'
import { paged, PagedTable } from '../ui/DataTable'
import { Field, under } from '../ui/Field'
import { Notice } from '../ui/Notice'
import { PageHead } from '../ui/PageHead'
import { Empty, ErrorNotice } from '../ui/states'
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
  const limit = useMe().upload_max_bytes ?? 0
  const [file, setFile] = useState<File | null>(null)
  const [name, setName] = useState('')
  const [over, setOver] = useState(false)
  const [sent, setSent] = useState<number | null>(null) // 0..1 while it goes; null: not uploading
  const [error, setError] = useState<unknown>(null)
  const [missing, setMissing] = useState<{ file?: string; name?: string }>({})
  // One key for one file under one name: a repeat after a network failure is the same upload.
  const key = useRef('')
  const abort = useRef<AbortController | null>(null)
  const input = useRef<HTMLInputElement>(null)

  const choose = (f: File | undefined) => {
    if (!f) return
    setFile(f)
    setError(null)
    setMissing({})
    key.current = uuid()
    setName((n) => n || f.name.replace(/\.[^.]+$/, ''))
  }
  const drop = (e: DragEvent) => {
    e.preventDefault()
    setOver(false)
    choose(e.dataTransfer.files[0])
  }
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    const m = { file: !file ? t('lists.chooseFile') : limit > 0 && file.size > limit ? t('lists.tooLarge', { max: bytes(limit) }) : undefined, name: name.trim() ? undefined : t('lists.chooseName') }
    setMissing(m)
    if (!file || m.file || m.name) return
    setError(null)
    setSent(0)
    abort.current = new AbortController()
    try {
      const list = await uploadList(name.trim(), file, key.current, (n, total) => setSent(total > 0 ? n / total : 0), abort.current.signal)
      void queryClient.invalidateQueries({ queryKey: ['lists'] })
      void navigate({ to: '/lists/$id', params: { id: String(list.id) } })
    } catch (err) {
      if (!(err instanceof DOMException && err.name === 'AbortError')) setError(err)
      // The browser cannot read the file again when it was changed meanwhile; a new choice gets a new key.
      if (err instanceof ApiError && !err.passing) key.current = uuid()
      setSent(null)
    }
  }
  const fields = error instanceof ApiError ? error.fields : []
  return (
    <section className="card">
      <h2>{t('lists.upload')}</h2>
      <form className="stack" onSubmit={(e) => void submit(e)} noValidate style={{ maxWidth: 640 }}>
        <div>
          <label
            className={over ? 'drop over' : 'drop'}
            onDragOver={(e) => {
              e.preventDefault()
              setOver(true)
            }}
            onDragLeave={() => setOver(false)}
            onDrop={drop}
          >
            <strong>{file ? `${file.name} · ${bytes(file.size)}` : t('lists.drop')}</strong>
            <span className="muted small">{t('lists.formats')}</span>
            <input
              ref={input} className="visually-hidden" type="file" accept=".csv,.txt,text/csv,text/plain" aria-label={t('lists.file')} data-testid="list-file"
              onChange={(e) => {
                choose(e.target.files?.[0])
                e.target.value = ''
              }}
            />
          </label>
          {missing.file && <p className="field-error" role="alert" data-testid="list-file-error">{missing.file}</p>}
        </div>
        <Field label={t('lists.name')} errors={missing.name ?? under(fields, '/name')} testid="list-name">
          {(a) => (
            <Input
              {...a} value={name} maxLength={200} data-testid="list-name"
              onChange={(e) => {
                setName(e.target.value)
                if (file) key.current = uuid()
              }}
            />
          )}
        </Field>
        {error !== null && <ErrorNotice error={error} testid="upload-error" />}
        {sent !== null && (
          <Notice tone="info" testid="upload-progress" actions={<Button size="small" onClick={() => abort.current?.abort()} data-testid="upload-cancel">{t('lists.cancel')}</Button>}>
            {sent < 1 ? t('lists.sending', { pct: Math.floor(sent * 100) }) : t('lists.checking')}
            <progress value={sent < 1 ? sent : undefined} max={1} aria-label={t('lists.upload')} />
          </Notice>
        )}
        <div><Button type="primary" htmlType="submit" loading={sent !== null} data-testid="upload">{t('lists.start')}</Button></div>
      </form>
    </section>
  )
}
