// Words of the pages of plans and follow-up types. English has the same keys (checked by the compiler).
export const zh = {
  planState: { draft: '草稿', requested: '待确认', confirmed: '已确认', running: '进行中', paused: '已暂停', stopped: '已停止' },
  planMethod: { phone: '电话', sms: '短信', email: '电子邮件', visit: '上门', questionnaire: '问卷' },
  planDate: { birthday: '联系人生日', contract: '签约日期', expiry: '到期日期', maintenance_expiry: '保养到期（到期日期）', insurance_expiry: '保险到期（到期日期）', licence_expiry: '证照到期（到期日期）', drill_expiry: '演练到期（到期日期）', self_assessment_expiry: '自评到期（到期日期）' },
  planUnit: { days: '{{n}} 天', weeks: '{{n}} 周', months: '{{n}} 个月', quarters: '{{n}} 个季度', half_years: '{{n}} 个半年', years: '{{n}} 年' },
  planStep: {
    same_evening: '当晚 {{from}}–{{to}}', within: '{{n}} 天内', between: '第 {{from}} 到第 {{to}} 天', every: '每 {{unit}}', once: '{{unit}}后一次', times: '共 {{n}} 次', until: '到 {{day}} 为止', span: '{{n}} 天内做完', lead: '提前 {{n}} 天', second: '前 {{n}} 天再提醒',
    birthday: '生日当天', birthdayLead: '生日前 {{n}} 天起', expiry: '到期前 {{n}} 天起',
  },
  planMember: { days: '最迟第几天', after_days: '最早第几天（0：事件后即可）', from: '从', to: '到', n: '每隔', unit: '单位', count: '次数（0：不限）', until: '最后一天（可空）', span_days: '几天内做完（0：当天）', lead_days: '提前几天', second_days: '再次提醒：前几天（0：不再提醒）' },
  planAct: {
    request: { name: '提交申请', title: '提交“{{name}}”？', text: '由客服或主管确认后，才能启动。确认前仍可修改。', done: '申请已提交' },
    confirm: { name: '确认', title: '确认“{{name}}”？', text: '确认后不能再修改；由主管启动后才会产生回访。', done: '计划已确认' },
    send_back: { name: '退回', title: '退回“{{name}}”？', text: '计划回到草稿，申请人会看到原因。', done: '计划已退回' },
    launch: { name: '启动', title: '启动“{{name}}”？', text: '启动后自动产生回访：每个周期一次，每天补足，新业务事件几分钟内跟进。', done: '计划已启动' },
    pause: { name: '暂停', title: '暂停“{{name}}”？', text: '等待中的 {{n}} 条回访立即停拨，也不再产生新的；正在进行的通话不受影响。', done: '计划已暂停' },
    resume: { name: '继续', title: '继续“{{name}}”？', text: '停下的 {{n}} 条回访恢复拨打，并补上暂停期间的回访。', done: '计划已继续' },
    stop: { name: '停止', title: '停止“{{name}}”？', text: '停止后不能再启动：等待中的 {{n}} 条回访将取消，未接通的呼叫会挂断，已接通的通话继续。', done: '计划已停止' },
  },
  planTrigger: { manual: '手动', first: '新周期', day: '每日补足', events: '新业务事件' },
  planRunState: { queued: '排队', running: '进行中', done: '完成', failed: '失败', cancelled: '已取消' },
  planReason: {
    chosen_all: '选中：全部回访', sample: '选中：抽样', chosen_tier: '选中：金额档名额内', chosen_fallthrough: '选中：补上一档的缺额', minimum: '选中：门店最低数量', kept: '以前已经安排', ended: '以前已经结束，不再安排', not_chosen_quota: '未选：本档名额已满', not_chosen_no_tier: '未选：金额不在任何一档',
    not_chosen_share: '未选：不在抽样比例内', not_chosen_week: '未选：每周数量已满', rotation_off: '未选：门店未轮到', no_day_left: '未选：没有可排的日子', outside_period: '未选：不在周期内', no_number: '未选：没有可拨的号码', on_dnc: '未选：在免打扰名单', too_late: '未选：已经过期',
  },
  planRun: {
    rehearsal: '试算', rehearse: '试算', rehearsalText: '用现有客户与业务事件算一遍：会选中谁、排在哪天、其余为什么不选。不写入任何数据。', seen: '到期', chosen: '选中', added: '新增', days: '按天', day: '日期', count: '数量', reasons: '选中与未选的原因', tiers: '金额档', units: '门店与部门', noTier: '（不在任何一档）', noUnit: '（未指定）', share: '比例', asTable: '看数字',
    of: '{{from}} 至 {{until}}', which: { current: '本周期', next: '下一周期' },
  },
  plans: {
    sub: '计划 = 什么时候、回访谁、为了什么。由业务事件或日期自动产生回访。', create: '新建计划', empty: '还没有计划', emptyText: '选一个回访类型，规则与问卷都已备好。', all: '所有计划', requests: '待确认的申请（{{n}}）', filedBy: '{{name}} {{at}} 提交', name: '名称', unit: '门店或部门', campaign: '活动', period: '周期', lastRun: '最近产生', lastRunOf: '最近一次产生（{{at}}）', addedN: '新增 {{n}}', figures: '完成 / 总数', figuresText: '已完成的回访 / 已产生的回访',
    newTitle: '新建计划', editTitle: '修改计划', save: '保存', saved: '计划已保存', notEditable: '只有草稿和待确认的申请可以修改。', sentBack: '退回原因', reason: '退回原因', requester: '申请人', purpose: '目的', followUps: '已产生的回访：{{n}}', ledger: '在台账中查看', generation: '产生回访', generationText: '由系统自动进行；需要时也可以马上产生。重复进行不会产生重复的回访。', generate: '产生{{period}}（{{from}} 起）', going: '正在产生…', queued: '已开始产生', cancelled: '已请求取消',
    runs: '历次产生', noRuns: '还没有产生过', noRunsText: '计划启动后自动进行。', at: '时间', trigger: '起因', created: '建立', requested: '申请', confirmed: '确认', launched: '启动', stopped: '停止', onEvent: '业务事件 {{kind}}', onDate: '{{date}}', once: '{{from}} 至 {{to}}', weekly: '每周', monthly: '每月', removeTitle: '删除草稿“{{name}}”？', removeText: '草稿没有产生回访，删除后不能恢复。', removed: '计划已删除', campaignNotRunning: '活动“{{name}}”现在是{{state}}：回访会产生，但要等活动启动才拨打。',
  },
  planForm: {
    chooseType: '请选择回访类型', typeHint: '带来规则与问卷；只有电话类的可以做计划。', typeTaken: '规则与抽样已按类型填好，可以修改。', chooseCampaign: '请选择活动', campaignHint: '坐席、线路、时段与重拨规则用活动的；为计划建的活动不需要名单。', unitHint: '只回访这个门店或部门的客户。', allUnits: '所有', requesterHint: '门店或部门里提出的人。',
    when: '什么时候', whom: '回访谁', trigger: '起因', by: { event: '业务事件', date: '客户资料里的日期' }, event: '事件类型', eventHint: '与导入或接口送来的事件类型一致，例如 sale、repair。', date: '日期', code: '规则代号', codeHint: '换一个代号，就会从头产生。', steps: '步骤', addStep: '添加步骤', stepNo: '步骤 {{n}}：', removeStep: '移除步骤 {{n}}', form: '方式', days: '天',
    forms: { same_evening: '当晚', within: '几天内', every: '每隔一段时间', birthday: '生日', expiry: '到期提醒' },
    regions: '按地区不同的规则（{{n}}）', regionsHint: '客户所在地区有自己的步骤时，用它代替上面的步骤。', region: '地区 {{name}}', regionSteps: '{{name}} 的步骤', newRegion: '新地区', addRegion: '添加地区', removeRegion: '移除地区 {{name}}',
    choose: '选法', chooses: { all: '全部', sample: '抽样', tiers: '按金额分档' }, share: '比例', perStore: '每个门店各自抽样', dearerFirst: '金额高的优先', tiers: '金额档', tiersHint: '每个门店、每个周期的名额。金额含下限、不含上限；上限留空表示不封顶。', tierName: '档名', tierFrom: '从（元）', tierTo: '到（元）', tierCount: '名额', tierFill: '不足时由此档补', ofTier: '{{what}}（第 {{n}} 档）', addTier: '添加一档', removeTier: '移除第 {{n}} 档', documentTiers: '常用：1500–2999、3000–4999、5000 以上',
    weekly: '每周成功数量（{{n}}）', weeklyHint: '达到下限前会继续补足，成功的与进行中的合计不超过上限。', weeks: '第几周', otherWeeks: '其余各周', least: '至少', most: '至多', addTarget: '添加', removeTarget: '移除第 {{n}} 项', groups: '门店分组、最低数量与轮换（{{n}}）', groupsHint: '分组用于最低数量，以及大小店轮换。', group: '组名', stores: '门店', addGroup: '添加分组', removeGroup: '移除分组 {{name}}', bySize: '按门店大小分组',
    minimums: '最低数量', minimumGroup: '第 {{n}} 项的分组', minimumCount: '第 {{n}} 项的数量', perStorePeriod: '条，每店每周期', addMinimum: '添加最低数量', removeMinimum: '移除第 {{n}} 项最低数量', rotation: '轮换', rotationOn: '各组每周轮换', otherFirst: '换一组先', firstMonday: '第一组从哪个周一开始',
    periodHint: '名额按周期计算；每个周期自动产生一次。', periodKind: '周期', periods: { month: '每月', week: '每周', once: '一段日期' }, firstDay: '第一天', lastDay: '最后一天（含）',
  },
  types: {
    sub: '回访类型决定问什么、什么时候问。已备好的可以修改，也可以恢复原样。', add: '新建类型', code: '代号', codeHint: '小写字母、数字、下划线，字母开头。', method: '方式', questions: '问题', delivered: '备好的', edited: '备好的，已改', own: '自建', advice: '建议 {{n}}', deliveredText: '这是备好的类型，可以修改；之后可以恢复原样。', editedText: '这个备好的类型改过；升级不会覆盖您的修改。',
    labelZh: '中文名称', labelEn: '英文名称', shareHint: '新计划默认选中多少。', active: '启用：新活动与新计划可以选它', questionsHint: '必答题答完，回访才算完成。建议最多三题。修改会用于还在等待的回访。', questionNo: '问题 {{n}}', up: '问题 {{n}} 上移', removeQuestion: '移除问题 {{n}}', textZh: '中文问题', textEn: '英文问题', kind: '答案', kinds: { satisfaction: '满意 / 基本满意 / 不满意', yes_no: '是 / 否', choice: '选项', open: '文字' }, questionId: '问题代号', options: '选项', option: { label_zh: '选项 {{n}} 中文', label_en: '选项 {{n}} 英文', code: '选项 {{n}} 代号' },
    addOption: '添加选项', removeOption: '移除选项 {{n}}', addQuestion: '添加问题', ruleHint: '新计划从这条规则开始；已有的计划不变。', saved: '类型已保存', removed: '类型已删除', reset: '恢复原样', resetTitle: '恢复原样？', resetText: '名称、问题与规则都恢复为备好的样子，您的修改不再保留。', removeTitle: '删除类型？', removeText: '活动或计划用过的类型不能删除，请改为停用。',
  },
  planProblem: {
    required: '必填', too_short: '必填', code_bad: '只能用小写字母、数字与下划线，以字母开头', duplicate: '重复', text_missing: '请至少填写中文或英文', text_too_long: '太长', method_unknown: '没有这种方式', share_out_of_range: '比例应为 1 到 100', kind_unknown: '没有这种问题', options_count: '选项应为 2 到 20 个', too_many: '太多',
    zone_missing: '请填写时区', zone_unknown: '没有这个时区，例如 Asia/Shanghai', trigger_missing: '请填写起因', trigger_twice: '事件与日期只能选一个', never_fires: '永远不会产生回访', form_unknown: '请选择方式', form_needs_date: '生日与到期提醒要用日期', member_misplaced: '此处不能填写', time_bad: '时间格式应为 HH:MM', from_not_before_to: '“到”要大于“从”', days_out_of_range: '天数应为 1 到 366', after_days_out_of_range: '最早的一天不能晚于最迟的一天', n_out_of_range: '间隔不能超过十年，至少为 1', count_out_of_range: '数量超出范围', date_bad: '没有这一天', lead_out_of_range: '提前的天数超出范围，要小于间隔', second_out_of_range: '再次提醒要晚于第一次', span_out_of_range: '天数不能超过间隔', step_duplicate: '与前面的步骤重复', step_conflict: '与前面的步骤提前天数不同，会在同一天相撞', region_bad: '地区名称为空或首尾有空格',
    choose_unknown: '请选择选法', never_chooses: '这样一个也选不中', name_missing: '请填写名称', amount_out_of_range: '金额不能小于 0', tiers_overlap: '与另一档重叠', tiers_gap: '与下一档之间有空隙', tier_unknown: '没有这一档', fall_through_cycle: '补足转了一圈又回到自己', fall_through_shared: '这一档已补给另一档', week_out_of_range: '周数应为 1 到 54', min_over_max: '至少不能大于至多', group_unknown: '没有这个分组', group_empty: '分组里没有门店', store_in_two_groups: '门店在两个分组里', rotation_too_few: '轮换至少要两个分组', not_monday: '不是周一', minimums_over_max: '最低数量超过了每周数量的合计', no_working_days: '周期里没有工作日',
    period_kind_unknown: '请选择周期', period_to_before_from: '最后一天不能早于第一天', period_too_long: '最长 366 天', period_over: '这段日期已经过去', date_unknown: '客户资料里没有这个日期', type_unknown: '请选择启用的回访类型', method_not_dialled: '这种方式系统不会执行：目前只有电话类的回访可以做计划。', campaign_unknown: '没有这个活动', campaign_ended: '活动已结束，不再拨打', unit_unknown: '没有这个单位或门店', code_taken: '代号已被使用', code_fixed: '代号不能修改', method_in_use: '有计划在用电话方式，请先停止它们', questions_more_than_advised: '问题超过三个：客户容易不耐烦', nothing_required: '没有必答题：接通就算完成', calendar_unknown: '这一年的节假日还没有数据，按平日计算', nothing_due: '这个周期没有到期的回访：请检查事件类型、日期与门店',
  },
}

export type PlansMessages = typeof zh
