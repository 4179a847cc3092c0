// Words of the hotline: queues, missed calls and messages, directory. English has the same keys (checked by the compiler).
export const zh = {
  hotline: {
    title: '热线', sub: '客户打进来的电话：按类别进入队列，由坐席接听；没接上的变成回拨。', tabs: '热线页面', tabLive: '队列', tabCalls: '未接与留言', tabDirectory: '部门通讯录',
    create: '新建队列', empty: '还没有热线队列', emptyText: '新建一个队列，填上客户拨打的号码和坐席，启动后就能接听。', queues: '队列',
    waiting: '等待', longest: '最久已等', agents: '坐席', agentsOf: '{{ready}} 空闲 / {{signedIn}} 在线 / {{all}} 人', level: '20 秒接起率', answered: '接起', missed: '未接', messages: '留言', afterHours: '非工作时间', meanWait: '平均等待', pickUp: '接听前振铃', secs: '{{n}} 秒', callbacks: '待回拨', noNumber: '未填号码',
    taken: '来电正常接听。', reason: {
      not_running: '来电被拒接：队列{{state}}', no_numbers: '没有来电：还没填客户拨打的号码', asterisk_down: '来电被拒接：电话系统连不上', window_closed: '现在是非工作时间，{{until}} 开放', window_closed_never: '接听时段不会再开放', no_agents_assigned: '没有能接的坐席（未分配、已停用或未受过要求的培训）：来电按“排不上”处理', no_agents_signed_in: '没有坐席在线：来电按“排不上”处理', queue_full: '等待人数已满：新来电按“排不上”处理',
    },
    start: '启动', resume: '继续接听', pause: '暂停', stop: '停止', edit: '设置', started: '队列已启动', paused: '队列已暂停，来电会被拒接', stopped: '队列已停止', stopTitle: '停止队列“{{name}}”？', stopText: '停止后不能再启动，号码可以给别的队列；{{n}} 条等待的回拨会取消，正在等待的来电会挂断。', stopConfirm: '停止队列', pauseTitle: '暂停队列“{{name}}”？', pauseText: '暂停期间打进来的电话会被拒接。', pauseConfirm: '暂停队列', remove: '删除', removed: '队列已删除', removeTitle: '删除草稿“{{name}}”？', removeText: '还没有启动过，没有来电；删除后不能恢复。',
    category: '类别', categories: { pre_sales: '售前', after_sales: '售后', complaint: '投诉', alarm: '报警' },
  },
  queueForm: {
    newTitle: '新建热线队列', editTitle: '队列设置', save: '保存', saved: '已保存', basics: '基本', name: '队列名称', purpose: '说明', purposeHint: '坐席接听时看到', numbers: '客户拨打的号码', numbersHint: '线路送来的被叫号码，一行一个；每个号码只属于一个队列。', numberBad: '第 {{n}} 行：{{why}}', who: '谁来接', agents: '坐席', language: '来电语言', languageAny: '不限', mandarin: '普通话', cantonese: '粤语', languageHint: '不知道客户语言时，按此找坐席；已登记语言的客户按登记。',
    headStart: '优先', headStartHint: '相当于比别的队列多等了这么久：越大越先接，但谁也不会一直排不上。', lastAgent: '回头客等原坐席', lastAgentHint: '打给过他的坐席正忙时，最多等这么久再找别人；0 表示不等。', seconds: '秒', hours: '接听时段', hoursHint: '时段外的来电按“非工作时间”处理；回拨也只在时段内进行。', queueing: '排队', maxWaiting: '最多等待', people: '人', maxWait: '最久等待', announce: '播报间隔', announceHint: '每隔多久播报一次位置；0 表示不播报。', offer: '等待时可按键：1 回拨、2 留言', english: '提示语再用英语说一遍',
    overflow: '排不上时', overflowHint: '等待人数已满、等待太久或没有坐席在线', overflows: { message: '请客户留言', callback: '告知会回拨并挂断', hang_up: '告知稍后再拨并挂断' }, closed: '非工作时间', closeds: { message: '请客户留言', hang_up: '告知非工作时间并挂断' }, messageMax: '留言最长', prompts: '提示音', greeting: '欢迎语', greetingHint: '接起后先播放，例如告知将录音。', noPrompt: '不播放', closedPrompt: '非工作时间提示', builtIn: '系统自带', callbacks: '回拨', trunk: '线路', callerId: '主叫号码', maxAttempts: '最多拨打', times: '次', retryDelay: '间隔', minutes: '分钟', wrapUp: '整理时间', loadNew: '载入最新内容', type: '回访类型', noType: '不问固定问题', trainedHint: '队列里没受过培训的坐席既接不到来电，也不回拨；至少要有一位受过培训的坐席在线，否则来电按“排不上”处理。', first: '由线路决定', stopped: '队列已停止，不能再改。',
  },
  missedCalls: {
    title: '未接来电与留言', sub: '没有人接上的来电。每个号码和队列最多一条待回拨，由队列自动拨出。', empty: '没有未接来电', emptyText: '没接上的来电和留言会出现在这里。', list: '未接来电与留言', kind: '类型', kinds: { missed: '未接', message: '留言' }, any: '全部', open: '只看待回拨', queue: '队列', at: '来电时间', waited: '等了', customer: '客户', phone: '号码', withheld: '未显示号码', why: '原因',
    reason: { hung_up: '客户挂断', closed: '非工作时间', full: '等待人数已满', nobody: '没有坐席在线', max_wait: '等待太久', callback: '按键要求回拨', message: '按键留言', campaign_stopped: '队列已停止', service_restarted: '服务重启', other: '其他' }, message: '留言', play: '播放', playOf: '播放 {{time}}：{{name}} 的留言', messageTitle: '{{name}} 的留言', callback: '回拨', states: { waiting: '待回拨', live: '正在回拨', done: '已完成', not_reached: '没联系上', none: '不回拨' }, due: '{{at}} 起', noReason: { no_number: '号码无法回拨', do_not_call: '免打扰', callback_waiting: '同一号码已有待回拨', called_again: '客户再次来电已接通', campaign_stopped: '队列已停止' }, calls: '查看通话',
  },
  directory: {
    title: '部门通讯录', sub: '不归我们办的事，转给谁：坐席在工作台查找，有外线权限的转接时在“外线号码”下直接选。', subAgent: '不归我们办的事转给谁。有外线权限时，通话中在转接的“外线号码”下直接选。', add: '添加部门', empty: '通讯录还是空的', emptyText: '主管添加部门后显示在这里。', list: '部门', name: '部门', number: '号码', numberHint: '转接时从线路拨出的完整号码：手机、带区号的固定电话、400 或 800。分机和服务短号拨不出去。', refused: '只供告知，拨不出去', hours: '时间', purpose: '负责什么', position: '顺序', edit: '编辑', remove: '删除', addTitle: '添加部门', editTitle: '编辑“{{name}}”', saved: '已保存', removed: '已删除', removeTitle: '删除“{{name}}”？', removeText: '坐席将不再看到它。', search: '查找部门', searchHint: '按名称、号码或负责的事', none: '没有符合的部门',
  },
  fieldProblem: {
    number_characters: '号码含非法字符', number_length: '号码长度不对', number_short: '服务短号', number_emergency: '紧急号码', number_premium: '高资费号码', number_international: '线路不拨国际号码', number_plan: '不是完整的号码；固定电话请加区号', number_denied: '线路禁止拨打这个号码', number_not_allowed: '线路不允许拨打这个号段',
  },
}

export type HotlineMessages = typeof zh
