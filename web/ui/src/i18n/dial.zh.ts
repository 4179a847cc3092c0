// Words of previews and manual dials at the desk. English has the same keys (checked by the compiler).
export const zh = {
  preview: {
    title: '预览', left: '还剩 {{time}}', thenDial: '时间到自动拨号', thenSkip: '时间到自动跳过', dial: '拨号', skip: '跳过', why: '为什么跳过？', cancel: '返回', announce: '请预览客户：{{name}}',
  },
  manual: {
    title: '手动拨号', empty: '现在没有到期的回访', list: '到期的回访', call: '拨打', callTo: '拨打 {{name}}', number: '号码', numberHint: '按平时写法即可；会检查号码、免打扰、时段和次数。', name: '称呼', campaign: '活动', dial: '拨号', ready: '示闲后才能拨号。', due: '应拨', callback: '预约', more: '前 50 个', refresh: '刷新', noRight: '你的账号不能自己输入号码，只能拨打名单里的客户。',
  },
  fieldProblem: {
    on_dnc: '这个号码在免打扰名单上。', not_due: '还没到应拨的时间。', call_caps: '这位客户已达到呼叫次数上限。', window_closed: '现在不在可以拨打的时段。', number_busy: '正在呼叫这位客户，或你正在通话。', not_waiting: '这个回访已经在处理或结束了。', callback_of_another: '这是别的坐席的预约。', not_manual: '这个活动不是手动模式。', campaign_not_running: '活动没有运行。', no_manual_campaign: '你没有正在运行的手动活动。',
  },
  problem: { agent_not_ready: '请先示闲；通话中或小结中不能拨号。', no_line: '现在没有空闲线路，请稍后再试。', right_missing: '你的账号没有这个权限。' },
}

type Same<T> = { [K in keyof T]: T[K] extends string ? string : Same<T[K]> }
export type DialMessages = Same<typeof zh>
