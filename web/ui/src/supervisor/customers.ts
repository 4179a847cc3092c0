// Rules of the customer pages, free of I/O.
import type { Schemas } from '../api/client'
import type { operations } from '../api/schema'
import type { CustomerSearch } from '../router'

export type CustomerFile = Schemas['CustomerFile']
export type CustomerPatch = Schemas['CustomerPatch']
export type CustomerQuery = NonNullable<operations['listCustomers']['parameters']['query']>

export const SEGMENTS = ['member', 'vip', 'prospect', 'churned'] as const
/** What a complete file has, in the order of the service. */
export const FIELDS = ['contact', 'address', 'segment', 'unit', 'owner', 'sex', 'birthday', 'language', 'convenient', 'notes'] as const

/** The rules about lateness (R1), in the order of the service. */
export const LATE = ['filed', 'entered', 'personal'] as const

/** toCustomerQuery: from the address to the API's query. */
export function toCustomerQuery(s: CustomerSearch): CustomerQuery {
  return {
    name: s.name, code: s.code, phone: s.phone?.trim() || undefined, unit_id: s.unit,
    segment: s.segment as CustomerQuery['segment'], missing: s.missing as CustomerQuery['missing'], late: s.late as CustomerQuery['late'],
    ...(s.owner === 'none' ? { unowned: true } : { owner_id: s.owner }),
  }
}

/** Basics are the fields of the edit form; 0 is no store and no owner. */
export interface Basics {
  name: string
  code: string
  address: string
  switchboard: string
  segment: CustomerFile['segment']
  region: string
  unit_id: number
  owner_id: number
  signed_on: string
  expires_on: string
  notes: Record<string, string>
  fields: Record<string, string>
}

export const BASICS = ['name', 'code', 'segment', 'unit_id', 'owner_id', 'address', 'region', 'switchboard', 'signed_on', 'expires_on', 'notes', 'fields'] as const

export function basicsOf(f: CustomerFile): Basics {
  return {
    name: f.name, code: f.code ?? '', address: f.address, switchboard: f.switchboard, segment: f.segment, region: f.region, unit_id: f.unit_id ?? 0, owner_id: f.owner_id ?? 0,
    signed_on: f.signed_on ?? '', expires_on: f.expires_on ?? '', notes: f.notes, fields: f.fields,
  }
}

const plain = (v: unknown) => (typeof v === 'object' && v !== null ? JSON.stringify(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : String(v))

/** changes are the fields that the form changed: only they are sent, so that others' work stays. */
export function changes(before: Basics, after: Basics): CustomerPatch {
  return Object.fromEntries(BASICS.filter((k) => plain(before[k]) !== plain(after[k])).map((k) => [k, after[k]]))
}

/** toRecord makes a record of the rows of a form; rows without a name are left out, the last of a name counts. */
export const toRecord = (rows: [string, string][]): Record<string, string> =>
  Object.fromEntries(rows.flatMap(([k, v]): [string, string][] => (k.trim() ? [[k.trim(), v.trim()]] : [])))
