import { Button } from 'antd'
import { useRef, useState, type DragEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/client'
import { uuid } from '../api/uuid'
import { bytes } from '../format'
import { Notice } from './Notice'
import { ErrorNotice } from './states'

export type Send<T> = (key: string, progress: (sent: number, total: number) => void, signal: AbortSignal) => Promise<T>

/** Sends one file. Sending the same again after a failure on the way has the same key, so the server takes it once;
 * renew() says that something else is sent from now on. */
export function useUpload() {
  const [sent, setSent] = useState<number | null>(null) // 0..1 while it goes; null: not uploading
  const [error, setError] = useState<unknown>(null)
  const key = useRef('')
  const abort = useRef<AbortController | null>(null)
  const renew = () => {
    key.current = uuid()
    setError(null)
  }
  /** Resolves to undefined when it failed or was cancelled: the page stays and shows why. */
  const send = async <T,>(request: Send<T>): Promise<T | undefined> => {
    if (!key.current) renew()
    setError(null)
    setSent(0)
    abort.current = new AbortController()
    try {
      return await request(key.current, (n, total) => setSent(total > 0 ? n / total : 0), abort.current.signal)
    } catch (err) {
      if (!(err instanceof DOMException && err.name === 'AbortError')) setError(err)
      // An answer was given: what is sent next is a new upload. The browser cannot read a file again that was changed meanwhile.
      if (err instanceof ApiError && !err.passing) key.current = uuid()
      setSent(null)
      return undefined
    }
  }
  /** done is for a page that stays when it was sent. */
  const done = () => {
    key.current = ''
    setSent(null)
  }
  return { sent, error, send, renew, done, cancel: () => abort.current?.abort() }
}

/** A place to drop a file or to choose one. */
export function FileDrop(p: { file: File | null; onFile: (f: File) => void; prompt: string; formats: string; accept: string; label: string; missing?: string; testid: string }) {
  const [over, setOver] = useState(false)
  const choose = (f: File | undefined) => f && p.onFile(f)
  return (
    <div>
      <label
        className={over ? 'drop over' : 'drop'}
        onDragOver={(e) => { e.preventDefault(); setOver(true) }}
        onDragLeave={() => setOver(false)}
        onDrop={(e: DragEvent) => { e.preventDefault(); setOver(false); choose(e.dataTransfer.files[0]) }}
      >
        <strong>{p.file ? `${p.file.name} · ${bytes(p.file.size)}` : p.prompt}</strong>
        <span className="muted small">{p.formats}</span>
        <input
          className="visually-hidden" type="file" accept={p.accept} aria-label={p.label} data-testid={p.testid}
          onChange={(e) => { choose(e.target.files?.[0]); e.target.value = '' }}
        />
      </label>
      {p.missing && <p className="field-error" role="alert" data-testid={`${p.testid}-error`}>{p.missing}</p>}
    </div>
  )
}

/** What has become of an upload: its error, or its progress with a way to cancel. */
export function UploadState({ upload, label, testid }: { upload: ReturnType<typeof useUpload>; label: string; testid: string }) {
  const { t } = useTranslation()
  const { sent, error } = upload
  return (
    <>
      {error !== null && <ErrorNotice error={error} testid={`${testid}-error`} />}
      {sent !== null && (
        <Notice tone="info" testid={`${testid}-progress`} actions={<Button size="small" onClick={upload.cancel} data-testid={`${testid}-cancel`}>{t('lists.cancel')}</Button>}>
          {sent < 1 ? t('lists.sending', { pct: Math.floor(sent * 100) }) : t('lists.checking')}
          <progress value={sent < 1 ? sent : undefined} max={1} aria-label={label} />
        </Notice>
      )}
    </>
  )
}
