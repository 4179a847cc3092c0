// Words of the ledger, the caps and the retry policy. English has the same keys (checked by the compiler).
export const zh = {
  ledger: {
    title: '回访台账', sub: '每一条到期的回访去了哪里：做完、联系上、在等什么，或为什么不再拨。各项相加必等于总数。', campaign: '活动', at: '截至 {{at}}', sum: '总数 {{total}} = 完成 {{done}} + 联系上 {{reached}} + 等待 {{waiting}} + 不再拨 {{not}}',
    class: { done: '完成', reached: '联系上', waiting: '等待', not: '不再拨' }, classText: { done: '必答题已答完', reached: '正在通话或待小结', waiting: '还会拨', not: '不会再拨' },
    kind: '去向', reason: '原因', count: '数量', until: '最早可继续', open: '查看', openCalls: '查看通话', openDnc: '免打扰名单', openCaps: '呼叫上限', openCampaigns: '查看活动', openWhat: '{{what}}：{{reason}}', lines: '台账明细',
    empty: '还没有回访', emptyText: '启动一个活动后，这里逐条说明每个回访的去向。', emptyCampaignText: '这个活动还没有回访：请先选名单。', correct: '数据更正', correctText: '号码是空号，请核对并更正客户资料。', now: '现在', whole: '打开台账页',
  },
  ledgerReason: {
    completed: '已完成', live: '正在呼叫或通话', record_missing: '已联系上，坐席还没写小结', due: '现在可拨，等空闲坐席与线路', later: '还没到重拨或计划时间', callback: '与客户约好了回拨时间', window_closed: '不在呼叫时段', call_caps: '号码或客户已达呼叫次数上限', number_busy: '号码或客户正在另一通呼叫中',
    on_dnc: '在免打扰名单上，即将取消', waiting_for_agent: '预约回拨，等约定的坐席示闲', campaign_draft: '活动还是草稿，未启动', campaign_paused: '活动已暂停', campaign_stopped: '活动已停止', campaign_finished: '活动已完成', do_not_call: '免打扰', not_said: '未说明',
  },
  endPattern: { outcome_final: '{{what}}：按规则不再拨', max_attempts: '次数用完（最后一次：{{what}}）', outcome_limit: '“{{what}}”已达规则次数' },
  caps: {
    title: '呼叫规则', sub: '对所有活动、所有坐席一起生效。', card: '呼叫次数上限', text: '同一个号码、同一位客户，在任何一段时间内最多被呼叫多少次，不分活动。达到上限的回访会等到上限解除再拨，不会丢失。', why: '运营商与监管通常把“24 小时超过 5 次、5 分钟超过 3 次”视为骚扰，主叫号码可能被标记或停用。默认值就是这两条。',
    perDay: '任意 24 小时内最多', perBurst: '短时间内最多', burst: '短时间指', times: '次', minutes: '分钟', save: '保存', saved: '呼叫上限已保存，立即生效', defaults: '恢复默认（24 小时 5 次，5 分钟 3 次）', loose: '比默认宽松', looseText: '号码更容易被运营商标记为骚扰电话，请确认有客户同意。', confirmTitle: '放宽呼叫上限？', confirmText: '从 24 小时 {{day0}} 次、{{min0}} 分钟 {{burst0}} 次，改为 24 小时 {{day}} 次、{{min}} 分钟 {{burst}} 次。对所有活动立即生效，并记入审计。', confirm: '确认放宽', audit: '改动立即对尚未拨出的呼叫生效，并记入审计。', unchanged: '没有改动', ledger: '查看哪些回访在等上限解除',
  },
  retry: {
    preset: '规则', custom: '逐项设置', customText: '从当前规则出发，按结果逐项修改。', change: '逐项修改', total: '一个回访总共最多呼叫', table: '按结果的重拨规则', outcome: '结果', action: '处理', again: '再拨', end: '结束', like: '同“无人接听”', delay: '间隔（分钟）', days: '隔天', sameDay: '当天可拨', day: '{{n}} 天后起', limit: '此结果最多（次）', noLimit: '不限', next: '换下一个号码', default: '其他结果', inWords: '规则说明', fields: { action: '{{what}}：处理', delay: '{{what}}：间隔（分钟）', days: '{{what}}：隔天', limit: '{{what}}：次数', next: '{{what}}：换下一个号码' },
    hint: '间隔到了还要在呼叫时段内、未达呼叫上限才会拨。次数 0 表示不限，只受总次数限制。', business: '通话后的小结', 
    say: { again: '{{wait}}再拨', againLimit: '{{wait}}再拨，此结果最多 {{n}} 次', end: '不再拨', nextEnd: '换客户的下一个号码；没有则结束', nextAgain: '换客户的下一个号码；没有则{{wait}}再拨', whole: '一个回访总共最多呼叫 {{n}} 次。', line: '{{what}}：{{rule}}', seconds: '{{n}} 秒后', minutes: '{{n}} 分钟后', hours: '{{n}} 小时后', nextDay: '第二天起', afterDays: '{{n}} 天后起' },
  },
  fieldProblem: {
    type_required: '先选回访类型', attempts_out_of_range: '总次数应为 1 到 20', delay_out_of_range: '间隔应为 1 秒到 30 天', limit_out_of_range: '次数应为 0 到 20', days_out_of_range: '天数应为 0 到 30', action_bad: '请选择处理方式', number_bad: '号码设置有误', outcome_unknown: '没有这种结果',
  },
}

export type RulesMessages = typeof zh
