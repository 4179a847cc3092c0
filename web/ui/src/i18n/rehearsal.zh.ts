// Words of the launch rehearsal. English has the same keys (checked by the compiler).
export const zh = {
  rehearsal: {
    title: '预演', intro: '按现在的名单、坐席、时段和以往的接听情况，用真实的拨号节奏模拟多遍。不拨号，也不改动任何数据。', run: '开始预演', again: '重新预演', running: '正在模拟，最多约 20 秒…', cancel: '取消',
    mode: '拨号模式', agents: '坐席人数', agentsHint: '1 到 2000；空着按能接的全部坐席', agentsAll: '全部', agentsBad: '请填写 1 到 2000 的整数，或空着。',
    nothing: '没有等待回访的号码', nothingText: '导入名单或生成计划后再预演。',
    result: '{{mode}}，{{agents}} 位坐席，{{n}} 个等待回访；模拟了 {{runs}} 遍。',
    finish: '预计完成', notFinished: '60 天内完不成', notAlways: '{{runs}} 遍中有 {{n}} 遍能在 60 天内完成', occupancy: '坐席忙碌', abandoned: '放弃率', reached: '接通坐席', dialled: '拨号次数',
    range: '多半在 {{from}} 到 {{to}} 之间', percent: '{{n}}%', assumes: '依据和假设',
    assume: {
      answer_rate_own: '接听率 {{pct}}%，来自本活动最近 {{count}} 次拨号，按小时区分', answer_rate_all: '接听率 {{pct}}%，本活动拨号还少，取自所有活动最近 {{count}} 次拨号，按小时区分', answer_rate_unknown: '没有足够的以往拨号：接听率在 20% 到 50% 之间取，所以范围很宽',
      talk_past: '通话平均 {{value}} 秒，来自最近 {{count}} 次', talk_unknown: '没有以往通话：假设平均约 {{value}} 秒', wrap_up_past: '话后处理平均 {{value}} 秒，来自最近 {{count}} 次', wrap_up_unknown: '没有以往数据：假设话后处理约 {{value}} 秒',
      agents_present: '{{value}} 位坐席在拨打时段内全部在岗，各有三次短休', extrapolated: '前 {{value}} 小时逐个电话模拟，之后按同样速度推算', cut_short: '活动太大，时间内只逐个电话模拟了 {{value}} 小时，其余按同样速度推算',
      retry_simple: '没接通的都按“无人接听”的间隔再拨，直到最多次数；不计预约回拨、客户自己的时段和全局频次', learns_anew: '预测从头学习，开始一段按渐进拨号',
    },
  },
  problem: { not_rehearsed: '语音通知和呼入队列不做预演。', rehearsal_busy: '另一个预演正在进行，请 {{s}} 秒后再试。' },
}

type Same<T> = { [K in keyof T]: T[K] extends string ? string : Same<T[K]> }
export type RehearsalMessages = Same<typeof zh>
