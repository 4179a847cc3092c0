// Words of the audit trail. English has the same keys (checked by the compiler).
export const zh = {
  audit: {
    title: '审计记录', sub: '谁看了哪位客户、哪段录音，谁改了什么。记录不能修改或删除；同一人十分钟内的重复查看记为一条。', at: '时间', user: '用户', action: '操作', object: '对象', detail: '说明', any: '不限', system: '系统', range: '日期', kind: '类别', empty: '没有符合条件的记录', emptyText: '放宽条件再查。', only: '只看这个对象', pair: '{{name}}：{{value}}', changed: '{{name}}已改',
  },
  auditKind: { calls: '通话设置', queue: '热线队列', department: '部门', hotline: '热线', customer: '客户', recording: '录音', campaign: '活动', plan: '回访计划', import: '导入', list: '名单', dnc: '免打扰', user: '用户', caps: '呼叫上限', unit: '门店与部门', job: '后台任务', event: '业务事件', calendar: '日历', type: '回访类型', record: '回访记录', number: '号码', contact: '联系人', attempt: '呼叫', list_import: '名单导入', session: '登录', export: '导出', phone: '号码', prompt: '语音', ledger: '台账' },
  auditField: {
    taken: '收下', refused: '拒收', per_day: '24 小时内', per_burst: '短时内', burst_s: '短时（秒）', kind: '种类', skills: '技能', show_coach: '坐席看到主管', version: '版本', contact: '联系人', redialled: '重拨', moved: '改到新号码', by_agent: '分给', unassigned: '未分配', weighted: '按权重',
    from: '原为', to: '改为', name: '名称', job: '任务', agent: '坐席', agent_id: '坐席', fields: '改动', given: '收到', added: '新增', class: '去向', reason: '原因', campaign: '活动', plan: '计划', role: '角色', active: '账号', password: '密码', rights: '权限', swaps: '换休', announcement_entered: '放假通知',
  },
  auditValue: {
    yes: '是', no: '否', none: '无', active_yes: '启用', active_no: '停用', announcement_entered_yes: '已录入', announcement_entered_no: '未录入', customers: '客户', events: '业务事件', holiday: '放假', workday: '上班', never: '从不', speaking: '密语或加入时', always: '总是', notice_key: '客户在通知中按键要求',
  },
  auditCustomer: { code: '编号', name: '名称', address: '地址', switchboard: '总机', segment: '分类', region: '地区', unit_id: '门店', owner_id: '负责坐席', signed_on: '签约日期', expires_on: '到期日期', filed_at: '建档时间', notes: '备注', fields: '其他资料' },
  auditVerb: {
    settings: '修改设置', whisper: '密语', join: '加入通话', calls: '查看未接来电', login: '登录成功', logout: '退出', failed: '登录失败', look: '查看', list: '查看列表', create: '新建', update: '修改', delete: '删除', reassign: '批量分配', listen: '收听', download: '下载', set: '设置', add: '添加', remove: '移除', start: '启动', pause: '暂停', resume: '继续', stop: '停止', cancel: '取消', upload: '上传', import: '导入', skills: '修改技能', dispose: '补写小结', export: '导出', print: '打印',
    request: '提出申请', requested: '提出申请', confirm: '确认', confirmed: '确认', draft: '退回草稿', launch: '启动', running: '启动', paused: '暂停', stopped: '停止', generate: '生成', correct: '更正', reset: '恢复', finish: '完成', hand_over: '移交', erase: '永久删除', follow_ups: '查看回访', events: '查看业务记录', contacts: '查看联系人', mode: '切换模式', peaks: '查看波形',
  },
}

export type AuditMessages = typeof zh
