// Words of the trunks. English has the same keys (checked by the compiler).
export const zh = {
  trunks: {
    health: { up: '正常', unknown: '未知', suspect: '可疑', down: '不通' },
    why: {
      no_options: '运营商不应答 OPTIONS，或没有注册', no_endpoint: 'Asterisk 的 pjsip.conf 里没有这个端点', no_reply: '呼叫发出后没有任何应答', redirect: '运营商要求转到别处（302），不会照做',
      auth: '账号、密码、来源地址或主叫号码被拒绝', media: '没有共同的语音编码', congestion: '运营商拥塞', server: '运营商故障', protocol: '运营商拒绝了信令',
    },
    since: '自 {{at}}', retry: '{{at}} 再试一个呼叫', spent: '已达用量上限，本小时或今天不再拨', today: '今天 {{calls}} 个呼叫，{{minutes}} 分钟', cost: '费用 {{cost}}', auto: '自动：按优先级选可用线路',
    autoHint: '拨每个号码时选第一条正常、有空闲、允许这个号码的线路',
  },
}

type Same<T> = { [K in keyof T]: T[K] extends string ? string : Same<T[K]> }
export type TrunksMessages = Same<typeof zh>
