import type { TrunksMessages } from './trunks.zh'

export const en: TrunksMessages = {
  trunks: {
    health: { up: 'Up', unknown: 'Unknown', suspect: 'Suspect', down: 'Down' },
    why: {
      no_options: 'the carrier does not answer OPTIONS, or is not registered', no_endpoint: "Asterisk's pjsip.conf has no such endpoint", no_reply: 'calls get no answer at all', redirect: 'the carrier wants calls to go elsewhere (302), which is never done',
      auth: 'account, password, address or caller ID is refused', media: 'no audio codec in common', congestion: 'the carrier is congested', server: 'the carrier is out of order', protocol: 'the carrier refuses the signalling',
    },
    since: 'since {{at}}', retry: 'one call tries it at {{at}}', spent: 'its limit is reached: no more calls in this hour or today', today: 'today {{calls}} calls, {{minutes}} minutes', cost: 'cost {{cost}}', auto: 'Automatic: an available trunk, by priority',
    autoHint: 'For each number the first trunk that works, has a free line and may call it',
  },
}
