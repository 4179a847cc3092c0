import type { CoreMessages } from './core.zh'

export const en: CoreMessages = {
  app: { name: 'Huifang', tagline: 'Open-source follow-up call centre' },
  ui: {
    comma: ', ', semicolon: '; ',
    loading: 'Loading', retry: 'Try again', more: 'Load more', close: 'Close', cancel: 'Cancel', save: 'Save', add: 'Add', remove: 'Remove', delete: 'Delete', 
    back: 'Back', search: 'Search', reset: 'Reset', refresh: 'Refresh', all: 'All', trace: 'Trace id', crumbs: 'Breadcrumbs', skip: 'Skip to content', optional: ' (optional)',
    language: 'Language', theme: 'Appearance', auto: 'System', light: 'Light', dark: 'Dark', signOut: 'Sign out', signOutInCall: 'You are on a call. Hang up before you sign out.', signedInAs: '{{name}} ({{role}})', mainNav: 'Main', 
    seconds: '{{n}} s', reload: 'Reload',
  },
  nav: {
    desk: 'Desk', callbacks: 'My callbacks', calls: 'My calls', live: 'Live', campaigns: 'Campaigns', lists: 'Lists', dnc: 'Do not call', users: 'Users', attempts: 'Calls & recordings',
    records: 'Records', ledger: 'Ledger', customers: 'Customers', imports: 'Imports', settings: 'Settings', rules: 'Calling rules', units: 'Stores', skills: 'Skills', plans: 'Plans', types: 'Follow-up types', calendar: 'Calendar', audit: 'Audit', about: 'About', docs: 'API docs',
  },
  role: { agent: 'Agent', supervisor: 'Supervisor', qa: 'QA', admin: 'Admin' },
  signIn: {
    title: 'Sign in', login: 'Login', password: 'Password', submit: 'Sign in', submitting: 'Signing in…', required: 'Enter your login and password.', ended: 'Your session has ended. Sign in again.',
  },
  errorPage: {
    notFound: 'There is no such page', notFoundText: 'The link may be old or mistyped.', forbidden: 'You may not see this page', forbiddenText: 'It is for: {{roles}}.', home: 'Go to the start page',
    crashed: 'Something went wrong', crashedText: 'The page met an unexpected error. Nothing of yours is lost: reload to go on.', stale: 'There is a new version. Reload the page.',
  },
  about: {
    title: 'About Huifang', text: 'Huifang (回访) is an open-source follow-up call centre: contact lists, campaigns, outbound dialling, a browser softphone, dispositions and recordings.', version: 'Page version', license: 'Licence', api: 'API',
    openapi: 'OpenAPI description', docsText: 'Read the API online', shortcuts: 'Press ? at the desk for the keyboard shortcuts',
  },
  problem: {
    network: 'The service cannot be reached. Check the network and try again.', unavailable: 'The service is not available right now. Try again soon.', unexpected: 'The service gave an unexpected answer.', unexpected_page: 'The page met an unexpected error.',
    internal: 'Internal error of the service. Try again; if it stays, give the trace id to your administrator.', bad_request: 'The request was wrong.', invalid: 'Please check what you entered.', not_found: 'Not found; it may have been deleted.',
    method_not_allowed: 'This is not supported.', unsupported_media_type: 'This kind of file or data is not supported.', not_signed_in: 'Your session has ended. Sign in again.', forbidden: 'Your role may not do this.',
    cross_origin: 'The request came from another site and was refused.', bad_login: 'Wrong login or password.', too_many_logins: 'Too many failed attempts. Try again in {{s}} seconds.', login_taken: 'This login is taken.',
    last_admin: 'This is the last active administrator and cannot be deactivated or changed.', database_down: 'The database cannot be reached. Try again soon; what was confirmed is safe.', timeout: 'It took too long. Try again.', too_large: 'The file is too large.',
    idempotency_key_required: 'The idempotency key is missing.', idempotency_key_reused: 'This upload id belongs to another file. Choose the file again.', file_unusable: 'The file cannot be used.', list_in_use: 'A campaign uses this list, so it cannot be deleted.',
    wrong_state: 'Not possible in the present state. Refresh and look again.', version_changed: 'Somebody has just changed it. Open it again before you change it.', if_match_required: 'The version is missing.', no_agents: 'No agents are assigned, so it cannot start.',
    no_contacts: 'The list has nobody to dial, so it cannot start.', window_never_opens: 'The calling window never opens, so it cannot start.', trunk_unknown: 'This trunk does not exist. Choose another.', already_disposed: 'This call has a disposition already.',
    not_connected: 'The agent’s page is not connected.', recording_missing: 'There is no recording.', phone_filter_too_wide: 'Enter the last 4 digits of the number.', busy: 'The service is busy. Try again soon.',
    callback_time_required: 'Choose a time for the callback.', callback_in_past: 'The callback time has passed. Choose another.', callback_outside_window: 'The callback time is outside the calling window.',
    not_allowed: 'Not possible in the present state.', no_media: 'The audio is not connected yet. Finish the device check first.', closed: 'This page is no longer your desk.', bad_message: 'The message was malformed.', too_many_messages: 'Too fast; wait a moment.', disconnected: 'Disconnected; reconnecting.',
  },
  fieldProblem: {
    answer_required: 'Needs an answer: without it the follow-up is not completed', required: 'Required', unknown_field: 'Unknown field', too_short: 'Too short', too_long: 'Too long', out_of_range: 'Out of range', not_allowed: 'Not one of the choices', duplicate: 'Duplicate', invalid: 'Not in the right form',
    zone_missing: 'Choose a time zone', zone_unknown: 'No such time zone', never_opens: 'At least one interval is needed', too_many_intervals: 'Too many intervals', weekdays_missing: 'Choose at least one day', weekday_bad: 'Not a weekday',
    weekday_duplicate: 'Weekday given twice', time_bad: 'A time is HH:MM', from_not_before_to: 'The end must be after the start; over midnight use two intervals', overlap: 'Overlaps another interval',
    callback_time_required: 'Choose a time for the callback', callback_in_past: 'The callback time has passed', callback_outside_window: 'Outside the calling window', trunk_unknown: 'No such trunk', caller_id_unknown: 'The trunk does not have this caller ID',
    caller_id_not_allowed: 'The trunk does not allow this caller ID', callback_not_possible: 'The campaign has ended; no callback can be made', login_taken: 'This login is taken',
    list_unknown: 'No such list', agent_unknown: 'No such agent, or deactivated',
  },
  outcome: {
    answered: 'Answered', busy: 'Busy', no_answer: 'No answer', powered_off: 'Powered off', suspended: 'Suspended', vacant: 'Vacant number', rejected: 'Rejected', unreachable: 'Unreachable', machine: 'Answering machine', fax: 'Fax',
    abandoned: 'Abandoned', failed: 'Failed', interrupted: 'Interrupted', not_placed: 'Not placed', live: 'In progress',
  },
  agentState: { offline: 'Offline', ready: 'Ready', reserved: 'Dialling', on_call: 'On a call', wrap_up: 'Wrap-up', paused: 'Paused' },
  hungUpBy: { customer: 'Customer', agent: 'Agent', system: 'System' },
  pauseReason: { break: 'Break', lunch: 'Meal', training: 'Training', meeting: 'Meeting', other: 'Other' },
  desk: {
    title: 'Desk', status: 'My state', ready: 'Go ready', pause: 'Pause', offline: 'Sign out of work', pauseWhy: 'Why do you pause?', todayAnswered: 'Answered today', todayCompleted: 'Completed today', campaigns: 'My campaigns',
    noCampaigns: 'No running campaign is assigned to you right now.', nextIs: 'After the call: {{state}}', nextClear: 'Stay ready after the call', nextPause: 'Pause after the call', nextOffline: 'Sign out after the call',
    recordsTitle: '{{n}} records are not finished', recordsOverdue: '{{n}} of them are overdue.', recordsOpen: 'Finish them',
    waiting: 'Waiting for the next call', waitingText: 'You will hear a beep and see the customer when the call is answered.', offlineTitle: 'Not ready yet', offlineText: 'Finish the device check, then go ready.',
    pausedTitle: 'You are paused', pausedText: 'You get no new calls. Go ready when you are.', connecting: 'Connecting to the desk…',
    lineDown: 'The telephone system cannot be reached', lineDownText: 'It is being restored; there are no new calls until then.', notice: { asterisk_down: 'The telephone system is down and being restored.', database_down: 'The database is down and being restored; your dispositions are saved as soon as it is back.' },
    reconnecting: 'Connection lost, reconnecting (try {{n}})', reconnectingText: 'Lost for {{s}} s.', reconnectNow: 'Reconnect now', long: 'Lost for more than 15 seconds: the call may have ended and you may have been signed out. Check the network; if it does not come back, tell your supervisor.',
    elsewhere: 'Your desk is open elsewhere', elsewhereText: 'An agent has one desk. Going on here closes the other page; a call in progress goes on.', takeOver: 'Go on here',
    takenOver: 'Another page has taken over your desk', takenOverText: 'You opened the desk on another page, so this one has stopped.', takeBack: 'Take it back here', 
    serviceAway: 'Audio or dialler is not available; trying again.',
    soundBlocked: 'The browser blocks the sound', soundBlockedText: 'One click brings the customer’s voice back.', soundResume: 'Click to restore the sound', audioLost: 'Audio lost, connecting again…',
  },
  device: {
    title: 'Device check', allow: 'Allow the microphone', allowText: 'Allow the browser to use your microphone, then see that the meter moves when you speak.', asking: 'Choose “Allow” in the browser’s prompt.', level: 'Microphone level', speakNow: 'Speak: the meter should move.',
    microphone: 'Microphone', speaker: 'Speaker', default: 'System default', processing: 'Noise and echo suppression', processingHint: 'Turn it off when your headset has its own.', test: 'Play a beep', retry: 'Check again', locked: 'Click anywhere to see the level.',
    media: { none: 'Audio not connected', connecting: 'Audio connecting…', connected: 'Audio connected', lost: 'Audio lost' },
    error: { refused: 'The microphone was refused', no_device: 'No microphone found', in_use: 'The microphone is in use', insecure: 'This address may not use a microphone', failed: 'The microphone cannot be opened' },
    help: {
      refused: 'Click the icon left of the address, set “Microphone” to “Allow”, then check again. If it is not listed, look at the privacy settings of your system.', no_device: 'Plug in your headset and see that it appears in the sound settings; it is tried again by itself.',
      in_use: 'Close other programs that use the microphone (meetings, another browser), then check again.', insecure: 'Browsers allow the microphone on https or localhost only. Open the https address or ask your administrator.', failed: 'Plug the headset in again, restart the browser, then try once more.',
    },
    details: 'Devices and level',
  },
  quality: { title: 'Line quality', good: 'good', fair: 'fair', poor: 'poor', none: 'no data yet', detail: 'MOS {{mos}}, round trip {{rtt}} ms, loss {{loss}}%, jitter {{jitter}} ms' },
  call: {
    title: 'Present call', phase: { dialling: 'Dialling', ringing: 'Ringing', talking: 'Talking', ended: 'Ended' }, onHold: 'On hold {{time}}', muted: 'Muted', recording: 'Recording', notRecording: 'Not recorded', customer: 'Customer', 
    attemptNo: 'Attempt {{n}}', callback: 'Callback', extra: 'Customer data', history: 'Earlier contacts', noHistory: 'There are no earlier contacts.', mute: 'Mute', unmute: 'Unmute', hold: 'Hold', unhold: 'Retrieve',
    keypad: 'Keypad', hangUp: 'Hang up', digitsSent: 'Sent: {{d}}', digitsHeard: 'Customer pressed: {{d}}', hungUpBy: '{{who}} hung up first', rang: 'rang {{time}}', talked: 'talked {{time}}', incoming: '☎ Answered', announce: 'Customer answered: {{name}}', noName: '(no name)',
    
  },
  questions: { title: 'Questions', required: 'required', yes: 'Yes', no: 'No', satisfied: 'Satisfied', basically_satisfied: 'Basically satisfied', dissatisfied: 'Dissatisfied', missing: '{{n}} required questions have no answer yet; only then is the follow-up completed.' },
  wrapUp: {
    title: 'Disposition', hint: 'Required after the call, before the next one.', during: 'You can fill it in now; it is saved after the call.', note: 'Note', notePlaceholder: 'What the customer said, asked or agreed', draft: 'Draft kept on this computer', save: 'Save', saving: 'Saving…', saved: 'Disposition saved',
    left: '{{time}} left', over: '{{time}} over time', when: 'Callback time', who: 'Who calls back', mine: 'Me', anyone: 'Any agent', choose: 'Choose a disposition.', pickTime: 'Choose a time for the callback.', inHours: 'In {{n}} h', tomorrow: 'Tomorrow {{time}}', monday: 'Next Monday {{time}}',
    useNext: 'Use {{time}}', outside: 'This is outside the campaign’s calling window. It opens next: {{time}}.', unsent: '{{n}} dispositions have not reached the service yet and are being sent again; do not clear the browser’s data.', already: 'This call has a disposition already; it was not replaced.', refused: 'Refused: {{why}}', zone: 'Times are in {{zone}}',
  },
  callsPage: { sub: 'Newest first.', empty: 'No calls yet', emptyText: 'When you are ready, customers are dialled for you.', at: 'Time', customer: 'Customer', phone: 'Phone', campaign: 'Campaign', outcome: 'Outcome', talk: 'Talk', disposition: 'Disposition', hungUp: 'Hung up by' },
  callbacksPage: { sub: 'Customers you promised to call back. They are dialled at that time when you are ready.', empty: 'No callbacks', emptyText: 'Choose “Callback” and “Me” in a disposition, and it appears here.', due: 'Agreed time', note: 'Note', overdue: 'due', notRunning: 'campaign not running' },
  keys: {
    title: 'Keyboard shortcuts', open: 'Shortcuts', ready: 'Go ready', pause: 'Pause', hangUp: 'Hang up', mute: 'Mute / unmute', hold: 'Hold / retrieve', disposition: 'Choose a disposition', save: 'Save the disposition', keypad: 'Open the keypad', help: 'Show this list', note: 'Shortcuts are off while an input method is composing.', key: 'Key', action: 'Action',
  },
}
