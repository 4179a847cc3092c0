import { beforeAll, describe, expect, it } from 'vitest'
import { i18next } from '../i18n'
import '../i18n/audit'
import '../i18n/incall'
import '../i18n/modes'
import { detailText } from './auditDetail'

const user = (id: string) => ({ 3: '李小红', 4: '陈专家' })[id]
const said = (detail: unknown) => detailText(i18next.t, detail, user)

describe('the details of the audit trail', () => {
  beforeAll(() => i18next.changeLanguage('zh-CN'))
  it('are in words', () => {
    expect(said({ from: 'manual', to: 'predictive', version: 3 })).toBe('原为：手动 · 改为：预测 · 版本：3')
    expect(said({ fields: ['owner_id', 'notes'] })).toBe('改动：负责坐席、备注')
    expect(said({ by_agent: { 3: 12, 4: 5, 9: 1 }, unassigned: 0, weighted: false })).toBe('分给：李小红 12、陈专家 5、9 1 · 未分配：0 · 按权重：否')
    expect(said({ agent_id: 3 })).toBe('坐席：李小红')
    expect(said({ show_coach: 'always' })).toBe('坐席看到主管：总是')
  })
  it('leave out what was not changed', () => {
    expect(said({ name: true, role: null, active: false, password: false, rights: ['dial_outside', 'dial_manual'] })).toBe('名称已改 · 账号：停用 · 权限：可咨询、转接外线、可自行拨打号码')
    expect(said({ name: '春节问候', reason: '' })).toBe('名称：春节问候')
    expect(said({})).toBe('—')
    expect(said(undefined)).toBe('—')
  })
  it('are shown as they are where there are no words', () => {
    expect(said({ new_field: 'new_value', kind: 'customers', reason: '客户说: 不要再打. 谢谢', nested: { a: 1 } })).toBe('new_field：new_value · 种类：客户 · 原因：客户说: 不要再打. 谢谢 · nested：a 1')
  })
})
