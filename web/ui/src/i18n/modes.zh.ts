// Words of the dialling modes, their pacing and the prompts. English has the same keys (checked by the compiler).
export const zh = {
  nav: { prompts: '语音' },
  mode: { manual: '手动', preview: '预览', progressive: '渐进', predictive: '预测', agentless: '语音通知', inbound: '呼入' },
  modeSays: {
    manual: '坐席自己从到期名单里挑，或输入号码拨打。系统不自动拨号。',
    preview: '先让坐席看客户资料，再拨号；到时间自动拨或跳过，坐席可写明原因跳过。',
    progressive: '每有一位空闲坐席才拨一个号码，坐席先占好，客户接起就有人。最稳妥。',
    predictive: '在坐席快要空闲时提前拨号，坐席更忙、等待更短。放弃率有硬上限，到了上限自动退回渐进。',
    agentless: '不需要坐席：接通后播放通知，按键确认、重听、转坐席或拒绝来电。',
  },
  modes: {
    title: '拨号模式', current: '当前模式', change: '切换模式', changeTitle: '切换“{{name}}”的拨号模式', now: '正在进行的通话不受影响，之后拨的号码立即按新模式。', nowPaused: '活动继续后按新模式拨号。', save: '切换', saved: '已切换为{{mode}}', reload: '读取最新内容',
    settings: '{{mode}}的设置', elsewhere: '“{{where}}”的设置：{{what}}', detection: '接通前后的识别', percent: '%', seconds: '秒', minutes: '分钟', lines: '路', times: '次',
    cap: '放弃率上限', capHint: '放弃 ÷（放弃＋接通坐席），按自然日和最近 24 小时分别计算。高于 3% 只能由管理员设置。', capSay: '放弃率不超过 {{pct}}%', abandonedPrompt: '无坐席时的致歉语音', abandonedHint: '客户接起 2 秒内没有坐席，就播放它然后挂断；72 小时内再拨必须先占好坐席。',
    previewS: '查看时间', then: '时间到了', thenDial: '自动拨号', thenSkip: '跳过，{{n}} 分钟后再来', reasons: '跳过的原因', reason: '原因 {{n}}', labelZh: '中文', labelEn: '英文', action: '之后', delay: '间隔', addReason: '增加原因', removeReason: '删除原因“{{name}}”',
    skip: { later: '过一会儿再来', other_agent: '换别的坐席', end: '不再回访' },
    notice: '通知语音', maxCalls: '同时最多', plays: '最多播放', playsHint: '包括按键重听。', done: '怎样算完成', doneHeard: '听完', doneConfirmed: '按键确认', keys: '按键', key: '按键 {{d}}', noMeaning: '无', keysHint: '没有设置的键不起作用。',
    keyAction: { repeat: '重听', confirm: '确认收到', agent: '转坐席', do_not_call: '不再来电', end: '结束' },
    earlyMedia: '识别接通前的提示音（关机、停机、空号、忙……），识别出就尽早释放线路', machine: '电话留言机接听时', machineOff: '不识别', machineHangUp: '挂断，按重拨规则再拨', machineMessage: '“嘀”声后留言', machineAgent: '交给坐席', machinePrompt: '留言语音', machineNote: '识别需要听一两秒，可能把人误认成留言机；不确定就不要挂断。', noticeIsMessage: '留言就是通知语音。',
    choosePrompt: '选择语音', noPrompt: '不播放', managePrompts: '管理语音', listen: '试听', heard: '试听 {{name}}',
    say: { preview: '{{s}} 秒后{{then}}', dial: '拨号', skip: '跳过', notice: '最多同时 {{n}} 路，{{done}}算完成', machine: '留言机：{{what}}', early: '识别接通前提示音', noEarly: '不识别接通前提示音' },
  },
  pacing: {
    title: '实时节奏', none: '活动运行并有坐席时，这里说明系统为什么拨号或等待。', node: '本节点', nodes: '{{n}} 个节点', by: { predictive: '正在按预测拨号', progressive: '暂按渐进拨号' }, facts: '响铃 {{lines}} 路，等待 {{waiting}} 人，空闲坐席 {{free}}，忙 {{busy}}', rate: '今天放弃率', of: '{{abandoned}} / {{total}}', cap: '上限 {{pct}}%', under: '低于上限', near: '接近上限', over: '超过上限', noCalls: '今天还没有接通',
    reason: {
      paused: '已暂停，不拨号。', window_closed: '不在拨打时段，不拨号。', no_agents: '没有坐席登录，不拨号。', no_room: '线路目前不能再接更多呼叫。', free_agent: '有空闲坐席，所以拨号。', earned_budget: '有余量提前拨：再拨一路被放弃的可能是 {{risk}}%，不超过 {{limit}}%。', risk_too_high: '先等等：再拨一路被放弃的可能是 {{risk}}%，高于 {{limit}}%。',
      waits_for_budget: '先等等：今天还可以放弃 {{budget}} 个，至少要有 {{needs}} 个才提前拨。', fallback_progressive: '放弃率 {{rate}}% 已到上限 {{cap}}%，只给空闲坐席拨，直到降下来。', learning: '还在学习：已看到 {{answers}} 次接通，需要 {{needs}} 次；先按渐进拨。', stale_state: '以前学到的已过时，重新学习：已看到 {{answers}} 次接通，需要 {{needs}} 次；先按渐进拨。',
    },
    atNode: '{{node}}：{{why}}',
    upper: '今天的比例：有 95% 的把握，真实值不高于 {{pct}}%。', upper24: '过去 24 小时比今天高：{{rate}}% 被放弃；有 95% 的把握，真实值不高于 {{pct}}%。',
  },
  prompts: {
    sub: '通话中播放的语音：通知、无坐席致歉、留言机留言、热线欢迎语。', empty: '还没有自己的语音', add: '上传录音', speak: '文字转语音', name: '名称', words: '内容', wordsHint: '说的是什么，供同事查看。', wordsSpeak: '要说的文字', length: '长度', usedBy: '用于', by: '由', shipped: '系统自带', file: '录音文件', drop: '把录音拖到这里，或点击选择', formats: 'WAV（单声道或立体声，8–96 kHz），或 8 kHz 的 .ulaw / .alaw，最长 5 分钟', chooseFile: '请选择文件。', chooseName: '请填写名称。', chooseWords: '请填写要说的文字。', upload: '上传', uploading: '正在上传…', create: '生成', added: '已添加“{{name}}”', remove: '删除', removeTitle: '删除语音“{{name}}”？', removeText: '删除后不能恢复。', removed: '已删除“{{name}}”', play: '试听', stop: '停止', playError: '无法播放这段语音。', tooLarge: '文件太大。',
  },
  fieldProblem: {
    prompt_required: '请选择要播放的语音。', abandon_cap_too_high: '高于 3% 只能由管理员设置。', key_bad: '按键或含义不正确。', confirm_key_required: '没有确认键就永远无法完成。', delay_required: '请填写间隔。', reserved: '这个代码已被系统使用。', machine_needs_agent: '语音通知没有坐席可交。', prompt_unknown: '这段语音已不存在。', notice_asks_nothing: '这个回访类型有必答问题，语音通知无法提问。', mode_fixed: '热线队列不能改成别的模式。',
    audio_not_wav: '不是 WAV 文件。', audio_corrupt: '文件已损坏或不完整。', audio_encoding_unknown: '不支持这种编码，请另存为 PCM WAV。', audio_rate_bad: '采样率不支持，请用 8000、16000、44100 或 48000 Hz。', audio_channels_bad: '只支持单声道或立体声。', audio_too_long: '超过 5 分钟。', audio_too_short: '不到 0.3 秒。', audio_silent: '听不到声音。',
  },
  problem: { audio_unusable: '这段录音不能用。', no_synthesiser: '没有配置语音合成，请上传录音。' },
  reason: { dialled_by_hand: '手动模式：由坐席自己拨号' },
  ledgerReason: { notice_delivered: '通知已听完', notice_confirmed: '通知已确认', notice_not_heard: '通知没有听完', notice_not_confirmed: '通知没有确认' },
  endPattern: { skipped: '坐席跳过：{{what}}' },
}

type Same<T> = { [K in keyof T]: T[K] extends string ? string : Same<T[K]> }
export type ModesMessages = Same<typeof zh>
