// The typed client of the API, and its errors as one class.
import createClient from 'openapi-fetch'
import type { components, paths } from './schema'

export type Schemas = components['schemas']
export type Me = Schemas['Me']
export type Role = Me['role']
export type FieldProblem = Schemas['FieldProblem']

export const API = '/api/v1'
export const client = createClient<paths>({ baseUrl: API })

/** ApiError is a problem+json answer, or code "network" with status 0 when no answer came. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly fields: FieldProblem[]
  readonly traceId: string
  /** Seconds, of Retry-After; 0 when it was not said. */
  readonly retryAfter: number
  constructor(status: number, code: string, detail: string, fields: FieldProblem[] = [], traceId = '', retryAfter = 0) {
    super(detail)
    this.status = status
    this.code = code
    this.fields = fields
    this.traceId = traceId
    this.retryAfter = retryAfter
  }
  /** Trying the same again later may help. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }
}

/** problemOf makes an ApiError of an answer's status and parsed body, which may be anything (a proxy's page). */
export function problemOf(status: number, body: unknown, headers: { get(name: string): string | null }): ApiError {
  const p = (typeof body === 'object' && body !== null ? body : {}) as Partial<Schemas['Problem']>
  const retry = Number(headers.get('Retry-After') ?? 0)
  return new ApiError(
    status,
    typeof p.code === 'string' ? p.code : status >= 500 ? 'unavailable' : 'unexpected',
    p.detail ?? p.title ?? `HTTP ${status}`,
    p.errors ?? [],
    p.traceId ?? '',
    Number.isFinite(retry) ? retry : 0,
  )
}

let signedOut: () => void = () => undefined
/** onSignedOut is told when the service no longer knows the session. */
export function onSignedOut(f: () => void): void {
  signedOut = f
}
/** reportSignedOut is for requests that do not go through `call`. */
export function reportSignedOut(): void {
  signedOut()
}

/** call waits for an answer and gives its data; throws ApiError. */
export async function call<T>(p: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  let r
  try {
    r = await p
  } catch (e) {
    if (e instanceof DOMException && e.name === 'AbortError') throw e
    throw new ApiError(0, 'network', e instanceof Error ? e.message : String(e))
  }
  if (r.response.ok) return r.data as T
  const err = problemOf(r.response.status, r.error, r.response.headers)
  if (err.code === 'not_signed_in') signedOut()
  throw err
}

export interface Tagged<T> {
  data: T
  /** For If-Match. */
  etag: string
}

/** callTagged is call for what has a version. */
export async function callTagged<T>(p: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<Tagged<T>> {
  let etag = ''
  const data = await call(
    p.then((r) => {
      etag = r.response.headers.get('ETag') ?? ''
      return r
    }),
  )
  return { data, etag }
}
