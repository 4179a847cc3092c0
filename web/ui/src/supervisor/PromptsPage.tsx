import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, call, client, type Schemas } from '../api/client'
import { uploadPrompt } from '../api/upload'
import { queryClient } from '../auth'
import { dateTime, duration } from '../format'
import '../i18n/manage'
import '../i18n/modes'
import { usePrefs } from '../prefs'
import { Table } from '../ui/DataTable'
import { Dialog } from '../ui/Dialog'
import { Field, under } from '../ui/Field'
import { PageHead } from '../ui/PageHead'
import { Empty, ErrorNotice, Skeleton } from '../ui/states'
import { Tag } from '../ui/Tag'
import { toast } from '../ui/toast'
import { FileDrop, UploadState, useUpload } from '../ui/upload'
import './manage.css'
import { PlayButton } from './PlayButton'
import { SettingsTabs } from './SettingsTabs'

type Prompt = Schemas['Prompt']
const LARGEST = 230 * 1024 * 1024
const refresh = () => void queryClient.invalidateQueries({ queryKey: ['prompts'] })

/** PromptsPage lists what calls may play (R16): recordings, spoken texts, and what comes with the program. */
export default function PromptsPage() {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const query = useQuery({ queryKey: ['prompts'], queryFn: () => call(client.GET('/prompts')) })
  const [removing, setRemoving] = useState<Prompt | null>(null)
  const own = query.data?.items.filter((p) => !p.shipped) ?? []
  return (
    <>
      <PageHead title={t('nav.prompts')} sub={t('prompts.sub')} />
      <SettingsTabs />
      <div className="grid">
        <Upload />
        {query.data?.speak && <Speak />}
        <section className="card">
          <h2>{t('nav.prompts')}</h2>
          {query.isPending ? <Skeleton lines={5} /> : !query.data ? <ErrorNotice error={query.error} onRetry={() => void query.refetch()} /> : (
            <>
              {own.length === 0 && <Empty title={t('prompts.empty')} />}
              <Table
                caption={t('nav.prompts')} testid="prompts" rows={query.data.items} rowKey={(p) => p.id}
                columns={[
                  { key: 'name', title: t('prompts.name'), render: (p) => <><strong>{p.name}</strong> {p.shipped && <Tag>{t('prompts.shipped')}</Tag>}{p.words && <div className="small muted">{p.words}</div>}</> },
                  { key: 'length', title: t('prompts.length'), num: true, render: (p) => duration(p.duration_ms) },
                  { key: 'play', title: <span className="visually-hidden">{t('modes.listen')}</span>, render: (p) => <PlayButton id={p.id} name={p.name} /> },
                  { key: 'used', title: t('prompts.usedBy'), render: (p) => p.used_by.join(t('ui.comma')) || '—' },
                  { key: 'by', title: t('prompts.by'), render: (p) => (p.created_at ? <span className="nowrap">{p.created_by} · {dateTime(p.created_at, lang)}</span> : '—') },
                  {
                    key: 'act', title: <span className="visually-hidden">{t('prompts.remove')}</span>,
                    render: (p) => !p.shipped && p.used_by.length === 0 && <Button size="small" danger onClick={() => setRemoving(p)} data-testid="remove-prompt">{t('prompts.remove')}</Button>,
                  },
                ]}
              />
            </>
          )}
        </section>
      </div>
      {removing && <Remove prompt={removing} onClose={() => setRemoving(null)} />}
    </>
  )
}

function Remove({ prompt, onClose }: { prompt: Prompt; onClose(): void }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const remove = async () => {
    setBusy(true)
    try {
      await call(client.DELETE('/prompts/{id}', { params: { path: { id: prompt.id } } }))
      toast('ok', t('prompts.removed', { name: prompt.name }))
      onClose()
    } catch (e) {
      setBusy(false)
      setError(e)
    }
    refresh()
  }
  return (
    <Dialog
      open title={t('prompts.removeTitle', { name: prompt.name })} onClose={onClose} testid="prompt-dialog"
      actions={<><Button onClick={onClose}>{t('ui.cancel')}</Button><Button danger type="primary" loading={busy} onClick={() => void remove()} data-testid="prompt-remove">{t('prompts.remove')}</Button></>}
    >
      <p>{t('prompts.removeText')}</p>
      {error !== null && <ErrorNotice error={error} />}
    </Dialog>
  )
}

