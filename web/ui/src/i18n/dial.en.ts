import type { DialMessages } from './dial.zh'

export const en: DialMessages = {
  preview: {
    title: 'Preview', left: '{{time}} left', thenDial: 'then the number is dialled', thenSkip: 'then the customer is skipped', dial: 'Dial', skip: 'Skip', why: 'Why do you skip?', cancel: 'Back', announce: 'Look at the customer: {{name}}',
  },
  manual: {
    title: 'Dial yourself', empty: 'No follow-up is due now', list: 'Due follow-ups', call: 'Call', callTo: 'Call {{name}}', number: 'Number', numberHint: 'As people write it; number, do-not-call list, calling window and caps are checked.', name: 'Name', campaign: 'Campaign', dial: 'Dial', ready: 'Go ready to dial.', due: 'due', callback: 'callback', more: 'the first 50', refresh: 'Refresh', noRight: 'Your account may not dial numbers of its own, only the customers of the list.',
  },
  fieldProblem: {
    on_dnc: 'This number is on the do-not-call list.', not_due: 'It is due later.', call_caps: 'This customer has been called as often as is allowed.', window_closed: 'The customer may not be called at this time.', number_busy: 'This customer is being called, or you are in a call.', not_waiting: 'This follow-up is being worked on, or over.', callback_of_another: 'Another agent has agreed this callback.', not_manual: 'This campaign dials by itself.', campaign_not_running: 'The campaign is not running.', no_manual_campaign: 'You work for no running manual campaign.',
  },
  problem: { agent_not_ready: 'Go ready first; not during a call or its disposition.', no_line: 'No line is free now; try again in a moment.', right_missing: 'Your account lacks this right.' },
}
