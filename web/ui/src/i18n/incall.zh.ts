// Words of what is done within a call. English has the same keys (checked by the compiler).
export const zh = {
  incall: {
    ask: '转接咨询', holdReason: '保持原因', agreed: '客户已同意等候', recordPause: '暂停录音', recordResume: '恢复录音', recordingPaused: '录音已暂停 {{time}}', help: '求助', helpDone: '撤回求助', helpAsked: '已求助 {{time}}', leave: '退出', detected: { machine: '像是答录机', fax: '像是传真' },
    notAside: '客户在等待：请先取回客户，或完成转接。', coach: { listen: '{{name}} 正在监听', whisper: '{{name}} 正在密语', join: '{{name}} 已加入通话' },
  },
  skillName: { mandarin: '普通话', cantonese: '粤语' },
  holdReason: { lookup: '查资料', consult: '咨询同事', system: '操作系统', other: '其他', transfer: '转接' },
  ask: {
    title: '转接或咨询', whom: '找谁', nobody: '现在没有别的坐席在线。', skill: '会“{{skill}}”的空闲坐席', outside: '外线号码', away: '在另一节点，需几秒接入', number: '号码，或部门名称', departments: '部门通讯录', noDepartment: '没有符合的部门', readOut: '只供告知，拨不出去', note: '原因（对方可见）', notePlaceholder: '例如：客户要求退款，订单 1023', consult: '先咨询', transfer: '直接转接',
    hint: '先咨询：客户听音乐，您与对方谈好后再完成转接或开三方。直接转接：您立即退出；无人接听时客户会回到您这里。',
  },
  guest: { title: '咨询与转接', left: '剩 {{time}}', failed: '对方没有接入，客户已回到您这里' },
  guestHost: { consult: '咨询 {{name}}', transfer: '转接给 {{name}}' },
  guestAsks: { consult: '{{name}} 请您协助', transfer: '{{name}} 转来客户' },
  guestState: { connecting: '接入中', asked: '等待接听', consulting: '咨询中', conference: '三方通话', transferring: '转接中', handed: '已转出', taken: '已转入', ended: '已结束', failed: '未成功' },
  guestHint: { connecting: '正在从另一节点接入，需要几秒。客户在听音乐。', asked: '客户在听音乐。', consulting: '客户在听音乐，听不到你们。', conference: '三方都能听到。', transferring: '客户在听音乐；被接听后您即可继续。', handed: '客户正与对方通话，请填写小结。' },
  guestAction: { accept: '接听', decline: '拒绝', complete: '完成转接', conference: '三方通话', aside: '让客户等待', takeBack: '取回客户' },
  guestReason: { busy: '对方忙', nobody: '没有空闲的坐席', no_answer: '无人接听', declined: '对方拒绝', gone: '对方离线', hung_up: '对方挂断', trouble: '系统故障，请重试' },
  coach: {
    actions: '监听', listen: '监听', whisper: '密语', join: '加入', leave: '退出', connecting: '正在接通音频…', listenHint: '双方都听不到您。', whisperHint: '只有坐席听得到您。', joinHint: '客户和坐席都听得到您。', ended: '这通电话已结束。',
    with: '{{agent}}', mic: '需要麦克风权限才能监听。', taken: '监听已在另一个页面打开。', help: '求助 {{time}}', here: '{{name}}：{{mode}}', lost: '连接断开，正在重连…',
    settings: '通话中的主管', settingsText: '坐席页面是否显示主管正在监听、密语或加入。每一次监听都会写入审计记录，与此设置无关。', never: '从不显示', speaking: '密语或加入时显示', always: '监听时也显示', saved: '已保存',
  },
  attempt: { wrapUp: '整理用时' },
  event: {
    consult: '咨询', transfer: '直接转接', guest_accepted: '对方接听', guest_failed: '对方未接入', guest_left: '对方退出', taken_back: '取回客户', handed: '已转给外线', transfer_lost: '转接无人接听，转为回拨',
    message: '播放语音', played: '语音播完', detected: '识别接听者', recognised: '识别提示音', key: '按键选择', previewed: '预览后拨号', abandoned: '放弃',
    recording_paused: '暂停录音', recording_resumed: '恢复录音', coach_listen: '主管监听', coach_whisper: '主管密语', coach_join: '主管加入', coach_left: '主管退出',
  },
  eventDetail: { notice: '通知', abandoned: '无坐席致歉', greeting: '欢迎语', position: '排队位置', turn: '无人接听的说明', thanks: '感谢留言', machine: '答录机', person: '人', unknown: '不确定', agent: '转坐席', callback: '回拨', message: '留言', closed: '非工作时间', full: '等待人数已满', max_wait: '等待太久', agreed: '客户已同意等候' },
  endReason: {
    notice_confirmed: '按键确认通知', notice_done: '通知播放完毕', notice_do_not_call: '按键要求不再来电', notice_ended: '按键结束通知', machine_message: '已给答录机留言', machine_no_beep: '答录机没有提示音', machine: '答录机', fax: '传真', announcement: '识别到提示音', outside_left: '外线挂断', transfer_lost: '转接无人接听',
    closed: '非工作时间', full: '等待人数已满', nobody: '没有坐席在线', max_wait: '等待太久', callback: '按键要求回拨', message: '按键留言', timeout: '时间到',
  },
  rights: { title: '权限', dial_manual: '可自行拨打号码', dial_outside: '可咨询、转接外线' },
  problem: {
    outside_not_permitted: '您没有拨打外线的权限，请联系管理员。', colleague_busy: '对方现在不空闲。', nobody_free: '没有空闲的坐席会这项技能。', trunk_unavailable: '线路暂不可用。',
    number_characters: '号码里有不允许的字符。', number_length: '号码长度不对。', number_short: '不能拨打服务短号。', number_emergency: '不能拨打紧急号码。', number_premium: '不能拨打高额收费号码。', number_international: '不能拨打国际号码。',
    number_plan: '不是完整的号码；固定电话请加区号。', number_do_not_call: '号码在免打扰名单上。', number_denied: '线路禁止拨打这个号码。', number_not_allowed: '线路不允许拨打这个号段。', trunk_full: '线路已满，请稍后再试。', trunk_down: '线路中断，请稍后再试。', trunk_suspect: '线路异常，请稍后再试。', trunk_spent: '线路已达今日上限。', trunk_rate: '线路正忙，请稍后再试。',
  },
}

export type InCallMessages = typeof zh
