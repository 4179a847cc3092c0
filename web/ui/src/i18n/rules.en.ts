import type { RulesMessages } from './rules.zh'

export const en: RulesMessages = {
  ledger: {
    title: 'Due-list ledger', sub: 'What has become of every follow-up that was due: done, reached, waiting for what, or why it is not dialled. The lines always add up to the total.', campaign: 'Campaign', at: 'as of {{at}}', sum: 'Total {{total}} = done {{done}} + reached {{reached}} + waiting {{waiting}} + not to be dialled {{not}}',
    class: { done: 'Done', reached: 'Reached', waiting: 'Waiting', not: 'Not to be dialled' }, classText: { done: 'required questions answered', reached: 'in a call, or the record is due', waiting: 'will be dialled', not: 'will not be dialled' },
    kind: 'Where', reason: 'Why', count: 'Count', until: 'Goes on from', open: 'Look', openCalls: 'Calls', openDnc: 'Do-not-call list', openCaps: 'Caps', openCampaigns: 'Campaigns', openWhat: '{{what}}: {{reason}}', lines: 'Lines of the ledger',
    empty: 'No follow-ups yet', emptyText: 'When a campaign has started, this page says of each follow-up what has become of it.', emptyCampaignText: 'This campaign has no follow-ups yet: choose a list first.', correct: 'correct the data', correctText: 'The number is vacant. Check the customer’s file and correct it.', now: 'now', whole: 'Open the ledger',
  },
  ledgerReason: {
    completed: 'completed', live: 'being called or talking', record_missing: 'reached; the agent’s disposition is missing', due: 'can be dialled now; waits for a free agent and line', later: 'the time for the next try or of the plan has not come', callback: 'a time was agreed with the customer', window_closed: 'outside the calling window', call_caps: 'number or customer was called as often as the caps allow', number_busy: 'number or customer is in another call',
    on_dnc: 'on the do-not-call list; about to be cancelled', waiting_for_agent: 'callback; waits for its agent to be ready', campaign_draft: 'the campaign is a draft', campaign_paused: 'the campaign is paused', campaign_stopped: 'the campaign is stopped', campaign_finished: 'the campaign is finished', do_not_call: 'do not call', not_said: 'not said',
  },
  endPattern: { outcome_final: '{{what}}: not dialled again by the rule', max_attempts: 'attempts used up (the last: {{what}})', outcome_limit: '“{{what}}” came as often as the rule allows' },
  caps: {
    title: 'Calling rules', sub: 'For all campaigns and all agents together.', card: 'Caps on calls', text: 'How often one number and one customer may be called in any stretch of time, whatever the campaign. A follow-up whose cap is reached waits until it may be dialled again; it is not lost.', why: 'Carriers and regulators commonly take more than 5 calls in 24 hours or 3 in 5 minutes for nuisance calls; the caller ID may be marked or blocked. The defaults are these two.',
    perDay: 'In any 24 hours at most', perBurst: 'In a short time at most', burst: 'A short time is', times: 'calls', minutes: 'minutes', save: 'Save', saved: 'Caps saved and in force', defaults: 'Use the defaults (5 in 24 h, 3 in 5 min)', loose: 'Looser than the defaults', looseText: 'Carriers may mark the caller ID as nuisance. Make sure that the customers agreed.', confirmTitle: 'Loosen the caps?', confirmText: 'From {{day0}} in 24 h and {{burst0}} in {{min0}} min to {{day}} in 24 h and {{burst}} in {{min}} min. In force at once for all campaigns, and audited.', confirm: 'Loosen', audit: 'A change is in force for every call that is not placed yet, and is audited.', unchanged: 'Nothing was changed', ledger: 'See which follow-ups wait for a cap',
  },
  retry: {
    preset: 'Rule', custom: 'Outcome by outcome', customText: 'Start from the present rule and change it outcome by outcome.', change: 'Change it outcome by outcome', total: 'Calls for one follow-up at most', table: 'What follows each outcome', outcome: 'Outcome', action: 'Then', again: 'Again', end: 'End', like: 'As “No answer”', delay: 'Pause (minutes)', days: 'Other day', sameDay: 'same day', day: 'after {{n}} days', limit: 'This outcome at most', noLimit: 'no limit', next: 'Next number', default: 'Any other', inWords: 'The rule in words', fields: { action: '{{what}}: then', delay: '{{what}}: pause in minutes', days: '{{what}}: other day', limit: '{{what}}: at most', next: '{{what}}: next number' },
    hint: 'After the pause a call is placed only inside the calling window and below the caps. 0 times is no limit but that of all calls.', business: 'After an answered call', 
    say: { again: 'again {{wait}}', againLimit: 'again {{wait}}, this outcome {{n}} times at most', end: 'not again', nextEnd: 'the customer’s next number; without one it ends', nextAgain: 'the customer’s next number; without one again {{wait}}', whole: 'At most {{n}} calls for one follow-up.', line: '{{what}}: {{rule}}', seconds: 'after {{n}} s', minutes: 'after {{n}} min', hours: 'after {{n}} h', nextDay: 'from the next day', afterDays: 'from {{n}} days later' },
  },
  fieldProblem: {
    type_required: 'Choose a follow-up type first', attempts_out_of_range: 'Must be 1 to 20', delay_out_of_range: 'Must be 1 second to 30 days', limit_out_of_range: 'Must be 0 to 20', days_out_of_range: 'Must be 0 to 30', action_bad: 'Choose what follows', number_bad: 'Wrong setting of the number', outcome_unknown: 'No such outcome',
  },
}
