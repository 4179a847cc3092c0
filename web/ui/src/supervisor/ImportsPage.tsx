import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useRef, useState, type DragEvent, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, call, client, type Schemas } from '../api/client'
import { uploadImport } from '../api/upload'
import { uuid } from '../api/uuid'
import { queryClient } from '../auth'
import { bytes, dateTime } from '../format'
import '../i18n/customers'
import '../i18n/manage'
import { usePrefs } from '../prefs'
import { paged, PagedTable } from '../ui/DataTable'
import { Notice } from '../ui/Notice'
import { PageHead } from '../ui/PageHead'
import { Empty, ErrorNotice } from '../ui/states'
import { Tag, type TagTone } from '../ui/Tag'
import './manage.css'

type Import = Schemas['Import']
const TONE: Record<Import['state'], TagTone> = { uploaded: 'plain', queued: 'info', running: 'info', done: 'ok', failed: 'bad', cancelled: 'warn' }

export function ImportTag({ state }: { state: Import['state'] }) {
  const { t } = useTranslation()
  return <Tag tone={TONE[state]} testid="import-state">{t(`imports.states.${state}`)}</Tag>
}

export default function ImportsPage() {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const query = useInfiniteQuery({
    queryKey: ['imports'],
    queryFn: ({ pageParam }) => call(client.GET('/imports', { params: { query: { cursor: pageParam } } })),
    refetchInterval: 5000,
    ...paged,
  })
  return (
    <>
      <PageHead title={t('imports.title')} sub={t('imports.sub')} />
      <div className="grid">
        <Upload />
        <section className="card">
          <h2>{t('imports.list')}</h2>
          <PagedTable
            query={query} caption={t('imports.list')} testid="imports" rowKey={(i) => i.id}
            empty={<Empty title={t('imports.empty')}>{t('imports.emptyText')}</Empty>}
            columns={[
              { key: 'file', title: t('imports.file'), render: (i) => <Link to="/imports/$id" params={{ id: String(i.id) }} data-testid="import-link"><strong>{i.file_name}</strong></Link> },
              { key: 'kind', title: t('imports.kind'), render: (i) => t(`imports.kinds.${i.kind}`) },
              { key: 'state', title: t('imports.state'), render: (i) => <ImportTag state={i.state} /> },
              { key: 'rows', title: t('imports.rows'), num: true, render: (i) => i.rows },
              { key: 'result', title: t('imports.result'), render: (i) => (i.state === 'uploaded' ? '—' : t('imports.counts', { added: i.added, updated: i.updated, skipped: i.skipped, refused: i.refused })) },
              { key: 'at', title: t('imports.at'), render: (i) => <span className="nowrap">{dateTime(i.created_at, lang)}</span> },
              { key: 'by', title: t('imports.by'), render: (i) => i.created_by },
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
  const [kind, setKind] = useState<Import['kind']>('customers')
  const [file, setFile] = useState<File | null>(null)
  const [over, setOver] = useState(false)
  const [sent, setSent] = useState<number | null>(null) // 0..1 while it goes; null: not uploading
  const [error, setError] = useState<unknown>(null)
  const [missing, setMissing] = useState('')
  // One key for one file of one kind: a repeat after a network failure is the same upload.
  const key = useRef('')
  const abort = useRef<AbortController | null>(null)

  const choose = (f: File | undefined) => {
    if (!f) return
    setFile(f)
    setError(null)
    setMissing('')
    key.current = uuid()
  }
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    setMissing(file ? '' : t('lists.chooseFile'))
    if (!file) return
    setError(null)
    setSent(0)
    abort.current = new AbortController()
    try {
      const made = await uploadImport(kind, file, key.current, (n, total) => setSent(total > 0 ? n / total : 0), abort.current.signal)
      void queryClient.invalidateQueries({ queryKey: ['imports'] })
      void navigate({ to: '/imports/$id', params: { id: String(made.id) } })
    } catch (err) {
      if (!(err instanceof DOMException && err.name === 'AbortError')) setError(err)
      if (err instanceof ApiError && !err.passing) key.current = uuid()
      setSent(null)
    }
  }
  return (
    <section className="card">
      <h2>{t('imports.upload')}</h2>
      <form className="stack" onSubmit={(e) => void submit(e)} noValidate style={{ maxWidth: 640 }} data-testid="import-form">
        <fieldset className="plain">
          <legend className="field-label">{t('imports.kind')}</legend>
          <div className="row">
            {(['customers', 'events'] as const).map((k) => (
              <label key={k} className="check" style={{ marginInlineEnd: 12 }}>
                <input type="radio" name="kind" checked={kind === k} onChange={() => { setKind(k); key.current = uuid() }} data-testid={`import-kind-${k}`} />{t(`imports.kinds.${k}`)}
              </label>
            ))}
          </div>
          <p className="field-hint">{t(`imports.kindHint.${kind}`)}</p>
        </fieldset>
        <div>
          <label
            className={over ? 'drop over' : 'drop'}
            onDragOver={(e) => { e.preventDefault(); setOver(true) }}
            onDragLeave={() => setOver(false)}
            onDrop={(e: DragEvent) => { e.preventDefault(); setOver(false); choose(e.dataTransfer.files[0]) }}
          >
            <strong>{file ? `${file.name} · ${bytes(file.size)}` : t('imports.drop')}</strong>
            <span className="muted small">{t('imports.formats')}</span>
            <input
              className="visually-hidden" type="file" accept=".csv,.txt,.xlsx,text/csv,text/plain,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" aria-label={t('imports.file')} data-testid="import-file"
              onChange={(e) => { choose(e.target.files?.[0]); e.target.value = '' }}
            />
          </label>
          {missing && <p className="field-error" role="alert" data-testid="import-file-error">{missing}</p>}
        </div>
        {error !== null && <ErrorNotice error={error} testid="import-upload-error" />}
        {sent !== null && (
          <Notice tone="info" testid="import-upload-progress" actions={<Button size="small" onClick={() => abort.current?.abort()} data-testid="import-upload-cancel">{t('lists.cancel')}</Button>}>
            {sent < 1 ? t('lists.sending', { pct: Math.floor(sent * 100) }) : t('lists.checking')}
            <progress value={sent < 1 ? sent : undefined} max={1} aria-label={t('imports.upload')} />
          </Notice>
        )}
        <div><Button type="primary" htmlType="submit" loading={sent !== null} data-testid="import-upload">{t('imports.start')}</Button></div>
      </form>
    </section>
  )
}
