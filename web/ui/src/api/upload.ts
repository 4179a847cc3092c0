import { API, ApiError, problemOf, reportSignedOut, type Schemas } from './client'

/**
 * uploadList sends a contact file. fetch cannot tell how much has been sent, so this is an XMLHttpRequest.
 * The same key sent again answers the same list. Throws ApiError; AbortError when aborted.
 */
export function uploadList(
  name: string,
  file: File,
  key: string,
  onProgress: (sent: number, total: number) => void,
  signal: AbortSignal,
): Promise<Schemas['List']> {
  return new Promise((resolve, reject) => {
    const x = new XMLHttpRequest()
    x.open('POST', `${API}/lists`)
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
      if (x.status === 201 || x.status === 200) return resolve(body as Schemas['List'])
      const err = problemOf(x.status, body, { get: (h) => x.getResponseHeader(h) })
      if (err.code === 'not_signed_in') reportSignedOut()
      reject(err)
    }
    signal.addEventListener('abort', () => x.abort())
    const form = new FormData()
    form.append('name', name)
    form.append('file', file)
    x.send(form)
  })
}
