import type { InCallMessages } from './incall.zh'

export const en: InCallMessages = {
  incall: {
    ask: 'Transfer', holdReason: 'Hold reason', agreed: 'Customer agreed to wait', recordPause: 'Pause recording', recordResume: 'Resume recording', recordingPaused: 'Recording paused {{time}}', help: 'Ask for help', helpDone: 'No help needed', helpAsked: 'Help asked {{time}}', leave: 'Leave', detected: { machine: 'Sounds like an answering machine', fax: 'Sounds like a fax' },
    notAside: 'The customer is waiting: take them back, or complete the transfer.', coach: { listen: '{{name}} is listening', whisper: '{{name}} is whispering', join: '{{name}} has joined' },
  },
  skillName: { mandarin: 'Mandarin', cantonese: 'Cantonese' },
  holdReason: { lookup: 'Looking something up', consult: 'Asking a colleague', system: 'Working in a system', other: 'Other', transfer: 'Transfer' },
  ask: {
    title: 'Transfer or consult', whom: 'Whom', nobody: 'No other agent is signed in now.', skill: 'A free agent with the skill “{{skill}}”', outside: 'Outside number', away: 'at another node, a few seconds', number: 'Number, or name of a department', departments: 'Directory of departments', noDepartment: 'No department fits', readOut: 'To read out only', note: 'Why (shown to them)', notePlaceholder: 'e.g. wants a refund, order 1023', consult: 'Consult first', transfer: 'Transfer now',
    hint: 'Consult first: the customer hears music while you talk to the other one, then complete the transfer or talk all three. Transfer now: you leave at once; when nobody takes it, the customer comes back to you.',
  },
  guest: { title: 'Consultation and transfer', left: '{{time}} left', failed: 'They did not come; the customer is back with you' },
  guestHost: { consult: 'Consulting {{name}}', transfer: 'Transfer to {{name}}' },
  guestAsks: { consult: '{{name}} asks for your help', transfer: '{{name}} transfers a customer to you' },
  guestState: { connecting: 'Connecting', asked: 'Waiting for an answer', consulting: 'Consulting', conference: 'Conference', transferring: 'Transferring', handed: 'Handed over', taken: 'Taken over', ended: 'Ended', failed: 'Not reached' },
  guestHint: { connecting: 'They are being connected from another node; it takes a few seconds. The customer hears music.', asked: 'The customer hears music.', consulting: 'The customer hears music, not you two.', conference: 'All three hear each other.', transferring: 'The customer hears music; once somebody answers you can go on.', handed: 'The customer is talking to them. Please write the record.' },
  guestAction: { accept: 'Answer', decline: 'Decline', complete: 'Complete transfer', conference: 'Conference', aside: 'Let the customer wait', takeBack: 'Take customer back' },
  guestReason: { busy: 'They are busy', nobody: 'Nobody is free', no_answer: 'No answer', declined: 'They declined', gone: 'They went offline', hung_up: 'They hung up', trouble: 'System trouble, please try again' },
  coach: {
    actions: 'Listen in', listen: 'Listen', whisper: 'Whisper', join: 'Join', leave: 'Leave', connecting: 'Connecting the audio…', listenHint: 'Neither side hears you.', whisperHint: 'Only the agent hears you.', joinHint: 'Customer and agent hear you.', ended: 'This call has ended.',
    with: '{{agent}}', mic: 'Listening in needs the microphone to be allowed.', taken: 'You are listening in on another page.', help: 'Asks for help {{time}}', here: '{{name}}: {{mode}}', lost: 'Connection lost, reconnecting…',
    settings: 'Supervisors in calls', settingsText: 'Whether the agent’s page shows that a supervisor listens, whispers or has joined. Every time is in the audit trail, whatever is chosen here.', never: 'Never shown', speaking: 'Shown when whispering or joined', always: 'Shown when listening too', saved: 'Saved',
  },
  attempt: { wrapUp: 'Wrap-up' },
  event: {
    consult: 'Consultation asked', transfer: 'Transferred without talking', guest_accepted: 'They answered', guest_failed: 'They did not come', guest_left: 'They left', taken_back: 'Customer taken back', handed: 'Handed to an outside number', transfer_lost: 'Nobody took the transfer: callback',
    message: 'Prompt played', played: 'Prompt ended', detected: 'Who answered', recognised: 'Announcement recognised', key: 'Key', previewed: 'Dialled after the preview', abandoned: 'Abandoned',
    recording_paused: 'Recording paused', recording_resumed: 'Recording resumed', coach_listen: 'Supervisor listens', coach_whisper: 'Supervisor whispers', coach_join: 'Supervisor joins', coach_left: 'Supervisor left',
  },
  eventDetail: { notice: 'notice', abandoned: 'apology, no agent', greeting: 'greeting', position: 'position in the queue', turn: 'why nobody answers', thanks: 'thanks for the message', machine: 'answering machine', person: 'person', unknown: 'uncertain', agent: 'to an agent', callback: 'callback', message: 'message', closed: 'out of hours', full: 'too many waited', max_wait: 'waited too long', agreed: 'customer agreed to wait' },
  endReason: {
    notice_confirmed: 'notice confirmed by key', notice_done: 'notice played', notice_do_not_call: 'asked by key for no more calls', notice_ended: 'notice ended by key', machine_message: 'message left on the machine', machine_no_beep: 'the machine did not beep', machine: 'answering machine', fax: 'fax', announcement: 'announcement recognised', outside_left: 'the outside party hung up', transfer_lost: 'nobody took the transfer',
    closed: 'out of hours', full: 'too many waited', nobody: 'no agent signed in', max_wait: 'waited too long', callback: 'asked for a callback by key', message: 'left a message by key', timeout: 'time over',
  },
  rights: { title: 'Rights', dial_manual: 'May dial numbers of their own', dial_outside: 'May consult and transfer to outside numbers' },
  problem: {
    outside_not_permitted: 'You may not dial outside numbers; ask an administrator.', colleague_busy: 'They are not free now.', nobody_free: 'Nobody with this skill is free.', trunk_unavailable: 'The line is not available now.',
    number_characters: 'The number has characters that are not allowed.', number_length: 'The number is too short or too long.', number_short: 'Service numbers cannot be dialled.', number_emergency: 'Emergency numbers cannot be dialled.', number_premium: 'Premium-rate numbers cannot be dialled.', number_international: 'International numbers cannot be dialled.',
    number_plan: 'Not a complete number; landlines need the area code.', number_do_not_call: 'The number is on the do-not-call list.', number_denied: 'The line does not allow this number.', number_not_allowed: 'The line does not allow numbers of this kind.', trunk_full: 'All lines are busy; try again.', trunk_down: 'The line is down; try again later.', trunk_suspect: 'The line has trouble; try again later.', trunk_spent: 'The line has reached its limit for today.', trunk_rate: 'The line is busy; try again.',
  },
}
