// Words of the supervisor's and the QA pages. English has the same keys (checked by the compiler).
export const zh = {
  campaignState: { draft: '草稿', running: '进行中', paused: '已暂停', stopped: '已停止', finished: '已完成' },
  followUpState: { waiting: '等待', paused: '计划暂停', live: '呼叫中', wrapup: '待小结', completed: '已完成', exhausted: '未联系上', cancelled: '已取消' },
  counts: { total: '总数', due: '到期可拨', },
  reason: {
    not_running: '活动没有运行', window_closed: '不在呼叫时段内，{{until}} 开放', window_closed_never: '呼叫时段不会再开放', no_agents_assigned: '没有能接的坐席（未分配、已停用或未受过要求的培训）', no_agents_ready: '没有示闲的坐席（{{n}} 人在线）',
    no_due: '没有到期的回访，下一条 {{until}}', no_due_never: '没有到期的回访', all_done: '全部做完', asterisk_down: '电话系统连不上', trunk_unknown: '线路不存在', trunk_full: '线路并发已满（{{n}} 路）', trunk_down: '线路不通', trunk_suspect: '线路上的呼叫接连失败，{{until}} 再试', trunk_spent: '线路已达用量上限',
    number_busy: '{{n}} 个号码正在另一通呼叫中', on_dnc: '{{n}} 个号码在免打扰名单', waiting_for_agent: '{{n}} 个预约回拨在等约定的坐席示闲', no_agent_fits: '示闲的坐席都接不了到期的客户（不会客户的语言，或已转给同事）', call_caps: '{{n}} 个号码已达到呼叫次数上限',
  },
  readiness: { title: '拨号情况', now: '现在可拨 {{n}} 个', because: '因为：', clear: '没有阻碍。' },
  endReason: {
    number_characters: '号码里有不能拨的字符', number_length: '号码位数不对', number_short: '短号、服务号码不拨', number_emergency: '紧急号码不拨', number_premium: '收费号码不拨', number_international: '线路不允许国际号码', number_plan: '不是完整的号码', number_denied: '线路禁止这个号码', number_not_allowed: '线路不允许这个号码', trunk_down: '线路不通', trunk_suspect: '线路可疑', trunk_spent: '线路已达用量上限', trunk_full: '线路并发已满', trunk_rate: '线路每秒呼叫数已满', trunk_unknown: '线路不存在', caller_id_foreign: '线路没有这个主叫号码', no_reply: '线路没有任何应答', redirect: '线路要求转到别处', auth: '线路拒绝了账号或主叫号码', media: '没有共同的语音编码', congestion: '线路拥塞', server: '线路故障', protocol: '线路拒绝了信令',
    campaign_stopped: '活动已停止', do_not_call: '免打扰', on_dnc: '免打扰', completed: '已完成', max_attempts: '次数用完', attempts_exhausted: '次数用完', refused: '拒绝回访', wrong_number: '号码有误',
    outcome_final: '结果不再重拨', outcome_limit: '此结果次数已满', retry: '将重拨', disposition_decides: '等待小结', 
    agent_lost: '坐席断线', no_agent: '没有坐席', ring_timeout: '振铃超时', call_limit: '通话超时长上限', prepare_timeout: '准备超时', agent: '坐席挂断', service_restarted: '服务重启', node_lost: '节点故障，由其他节点接手', window_closed: '不在呼叫时段', not_running: '活动没有运行', fence: '节点已更替',
  },
  live: {
    title: '实时概览', sub: '数据自动更新。', connecting: '正在连接实时数据…', lost: '实时数据中断，正在重连；下面是 {{s}} 秒前的情况。', today: '今天', attempts: '呼叫', answered: '接通', abandoned: '放弃', completed: '完成回访', calls: '当前通话', answerRate: '接通率',
    agents: '坐席', noAgents: '现在没有坐席在线', noAgentsText: '坐席登录并打开工作台后会显示在这里。', campaigns: '活动', noCampaigns: '没有进行中的活动', noCampaignsText: '新建活动并启动后，这里显示进度。', newCampaign: '新建活动', trunks: '线路', trunkUse: '{{calls}} / {{max}} 路', perSec: '每秒最多 {{n}} 个呼叫',
    problems: '系统故障', problem: { asterisk_down: '电话系统（Asterisk）连不上，暂停拨号，正在恢复。', database_down: '数据库连不上；活动与今日数字为 {{at}} 的情况。', redis_down: 'Redis 连不上；通话不受影响，实时数据可能变慢。' },
    name: '姓名', state: '状态', since: '时长', media: '音频', campaign: '活动', node: '节点 {{node}}', nodeName: '节点', nodes: '节点', nodeState: { up: '正常', no_asterisk: '电话系统断开', down: '已停止', unknown: '未知' }, nodeCalls: '{{n}} 路通话', nodeUnseen: '看不到它的坐席和通话（Redis 连不上）', diallable: '可拨 {{n}}',
  },
  mediaShort: { none: '未接通', connecting: '接通中', connected: '正常', lost: '断开' },
  phase: { preview: '预览', dialling: '拨号', ringing: '振铃', talking: '通话', ended: '结束', invited: '被邀请', guest: '协助' },
  campaigns: {
    sub: '一个活动 = 一份名单 + 坐席 + 时段 + 重拨规则。', create: '新建活动', empty: '还没有活动', emptyText: '先上传名单，再新建活动。', upload: '上传名单', name: '名称', state: '状态', list: '名单', agents: '坐席', progress: '进度', created: '创建时间', purpose: '回访目的', filter: '状态',
    start: '启动', resume: '继续', pause: '暂停', stop: '停止', edit: '编辑', remove: '删除', started: '活动已启动', paused: '活动已暂停', stopped: '活动已停止', removed: '活动已删除',
    stopTitle: '停止活动“{{name}}”？', stopText: '停止后不能再启动：等待中的 {{n}} 条回访将被取消，未接通的呼叫会挂断，已接通的通话继续。', stopConfirm: '停止活动', removeTitle: '删除草稿“{{name}}”？', removeText: '名单会保留。', settings: '设置', trunk: '线路', callerId: '主叫号码', window: '呼叫时段',
    ring: '振铃超时', wrapUp: '整理时间', startedAt: '启动时间', endedAt: '结束时间', followUps: '回访明细', noFollowUps: '没有符合条件的回访', noFollowUpsText: '换一个状态看看。', customer: '客户', phone: '号码', due: '到期', tries: '次数', last: '上次结果', note: '说明',
    callbackFor: '由 {{name}} 回拨', callback: '预约回拨', calls: '查看通话', first: '由线路选，同一客户总看到同一个号码', noList: '未选名单', noAgents: '未分配',
  },
  form: {
    newTitle: '新建活动', editTitle: '编辑活动', name: '活动名称', purpose: '回访目的', purposeHint: '坐席接通时看到，例如开场与要问的问题。', mode: '拨号方式', list: '名单', listHint: '{{n}} 个联系人', noLists: '还没有名单，先上传一份。', listFixed: '启动后不能更换名单。',
    agents: '坐席', agentsPlaceholder: '选择坐席', trunk: '线路', trunkHint: '最多 {{max}} 路并发，每秒 {{rate}} 个', callerId: '主叫号码', window: '呼叫时段', zone: '时区', addInterval: '添加时段', removeInterval: '删除此时段', from: '从', to: '到', days: '星期', workdays: '工作日', everyday: '每天', preset: '常用：工作日 9–12、14–18 点',
    type: '回访类型', typeHint: '决定坐席要问的问题；必答题答完，回访才算完成。', noType: '不问固定问题', trainedOnly: '只给受过此类型培训的坐席（见“坐席技能”）', durations: '时长', times2: '时间限制', retry: '重拨规则', maxAttempts: '每个客户最多呼叫', times: '次', retryDelay: '两次之间间隔', minutes: '分钟', ringTimeout: '振铃超时', seconds: '秒', wrapUp: '整理时间', save: '保存', saved: '活动已保存', basics: '基本信息', who: '名单与坐席', line: '线路', loadNew: '载入最新内容', weekdays: ['周一', '周二', '周三', '周四', '周五', '周六', '周日'], preview: '一周时段预览', notEditable: '只有草稿或暂停的活动可以编辑。',
  },
  lists: {
    sub: 'CSV 文件：第一行为列名，需有电话列，姓名列与其他列可选。', upload: '上传名单', drop: '把 CSV 拖到这里，或点此选择文件', formats: 'UTF-8、UTF-16 或 GB18030 编码。', file: '文件', name: '名单名称', start: '上传', sending: '正在上传 {{pct}}%', checking: '正在检查并入库…', empty: '还没有名单', emptyText: '上传一份 CSV 开始。', taken: '收下', refused: '拒绝', total: '总行数', encoding: '编码', usedBy: '用于活动', created: '上传时间', by: '上传人', columns: '其他列',
    tooLarge: '文件超过 {{max}}，请拆分后上传。', result: '收下 {{taken}} 行，拒绝 {{refused}} 行', contacts: '联系人', noContacts: '没有收下任何一行', errors: '被拒绝的行', noErrors: '没有被拒绝的行', download: '下载被拒绝的行（CSV）', line: '行号', field: '列', value: '内容', why: '原因', phone: '号码', remove: '删除名单', removeTitle: '删除名单“{{name}}”？', removeText: '{{n}} 个联系人将被删除。', removed: '名单已删除', newCampaign: '用它新建活动', chooseFile: '请选择文件。', chooseName: '请填写名单名称。', tooFew: '没有可拨的联系人：请看下面的原因，改好后重新上传。', cancel: '取消上传',
  },
  rowProblem: {
    duplicate: '与前面的行号码重复', too_many_cells: '值比列名多', value_too_long: '内容过长', text_invalid: '含无法识别的文字', quotes_bad: '引号位置有误', line_break: '姓名里有换行，多半是多了引号',
    phone_empty: '没有号码', phone_bad_characters: '号码含非法字符', phone_spreadsheet: '号码被表格软件改成了数字，请把该列设为文本', phone_too_short: '号码太短', phone_too_long: '号码太长', phone_not_valid: '没有这样的号段', phone_emergency: '紧急号码，不能拨', phone_short_number: '服务短号，不能拨', phone_premium_rate: '高资费号码，不能拨', phone_type_refused: '此类号码不拨', phone_region_refused: '不允许的国家或地区', caller_id_bad: '主叫号码有误',
  },
  fieldProblem: {
    file_empty: '文件是空的', file_no_rows: '只有列名，没有数据', file_too_large: '文件太大，请拆分', file_too_many_rows: '行数太多，请拆分', file_is_xlsx: '这是 Excel 文件，请另存为 CSV', file_is_xls: '这是旧版 Excel 文件，请另存为 CSV', file_is_pdf: '这是 PDF，请提供 CSV', file_is_zip: '这是压缩包，请解压后上传 CSV', file_binary: '不是文本文件，请另存为 UTF-8 的 CSV', file_truncated: '上传中断，文件不完整，请重试', file_line_ends: '换行符过旧，请另存为 CSV', record_too_long: '有一行过长，多半是引号没有配对', quote_open: '引号没有闭合', header_missing: '缺少列名行', header_phone_missing: '没有电话列：请把列名写成“电话”或“手机”', header_empty: '有的列没有列名', header_duplicate: '列名重复', header_invalid: '列名有误', too_many_columns: '列太多',
    caller_id_bad: '主叫号码有误',
  },
  dnc: { sub: '名单上的号码不会被拨打；添加后立即生效，正在呼叫的会取消。', add: '添加号码', phone: '号码', reason: '原因', by: '添加人', at: '添加时间', empty: '免打扰名单为空', emptyText: '客户要求不再联系时，在此添加号码。', added: '{{phone}} 已加入免打扰', removeTitle: '把 {{phone}} 移出免打扰？', removeText: '之后活动可以再次拨打这个号码。', removed: '{{phone}} 已移出', find: '查找号码', notFound: '没有这个号码', required: '请填写号码。' },
  users: {
    sub: '谁可以登录，以什么角色。', readOnly: '只有管理员可以修改。', add: '添加用户', login: '用户名', name: '姓名', role: '角色', active: '状态', on: '启用', off: '停用', password: '密码', newPassword: '新密码', passwordHint: '至少 10 位。', created: '创建时间', edit: '编辑', reset: '重置密码', deactivate: '停用', activate: '启用', added: '用户已添加', saved: '已保存', resetDone: '密码已重置，该用户需重新登录。', deactivateTitle: '停用“{{name}}”？', deactivateText: '该用户会立即退出登录，之后不能登录；历史记录保留。', empty: '没有用户', loginHint: '小写字母、数字、点、横线，如 wang.li', filter: '角色', generate: '生成密码', you: '（您）',
  },
  attempts: {
    sub: '按活动、坐席、结果与时间查找通话，播放录音。', campaign: '活动', agent: '坐席', outcome: '结果', disposition: '小结', phone: '号码', phoneHint: '整个号码或末 4 位以上', phoneHintQa: '末 4 位', recorded: '录音', withAudio: '有录音', withoutAudio: '没有录音', empty: '没有符合条件的通话', emptyText: '放宽条件再查。', at: '时间', customer: '客户', ring: '振铃', talk: '通话', any: '不限', range: '日期', today: '今天', week: '近 7 天', month: '近 30 天', 
    recordingState: { expected: '待录', recording: '录音中', complete: '完整', partial: '不完整', missing: '缺失' },
  },
  attempt: {
    wait: '等待', dirIn: '来电', called: '被叫号码',
    title: '呼叫 {{id}}', facts: '通话信息', timeline: '时间线', noTimeline: '没有记录', recording: '录音', part: '第 {{n}} 段', noRecording: '未接通，没有录音。', missing: '录音缺失', missingWhy: '原因：{{why}}', partial: '录音不完整', stillRecording: '正在录音，通话结束后可播放。', lost: '有 {{ms}} 毫秒没有录到', noReason: '未说明', checksum: 'SHA-256', length: '时长',
    play: '播放', pause: '暂停', speed: '速度', agentChannel: '坐席（左声道）', customerChannel: '客户（右声道）', back5: '后退 5 秒', forward5: '前进 5 秒', seek: '播放位置', loadingWave: '正在加载波形…', waveError: '波形加载失败，仍可播放。', audioError: '音频加载失败。', download: '下载 WAV', keys: '空格播放/暂停，←/→ 跳 5 秒',
    trunk: '线路', callerId: '主叫号码', node: '节点', hold: '保持', notice: '通知', noticeHeard: '播放到底', noticeNotHeard: '没有播放到底', pressed: '客户按键', hungUpBy: '先挂断', cause: '原因码 Q.850', sip: 'SIP 状态', detail: '结束说明', cancel: '取消原因', note: '备注', disposedBy: '小结人', callbackAt: '预约回拨', offset: '相对创建',
    detailPart: '第 {{v}} 段', detailCause: '原因码 {{v}}', detailSip: 'SIP {{v}}', detailDigits: '按键 {{v}}', 
    dispose: '补小结', disposeText: '坐席没有留下小结，主管可以补上。', disposed: '小结已保存',
  },
  event: {
    arrived: '来电', picked_up: '接起，开始等待', turned: '改为留言或回拨', created: '建立通道', dialled: '拨出', ringing: '振铃', early_media: '早期媒体', answered: '客户接通', bridged: '与坐席接通', hold: '保持', unhold: '取回', hangup: '挂断', adopted: '服务重启后接管', agent_found: '找到坐席', agent_gone: '坐席离开', recording: '开始录音', recorded: '录音保存', dtmf: '按键', ended: '结束', claimed: '认领', armed: '拨前检查通过', disposition: '小结', cancelled: '取消',
  },
  cause: { '1': '空号', '3': '无路由', '16': '正常挂断', '17': '用户忙', '18': '用户无响应', '19': '无人应答', '20': '用户不在', '21': '拒接', '22': '号码已变更', '27': '目的地故障', '28': '号码格式错误', '31': '正常', '34': '无可用线路', '38': '网络故障', '41': '临时故障', '42': '交换机拥塞', '102': '定时器超时', '127': '互通故障' },
}

export type ManageMessages = typeof zh