function Upload() {
  const { t } = useTranslation()
  const upload = useUpload()
  const [file, setFile] = useState<File | null>(null)
  const [name, setName] = useState('')
  const [words, setWords] = useState('')
  const [missing, setMissing] = useState<{ file?: string; name?: string }>({})
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    const m = { file: !file ? t('prompts.chooseFile') : file.size > LARGEST ? t('prompts.tooLarge') : undefined, name: name.trim() ? undefined : t('prompts.chooseName') }
    setMissing(m)
    if (!file || m.file || m.name) return
    const added = await upload.send((key, progress, signal) => uploadPrompt(name.trim(), words.trim(), file, key, progress, signal))
    if (!added) return
    toast('ok', t('prompts.added', { name: added.name }))
    setFile(null)
    setName('')
    setWords('')
    upload.done()
    refresh()
  }
  const fields = upload.error instanceof ApiError ? upload.error.fields : []
  return (
    <section className="card">
      <h2>{t('prompts.add')}</h2>
      <form className="stack" onSubmit={(e) => void submit(e)} noValidate style={{ maxWidth: 640 }}>
        <FileDrop
          file={file} prompt={t('prompts.drop')} formats={t('prompts.formats')} accept=".wav,.ulaw,.alaw,audio/wav,audio/x-wav" label={t('prompts.file')} missing={missing.file} testid="prompt-file"
          onFile={(f) => {
            setFile(f)
            setMissing({})
            upload.renew()
            setName((n) => n || f.name.replace(/\.[^.]+$/, '').slice(0, 100))
          }}
        />
        <Field label={t('prompts.name')} errors={missing.name ?? under(fields, '/name')} testid="prompt-name">
          {(a) => <Input {...a} value={name} maxLength={100} onChange={(e) => { setName(e.target.value); upload.renew() }} data-testid="prompt-name" />}
        </Field>
        <Field label={<>{t('prompts.words')}<span className="muted">{t('ui.optional')}</span></>} hint={t('prompts.wordsHint')} errors={under(fields, '/words')}>
          {(a) => <Input.TextArea {...a} value={words} maxLength={2000} autoSize={{ minRows: 1, maxRows: 6 }} onChange={(e) => setWords(e.target.value)} data-testid="prompt-words" />}
        </Field>
        <UploadState upload={upload} label={t('prompts.uploading')} testid="prompt-upload" />
        <div><Button type="primary" htmlType="submit" loading={upload.sent !== null} data-testid="prompt-upload">{t('prompts.upload')}</Button></div>
      </form>
    </section>
  )
}

function Speak() {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const [words, setWords] = useState('')
  const [busy, setBusy] = useState(false)
  const [missing, setMissing] = useState<{ name?: string; words?: string }>({})
  const [error, setError] = useState<unknown>(null)
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    const m = { name: name.trim() ? undefined : t('prompts.chooseName'), words: words.trim() ? undefined : t('prompts.chooseWords') }
    setMissing(m)
    setError(null)
    if (m.name || m.words) return
    setBusy(true)
    try {
      const added = await call(client.POST('/prompts/speak', { body: { name: name.trim(), words: words.trim() } }))
      toast('ok', t('prompts.added', { name: added.name }))
      setName('')
      setWords('')
      refresh()
    } catch (err) {
      setError(err)
    } finally {
      setBusy(false)
    }
  }
  const fields = error instanceof ApiError ? error.fields : []
  return (
    <section className="card">
      <h2>{t('prompts.speak')}</h2>
      <form className="stack" onSubmit={(e) => void submit(e)} noValidate style={{ maxWidth: 640 }}>
        <Field label={t('prompts.name')} errors={missing.name ?? under(fields, '/name')}>
          {(a) => <Input {...a} value={name} maxLength={100} onChange={(e) => setName(e.target.value)} data-testid="speak-name" />}
        </Field>
        <Field label={t('prompts.wordsSpeak')} errors={missing.words ?? under(fields, '/words')}>
          {(a) => <Input.TextArea {...a} value={words} maxLength={2000} autoSize={{ minRows: 2, maxRows: 8 }} onChange={(e) => setWords(e.target.value)} data-testid="speak-words" />}
        </Field>
        {error !== null && <ErrorNotice error={error} />}
        <div><Button type="primary" htmlType="submit" loading={busy} data-testid="speak-prompt">{t('prompts.create')}</Button></div>
      </form>
    </section>
  )
}
