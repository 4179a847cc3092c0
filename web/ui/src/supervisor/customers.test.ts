import { describe, expect, it } from 'vitest'
import { changes, toCustomerQuery, toRecord, type Basics } from './customers'

const b: Basics = { name: '甲公司', code: '', address: '', switchboard: '', segment: '', region: '', unit_id: 0, owner_id: 3, signed_on: '', expires_on: '', notes: { hobbies: '钓鱼', note: 'x' }, fields: {} }

describe('customers', () => {
  it('sends what was changed and nothing else', () => {
    expect(changes(b, { ...b })).toEqual({})
    expect(changes(b, { ...b, owner_id: 0, address: '人民路 1 号' })).toEqual({ owner_id: 0, address: '人民路 1 号' })
    expect(changes(b, { ...b, notes: { note: 'x', hobbies: '钓鱼' } })).toEqual({})
    expect(changes(b, { ...b, notes: { note: 'x' } })).toEqual({ notes: { note: 'x' } })
  })
  it('searches by what stands in the address', () => {
    expect(toCustomerQuery({ owner: 'none', phone: ' 1234 ' })).toMatchObject({ unowned: true, phone: '1234' })
    expect(toCustomerQuery({ owner: 7, unit: 2 })).toMatchObject({ owner_id: 7, unit_id: 2 })
    expect(toCustomerQuery({ owner: 7 })).not.toHaveProperty('unowned')
  })
  it('keeps the named rows of a table', () => {
    expect(toRecord([['a', ' 1 '], ['', 'x'], [' b ', '2'], ['a', '3']])).toEqual({ a: '3', b: '2' })
  })
})
