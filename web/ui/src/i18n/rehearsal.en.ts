import type { RehearsalMessages } from './rehearsal.zh'

export const en: RehearsalMessages = {
  rehearsal: {
    title: 'Launch rehearsal', intro: 'Simulates the present list, agents, window and past answers many times with the real pacing. Nothing is dialled and nothing is changed.', run: 'Rehearse', again: 'Rehearse again', running: 'Simulating, up to about 20 seconds…', cancel: 'Cancel',
    mode: 'Dialling mode', agents: 'Agents', agentsHint: '1 to 2000; empty: all who can take its calls', agentsAll: 'all', agentsBad: 'Enter a whole number from 1 to 2000, or nothing.',
    nothing: 'Nothing waits to be dialled', nothingText: 'Import a list or generate a plan, then rehearse.',
    result: '{{mode}}, {{agents}} agents, {{n}} follow-ups wait; {{runs}} courses were simulated.',
    finish: 'done by', notFinished: 'Not within 60 days', notAlways: '{{n}} of {{runs}} courses are done within 60 days', occupancy: 'agents busy', abandoned: 'abandoned', reached: 'handed to an agent', dialled: 'calls',
    range: 'mostly {{from}} to {{to}}', percent: '{{n}}%', assumes: 'What this rests on',
    assume: {
      answer_rate_own: 'Answer rate {{pct}}%, from the last {{count}} calls of this campaign, by the hour', answer_rate_all: 'Answer rate {{pct}}%, from the last {{count}} calls of all campaigns, by the hour: this one has few yet', answer_rate_unknown: 'Too few past calls: the answer rate is taken between 20% and 50%, so the ranges are wide',
      talk_past: 'Conversations of {{value}} s in the mean, from the last {{count}}', talk_unknown: 'No past conversations: about {{value}} s in the mean are assumed', wrap_up_past: 'Wrap-up of {{value}} s in the mean, from the last {{count}}', wrap_up_unknown: 'Nothing is known of wrap-up: about {{value}} s are assumed',
      agents_present: '{{value}} agents are there during the whole window, with three short breaks each', extrapolated: 'The first {{value}} hours are simulated call by call; the rest goes on at their pace', cut_short: 'The campaign is large: only {{value}} hours could be simulated call by call; the rest goes on at their pace',
      retry_simple: 'Who is not reached is dialled again after the time for "no answer", up to the limit; callbacks, customers\' own times and caps over all campaigns are left out', learns_anew: 'Prediction learns from the beginning, so it dials progressively at first',
    },
  },
  problem: { not_rehearsed: 'Notices and incoming queues are not rehearsed.', rehearsal_busy: 'Another rehearsal is under way. Try again in {{s}} s.' },
}
