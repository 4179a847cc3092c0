import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { call, client, type Schemas } from '../api/client'
import { uploadImport } from '../api/upload'
import { queryClient, useMe } from '../auth'
import { bytes, dateTime } from '../format'
import '../i18n/customers'
import '../i18n/manage'
import '../i18n/records'
import { usePrefs } from '../prefs'
import { paged, PagedTable } from '../ui/DataTable'
import { PageHead } from '../ui/PageHead'
import { Empty } from '../ui/states'
import { Tag, type TagTone } from '../ui/Tag'
import { FileDrop, UploadState, useUpload } from '../ui/upload'
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
      <PageHead title={t('imports.title')} sub={t('imports.sub')}><Link to="/jobs" data-testid="imports-jobs">{t('jobs.title')}</Link></PageHead>
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
  const upload = useUpload()
  const limit = useMe().import_max_bytes ?? 0
  const [kind, setKind] = useState<Import['kind']>('customers')
  const [file, setFile] = useState<File | null>(null)
  const [missing, setMissing] = useState('')

  const submit = async (e: FormEvent) => {
    e.preventDefault()
    const wrong = !file ? t('lists.chooseFile') : limit > 0 && file.size > limit ? t('lists.tooLarge', { max: bytes(limit) }) : ''
    setMissing(wrong)
    if (!file || wrong) return
    const made = await upload.send((key, progress, signal) => uploadImport(kind, file, key, progress, signal))
    if (!made) return
    void queryClient.invalidateQueries({ queryKey: ['imports'] })
    void navigate({ to: '/imports/$id', params: { id: String(made.id) } })
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
                <input type="radio" name="kind" checked={kind === k} onChange={() => { setKind(k); upload.renew() }} data-testid={`import-kind-${k}`} />{t(`imports.kinds.${k}`)}
              </label>
            ))}
          </div>
          <p className="field-hint">{t(`imports.kindHint.${kind}`)}</p>
        </fieldset>
        <FileDrop
          file={file} prompt={t('imports.drop')} formats={t('imports.formats')} label={t('imports.file')} missing={missing} testid="import-file"
          accept=".csv,.txt,.xlsx,text/csv,text/plain,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
          onFile={(f) => { setFile(f); setMissing(''); upload.renew() }}
        />
        <UploadState upload={upload} label={t('imports.upload')} testid="import-upload" />
        <div><Button type="primary" htmlType="submit" loading={upload.sent !== null} data-testid="import-upload">{t('imports.start')}</Button></div>
      </form>
    </section>
  )
}
