import { API, ApiError, problemOf, reportSignedOut, type Schemas } from './client'

type OnProgress = (sent: number, total: number) => void

/** uploadList sends a contact file. Throws ApiError; AbortError when aborted. */
export function uploadList(name: string, file: File, key: string, onProgress: OnProgress, signal: AbortSignal): Promise<Schemas['List']> {
  return upload('/lists', { name }, file, key, onProgress, signal)
}

/** uploadImport sends a file of customers or service events. Throws as uploadList does. */
export function uploadImport(kind: Schemas['Import']['kind'], file: File, key: string, onProgress: OnProgress, signal: AbortSignal): Promise<Schemas['Import']> {
  return upload('/imports', { kind }, file, key, onProgress, signal)
}

/** uploadPrompt sends a recorded prompt. Throws as uploadList does. */
export function uploadPrompt(name: string, words: string, file: File, key: string, onProgress: OnProgress, signal: AbortSignal): Promise<Schemas['Prompt']> {
  return upload('/prompts', { name, words }, file, key, onProgress, signal)
}

/**
 * upload sends a file with further fields, which stand before it. fetch cannot tell how much has been sent, so this is an
 * XMLHttpRequest. The same key sent again answers the same.
 */
function upload<T>(path: string, fields: Record<string, string>, file: File, key: string, onProgress: OnProgress, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const x = new XMLHttpRequest()
    x.open('POST', API + path)
    x.setRequestHeader('Idempotency-Key', key)
    x.upload.onprogress = (e) => onProgress(e.loaded, e.total)
    x.onerror = () => reject(new ApiError(0, 'network', 'upload failed'))
    x.onabort = () => reject(new DOMException('aborted', 'AbortError'))
    x.onload = () => {
      let body: unknown
      try {
        body = JSON.parse(x.responseText)
      } catch {
        body = undefined
      }
      if (x.status === 201 || x.status === 200) return resolve(body as T)
      const err = problemOf(x.status, body, { get: (h) => x.getResponseHeader(h) })
      if (err.code === 'not_signed_in') reportSignedOut()
      reject(err)
    }
    signal.addEventListener('abort', () => x.abort())
    const form = new FormData()
    for (const [k, v] of Object.entries(fields)) form.append(k, v)
    form.append('file', file)
    x.send(form)
  })
}
