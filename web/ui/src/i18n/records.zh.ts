// Words of records, numbers to correct, jobs, the ledger's lines and the erasing of customers. English has the same keys (checked by the compiler).
export const zh = {
  records: {
    title: '回访记录', sub: '接通的每一通电话一份记录：系统自动填写，坐席在 24 小时内补完小结。逾期的排在最前。', subAgent: '您接通的电话。没写小结的请在 24 小时内补完；逾期的排在最前。', list: '记录', empty: '没有符合条件的记录', emptyText: '换一个状态，或放宽日期再看。', allDone: '没有要补的记录', allDoneText: '接通的电话都已写好小结。', filters: '筛选记录',
    state: '状态', states: { open: '待补', overdue: '逾期未补', complete: '按时完成', late: '逾期完成' }, unfinished: '未完成（待补与逾期）', any: '全部', lacks: '还缺', lacking: { disposition: '小结', answer: '必答题 {{id}}', answers: '{{n}} 个必答题', recording: '录音（已丢失）' }, nothing: '齐全',
    customer: '客户', contact: '联系人', phone: '号码', campaign: '活动', plan: '计划', unit: '门店或部门', agent: '负责补完', endedAt: '通话结束', dueAt: '补完期限', disposition: '小结', open: '打开', openOf: '打开 {{name}} 的记录', from: '从', to: '到', type: '回访类型', owner: '客户负责坐席', figure: '{{state}} {{n}}，点击筛选',
  },
  record: {
    title: '回访记录表', number: '记录号', print: '打印', overdue: '已逾期：应在 {{at}} 前补完。', openNow: '请在 {{at}} 前补完。', lateText: '逾期完成：期限是 {{at}}。', lacks: '还缺：{{what}}', heldBy: '通话坐席', finishedBy: '小结人', finishedAt: '完成时间', answeredAt: '接通时间', purpose: '回访目的', typeCode: '回访类型', plannedFor: '计划日期', followUp: '回访结果', callbackAt: '预约回拨', note: '备注', noNote: '（无）', about: '客户与回访', call: '通话', answers: '问题与回答', noQuestions: '这个活动没有固定问题。', noAnswer: '（未回答）', required: '必答', attempts: '呼叫经过', recordings: '录音', noRecordings: '没有可播放的录音', listen: '播放录音（呼叫 {{id}}）', signature: '坐席签字', review: '主管签字', finish: '补完记录', finishText: '填完问题，选一个小结并保存。回答会加到这条回访里。', handOver: '转交', handOverTitle: '转交这份记录', handOverText: '转交后由所选坐席补完；原通话坐席也仍可补完。', chooseAgent: '选择坐席', handedOver: '已转交给 {{name}}', noAgents: '没有启用的坐席',
  },
  numbers: {
    title: '待更正号码', sub: '空号，或坐席确认有误的号码：更正、确认作废，或恢复可用。在处理之前，新的回访不再拨它。', empty: '没有要更正的号码', emptyText: '呼叫到空号，或坐席选“号码有误”后，会出现在这里。', emptyConfirmed: '没有确认作废的号码', number: '号码', why: '原因', found: '发现时间', foundBy: '发现于', byHand: '手工标记', call: '呼叫 {{id}}', owner: '客户 / 名单', contact: '联系人', stopped: '因此结束的回访', none: '无', list: '名单', state: '状态', open: '待处理', confirmed: '已确认作废', decide: '处理', decideOf: '处理 {{phone}}', filter: '筛选', any: '全部', confirmedAt: '确认于 {{at}}',
    dialogTitle: '处理号码 {{phone}}', actions: { correct: '更正为新号码', dead: '确认作废，没有更好的号码', good: '号码没有问题，恢复可用' }, actionLegend: '怎么处理', newPhone: '新号码', newPhoneHint: '手机、固话或带国家码的号码', redial: '重新拨打因此结束的回访', redialHint: '新号码是另一个号码，但还是同一条回访：已拨的次数照算，不会超过重拨规则的总次数。', cannot: '不能再拨', canRedial: '可再拨，已拨 {{attempts}} / {{max}} 次', blocked: { attempts_used_up: '次数已用完（{{attempts}} / {{max}}）', campaign_stopped: '活动已停止', campaign_finished: '活动已完成', too_late: '已过期限', do_not_call: '新号码在免打扰名单', already_there: '活动里已有这个号码' },
    save: '保存', saved: '已保存', savedRedial: '已保存，{{n}} 条回访重新等待拨打', savedMoved: '已保存，{{n}} 条等待中的回访改拨新号码', savedStopped: '有 {{n}} 条回访不能再拨：{{why}}', required: '请填写新号码。', chosen: '请选择怎么处理。',
  },
  jobs: {
    title: '后台任务', sub: '导入、计划生成等耗时的工作：进度、结果，谁从何时开始。', empty: '还没有后台任务', emptyText: '开始一次导入，或生成一个计划后，会显示在这里。', kind: '任务', kinds: { import: '导入', plan: '生成计划' }, object: '对象', state: '状态', states: { queued: '排队中', running: '进行中', done: '已完成', failed: '失败', cancelled: '已取消' }, cancelling: '正在取消', progress: '进度', progressOf: '任务 {{id}} 的进度', unknownTotal: '已处理 {{n}}', by: '谁', created: '提交', took: '用时', result: '结果', cancel: '取消', cancelOf: '取消任务 {{id}}', cancelTitle: '取消任务 {{id}}？', cancelText: '已经做完的部分会保留，其余不再进行。', cancelConfirm: '取消任务', keep: '不取消', cancelled: '已请求取消', filter: '任务类型', any: '全部', failedWhy: '失败原因',
  },
  ledger: {
    filters: '筛选台账', now0: '现在可拨 0 条', nowN: '现在可拨 {{n}} 条', because: '因为：', becauseLine: '{{reason}} {{n}} 条', nothingLeft: '没有还要拨的回访。', list: '逐条查看', listOf: '逐条查看：{{reason}}', back: '返回台账', download: '下载 CSV', downloadOf: '下载 CSV：{{reason}}', due: '到期', tries: '次数', last: '上次结果', noItems: '这一行现在没有回访了', noItemsText: '它们已经到了别的行。', noneOf: '没有符合条件的回访', noneOfText: '放宽筛选条件再看。', numbers: '待更正号码', follow: '回访', anyType: '全部类型', anyPlan: '全部计划', anyUnit: '全部门店', anyOwner: '全部坐席', anyCampaign: '全部活动',
  },
  erase: {
    export: '导出档案', exportText: '下载这位客户的全部资料（JSON），记入审计。', open: '删除客户', title: '永久删除客户“{{name}}”？', text: '档案、联系人、号码、业务记录、备注、开放式回答与录音都会删除，不能恢复。等待中的回访会取消。呼叫只保留统计数字，不再有姓名与号码。免打扰登记会保留。', type: '请输入客户名称“{{name}}”确认', confirm: '永久删除', done: '客户已删除', mismatch: '名称不一致。',
    person: { open: '删除个人信息', file: '客户档案', gone: '个人信息已删除', withheld: '号码未显示', title: '永久删除“{{name}}”的个人信息？', text: '这个人没有客户档案。他的姓名、号码、备注、按键、开放式回答与录音都会删除，不能恢复；等待中的回访和回拨会取消。他的所有呼叫只保留统计数字。其他名单里的相同号码不受影响，免打扰登记会保留。', type: '请输入号码的后四位确认', mismatch: '与号码后四位不一致。', done: '个人信息已删除' },
  },
  customersLate: { title: '逾期', any: '不限' },
  ledgerReason: { customer_erased: '客户已删除' },
  endReason: { customer_erased: '客户已删除', erased: '客户已删除', vacant: '空号' },
  problem: { call_live: '客户正在通话中，通话结束后再删。', record_open: '有一份通话记录没补完，请先补完再删。', has_file: '这个人有客户档案，请到档案里删除客户。' },
  fieldProblem: { same_number: '与原号码相同', number_in_list: '名单里另一位联系人是这个号码', already_there: '活动里已有这个号码', name_differs: '与客户名称不一致', digits_differ: '与号码后四位不一致' },
}

export type RecordsMessages = typeof zh
