// Words of the frame and of the agent's desk. English has the same keys (checked by the compiler).
export const zh = {
  app: { name: '回访', tagline: '开源客户回访呼叫中心' },
  ui: {
    comma: '、', semicolon: '；',
    loading: '正在加载', retry: '重试', more: '加载更多', close: '关闭', cancel: '取消', save: '保存', add: '添加', remove: '移除', delete: '删除', 
    back: '返回', search: '查询', reset: '重置', refresh: '刷新', all: '全部', trace: '追踪编号', crumbs: '位置', skip: '跳到正文', optional: '（选填）',
    language: '语言', theme: '外观', auto: '跟随系统', light: '浅色', dark: '深色', signOut: '退出登录', signOutInCall: '正在通话，请先挂断再退出。', signedInAs: '{{name}}（{{role}}）', mainNav: '主导航', 
    seconds: '{{n}} 秒', reload: '重新加载',
  },
  nav: {
    hotline: '热线', directory: '部门通讯录',
    desk: '工作台', callbacks: '我的回拨', calls: '通话记录', live: '实时概览', campaigns: '活动', lists: '名单', dnc: '免打扰', users: '用户', attempts: '通话与录音',
    records: '回访记录', ledger: '回访台账', customers: '客户', imports: '导入', settings: '设置', rules: '呼叫规则', units: '门店与部门', skills: '坐席技能', plans: '计划', types: '回访类型', calendar: '日历', audit: '审计', about: '关于', docs: '接口文档',
  },
  role: { agent: '坐席', supervisor: '主管', qa: '质检', admin: '管理员' },
  signIn: {
    title: '登录', login: '用户名', password: '密码', submit: '登录', submitting: '正在登录…', required: '请填写用户名和密码。', ended: '登录已失效，请重新登录。',
  },
  errorPage: {
    notFound: '没有这个页面', notFoundText: '链接可能已失效，或地址有误。', forbidden: '您没有权限查看此页面', forbiddenText: '此页面面向：{{roles}}。', home: '回到首页',
    crashed: '页面出错了', crashedText: '页面遇到未预料的错误。您的数据没有丢失：重新加载后可继续。', stale: '有新版本，请重新加载页面。',
  },
  about: {
    title: '关于回访', text: '回访（Huifang）是开源的客户回访呼叫中心：名单、活动、外呼、网页电话、小结与录音质检。', version: '页面版本', license: '许可证', api: '接口',
    openapi: 'OpenAPI 描述', docsText: '在线阅读接口说明', shortcuts: '工作台按 ? 查看快捷键',
  },
  problem: {
    no_numbers: '队列还没有客户拨打的号码，不能启动。',
    network: '连不上服务，请检查网络后重试。', unavailable: '服务暂时不可用，请稍后重试。', unexpected: '服务返回了意外的结果。', unexpected_page: '页面遇到未预料的错误。',
    internal: '服务内部错误，请稍后重试；如仍失败，请把追踪编号告诉管理员。', bad_request: '请求有误。', invalid: '填写有误，请检查。', not_found: '找不到，可能已被删除。',
    method_not_allowed: '不支持这个操作。', unsupported_media_type: '文件或数据类型不受支持。', not_signed_in: '登录已失效，请重新登录。', forbidden: '您的角色不能做这个操作。',
    cross_origin: '请求来自其他网站，已拒绝。', bad_login: '用户名或密码不正确。', too_many_logins: '失败次数过多，请在 {{s}} 秒后再试。', login_taken: '这个用户名已有人用。',
    last_admin: '这是最后一位启用的管理员，不能停用或改角色。', node_away: '您所在的服务节点暂时没有响应，请稍后重试。', database_down: '数据库暂时连不上，请稍后重试；已确认的数据不会丢失。', timeout: '超时，请重试。', too_large: '文件太大。',
    idempotency_key_required: '缺少幂等键。', idempotency_key_reused: '同一上传编号已用于另一文件，请重新选择文件。', file_unusable: '文件无法使用。', list_in_use: '名单正被活动使用，不能删除。',
    wrong_state: '当前状态不能做这个操作，请刷新后再看。', version_changed: '别人刚改过，请重新打开后再改。', if_match_required: '缺少版本号。', no_agents: '还没有分配坐席，不能启动。',
    no_contacts: '名单里没有可拨的联系人，不能启动。', window_never_opens: '呼叫时段永远不会开放，不能启动。', trunk_unknown: '线路不存在，请改选线路。', already_disposed: '这通电话已有小结。',
    not_connected: '坐席页面没有连接。', recording_missing: '没有录音。', phone_filter_too_wide: '请输入号码的最后 4 位。', busy: '服务正忙，请稍后再试。',
    callback_time_required: '请选择回拨时间。', callback_in_past: '回拨时间已经过去，请另选。', callback_outside_window: '回拨时间不在呼叫时段内。',
    not_allowed: '当前状态不能这样操作。', no_media: '音频还没有接通，请先完成设备检测。', closed: '本页面已不是当前工作台。', bad_message: '消息格式有误。', too_many_messages: '操作太快，请稍候。', disconnected: '连接已断开，正在重连。',
  },
  fieldProblem: {
    did_bad: '号码应为 3 到 20 位数字', did_taken: '号码已属于另一个队列', announce_too_often: '播报间隔至少 10 秒', number_bad: '2 到 20 位数字、* 或 #，可带 + 号',
    answer_required: '请先问到答案：必答题答完才算完成', required: '必填', unknown_field: '不认识的字段', too_short: '太短', too_long: '太长', out_of_range: '超出范围', not_allowed: '不是可选的值', duplicate: '重复', invalid: '格式不对',
    zone_missing: '请选择时区', zone_unknown: '没有这个时区', never_opens: '至少要有一个时段', too_many_intervals: '时段太多', weekdays_missing: '请至少选一天', weekday_bad: '星期有误',
    weekday_duplicate: '星期重复', time_bad: '时间格式应为 HH:MM', from_not_before_to: '结束要晚于开始；跨午夜请分成两段', overlap: '与另一时段重叠',
    callback_time_required: '请选择回拨时间', callback_in_past: '回拨时间已经过去', callback_outside_window: '不在呼叫时段内', trunk_unknown: '线路不存在', caller_id_unknown: '线路没有这个主叫号码',
    caller_id_not_allowed: '线路不允许这个主叫号码', caller_id_kept: '这个主叫号码留给了别的活动', callback_not_possible: '活动已结束，不能再预约回拨', login_taken: '这个用户名已有人用',
    list_unknown: '名单不存在', agent_unknown: '坐席不存在或已停用',
  },
  outcome: {
    missed: '来电未接', message: '留言',
    answered: '已接通', busy: '占线', no_answer: '无人接听', powered_off: '关机', suspended: '停机', vacant: '空号', rejected: '拒接', unreachable: '无法接通', machine: '答录机', fax: '传真',
    abandoned: '放弃', failed: '呼叫失败', interrupted: '中断', not_placed: '未拨出', live: '进行中',
  },
  agentState: { offline: '离线', ready: '示闲', reserved: '外呼中', previewing: '预览中', invited: '请您协助', on_call: '通话中', wrap_up: '整理', paused: '示忙' },
  hungUpBy: { customer: '客户', agent: '坐席', system: '系统' },
  pauseReason: { break: '小休', lunch: '用餐', training: '培训', meeting: '会议', other: '其他' },
  desk: {
    title: '工作台', status: '我的状态', ready: '示闲', pause: '示忙', offline: '签退', pauseWhy: '示忙原因', todayAnswered: '今日接通', todayCompleted: '今日完成', campaigns: '我的活动',
    noCampaigns: '现在没有进行中的活动分配给您。', nextIs: '这通之后：{{state}}', nextClear: '之后仍示闲', nextPause: '之后示忙', nextOffline: '之后签退',
    recordsTitle: '有 {{n}} 份回访记录没有补完', recordsOverdue: '其中 {{n}} 份已逾期。', recordsOpen: '去补完',
    waiting: '等待下一通电话', waitingText: '客户接通时会有提示音，并自动显示客户资料。', offlineTitle: '尚未示闲', offlineText: '完成设备检测后，点“示闲”开始接听。',
    pausedTitle: '您正在示忙', pausedText: '不会分配新电话。准备好后点“示闲”。', connecting: '正在连接工作台…',
    lineDown: '电话系统暂时连不上', lineDownText: '正在自动恢复；恢复前不会有新电话。', notice: { asterisk_down: '电话系统故障，正在恢复。', database_down: '数据库故障，正在恢复；您的小结会在恢复后自动保存。' },
    reconnecting: '连接断开，正在重连（第 {{n}} 次）', reconnectingText: '已断开 {{s}} 秒。', reconnectNow: '立即重连', long: '已断开超过 15 秒：通话可能已结束，您可能已被签退。请检查网络；如一直不恢复，请联系主管。',
    elsewhere: '您已在别处登录工作台', elsewhereText: '同一坐席只能有一个工作台。在这里继续会关闭另一个页面；通话不会中断。', takeOver: '在这里继续',
    takenOver: '工作台已被另一页面接管', takenOverText: '您在另一个页面打开了工作台，本页面已停止。', takeBack: '取回到本页面', 
    serviceAway: '音频服务或拨号器暂不可用，正在重试。',
    soundBlocked: '浏览器拦截了声音', soundBlockedText: '点一下即可恢复对方的声音。', soundResume: '点击恢复声音', audioLost: '音频断开，正在重新接通…',
  },
  device: {
    title: '设备检测', allow: '允许使用麦克风', allowText: '接听前请允许浏览器使用麦克风，并确认音量条随您的声音跳动。', asking: '请在浏览器弹出的提示中选择“允许”。', level: '麦克风音量', speakNow: '请说话，音量条应随之跳动。',
    microphone: '麦克风', speaker: '扬声器', default: '系统默认', processing: '降噪与回声消除', processingHint: '耳麦自带降噪时可关闭。', test: '试听提示音', retry: '重新检测', locked: '点击页面任意处以显示音量。',
    media: { none: '音频未接通', connecting: '音频接通中…', connected: '音频已接通', lost: '音频断开' },
    error: { refused: '麦克风被拒绝', no_device: '没有找到麦克风', in_use: '麦克风被占用', insecure: '此地址不能使用麦克风', failed: '打不开麦克风' },
    help: {
      refused: '点地址栏左侧的图标，把“麦克风”改为“允许”，再点“重新检测”。如果没有此选项，请检查系统的隐私设置。', no_device: '请插好耳麦，确认系统的声音设置里能看到它；插上后会自动重试。',
      in_use: '请关闭正在使用麦克风的其他程序（会议软件、另一个浏览器），再点“重新检测”。', insecure: '浏览器只在 https 或本机地址下开放麦克风。请用 https 地址打开，或联系管理员。', failed: '请重新插拔耳麦、重启浏览器后再试。',
    },
    details: '设备与音量',
  },
  quality: { title: '线路质量', good: '好', fair: '一般', poor: '差', none: '暂无数据', detail: 'MOS {{mos}}，往返 {{rtt}} 毫秒，丢包 {{loss}}%，抖动 {{jitter}} 毫秒' },
  incoming: { tag: '来电', categories: { pre_sales: '售前', after_sales: '售后', complaint: '投诉', alarm: '报警' }, waited: '等了 {{time}}', messages: '客户的留言', play: '播放 {{at}} 的留言' },
  call: {
    title: '当前通话', phase: { dialling: '正在拨号', ringing: '振铃中', talking: '通话中', ended: '已挂断', invited: '等您接听', guest: '协助中' }, onHold: '保持中 {{time}}', muted: '已静音', recording: '录音中', notRecording: '未录音', customer: '客户', 
    attemptNo: '第 {{n}} 次呼叫', callback: '预约回拨', extra: '客户资料', history: '历史联系', noHistory: '没有更早的联系记录。', mute: '静音', unmute: '取消静音', hold: '保持', unhold: '取回',
    keypad: '拨号盘', hangUp: '挂断', digitsSent: '已发送：{{d}}', digitsHeard: '客户按键：{{d}}', hungUpBy: '{{who}}先挂断', rang: '振铃 {{time}}', talked: '通话 {{time}}', incoming: '☎ 已接通', announce: '客户已接通：{{name}}', noName: '（无姓名）',
    
  },
  questions: { title: '问卷', required: '必答', yes: '是', no: '否', satisfied: '满意', basically_satisfied: '基本满意', dissatisfied: '不满意', missing: '还有 {{n}} 个必答题没有回答；答完才能选“已完成”。' },
  wrapUp: {
    title: '通话小结', hint: '通话结束后必须选择一项，才能接下一通。', during: '可以先填，挂断后保存。', note: '备注', notePlaceholder: '客户的回答、问题或约定', draft: '草稿已保存在本机', save: '保存', saving: '正在保存…', saved: '小结已保存',
    left: '整理剩余 {{time}}', over: '整理已超时 {{time}}', when: '回拨时间', who: '由谁回拨', mine: '由我回拨', anyone: '任何坐席', choose: '请选择小结。', pickTime: '请选择回拨时间。', inHours: '{{n}} 小时后', tomorrow: '明天 {{time}}', monday: '下周一 {{time}}',
    useNext: '改为 {{time}}', outside: '这个时间不在活动的呼叫时段内。最近的可拨时间：{{time}}。', unsent: '{{n}} 条小结还没送达服务，正在重试；请不要清除浏览器数据。', already: '这通电话已有小结，本次没有覆盖。', refused: '保存被拒绝：{{why}}', zone: '时间按 {{zone}}',
  },
  callsPage: { sub: '最近的通话在前。', empty: '还没有通话', emptyText: '示闲后，系统会为您拨打客户。', at: '时间', customer: '客户', phone: '号码', campaign: '活动', outcome: '结果', talk: '通话', disposition: '小结', hungUp: '挂断方' },
  callbacksPage: { sub: '约好由您回拨的客户。到时间且您示闲时自动拨出。', empty: '没有预约回拨', emptyText: '小结选“预约回拨”并选“由我回拨”后，会出现在这里。', due: '约定时间', note: '备注', overdue: '已到时间', notRunning: '活动未在运行' },
  keys: {
    title: '快捷键', open: '快捷键', ready: '示闲', pause: '示忙', hangUp: '挂断', mute: '静音 / 取消静音', hold: '保持 / 取回', disposition: '选择小结', save: '保存小结', keypad: '打开拨号盘', transfer: '转接 / 咨询', skip: '跳过预览的客户', record: '暂停 / 恢复录音', askHelp: '求助', help: '显示本表', note: '输入法组字时快捷键不生效。', key: '按键', action: '操作',
  },
}

export type CoreMessages = typeof zh
