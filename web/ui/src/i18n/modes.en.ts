import type { ModesMessages } from './modes.zh'

export const en: ModesMessages = {
  nav: { prompts: 'Prompts' },
  mode: { manual: 'Manual', preview: 'Preview', progressive: 'Progressive', predictive: 'Predictive', agentless: 'Voice notice', inbound: 'Inbound' },
  modeSays: {
    manual: 'Agents choose from the due list, or type a number, and dial themselves. Nothing is dialled by itself.',
    preview: 'The agent sees the customer first. When the time is over the number is dialled, or skipped; the agent may skip with a reason.',
    progressive: 'One number for each free agent, who is reserved for it: who answers has somebody at once. The safest.',
    predictive: 'Dials ahead of agents who are about to become free: they wait less. A hard cap on abandoned calls; at the cap it falls back to progressive.',
    agentless: 'No agents: a notice is played to who answers; keys confirm it, repeat it, lead to an agent or say no more calls.',
  },
  modes: {
    title: 'Dialling mode', current: 'Mode now', change: 'Switch mode', changeTitle: 'Switch the dialling mode of “{{name}}”', now: 'Calls under way stay as they are; what is dialled next goes by the new mode.', nowPaused: 'The new mode holds when the campaign goes on.', save: 'Switch', saved: 'Now {{mode}}', reload: 'Load the newest',
    settings: 'Settings of {{mode}}', elsewhere: 'In the settings of “{{where}}”: {{what}}', detection: 'Recognition before and after the answer', percent: '%', seconds: 'seconds', minutes: 'minutes', lines: 'lines', times: 'times',
    cap: 'Abandoned at most', capHint: 'Abandoned ÷ (abandoned + handed to an agent), of the calendar day and of the last 24 hours. Only an admin may allow more than 3%.', capSay: 'at most {{pct}}% abandoned', abandonedPrompt: 'Message when there is no agent', abandonedHint: 'Played when nobody is there 2 s after the answer. Within 72 hours such a number is only dialled with an agent reserved.',
    previewS: 'Time to look', then: 'When it is over', thenDial: 'Dial', thenSkip: 'Skip, again after {{n}} minutes', reasons: 'Reasons to skip', reason: 'Reason {{n}}', labelZh: 'Chinese', labelEn: 'English', action: 'Then', delay: 'After', addReason: 'Add a reason', removeReason: 'Remove the reason “{{name}}”',
    skip: { later: 'again later', other_agent: 'for another agent', end: 'no follow-up' },
    notice: 'Notice', maxCalls: 'At once, at most', plays: 'Played at most', playsHint: 'Repeating by key included.', done: 'Completed when', doneHeard: 'heard to its end', doneConfirmed: 'confirmed by key', keys: 'Keys', key: 'Key {{d}}', noMeaning: 'nothing', keysHint: 'Other keys do nothing.',
    keyAction: { repeat: 'repeat', confirm: 'confirm', agent: 'to an agent', do_not_call: 'no more calls', end: 'end' },
    earlyMedia: 'Recognise announcements before the answer (powered off, suspended, vacant, busy …) and free the line early', machine: 'When an answering machine answers', machineOff: 'not recognised', machineHangUp: 'hang up, dial again by the retry rule', machineMessage: 'leave a message after the beep', machineAgent: 'give it to the agent', machinePrompt: 'Message', machineNote: 'Listening takes a second or two and can take a person for a machine; when in doubt do not hang up.', noticeIsMessage: 'The notice is the message.',
    choosePrompt: 'Choose a prompt', noPrompt: 'nothing', managePrompts: 'Manage prompts', listen: 'Listen', heard: 'Listen to {{name}}',
    say: { preview: '{{then}} after {{s}} s', dial: 'dialled', skip: 'skipped', notice: '{{n}} calls at once at most, completed when {{done}}', machine: 'machines: {{what}}', early: 'announcements are recognised', noEarly: 'announcements are not recognised' },
  },
  pacing: {
    title: 'Pacing now', none: 'While the campaign runs and agents are there, this says why it dials or waits.', node: 'this node', nodes: '{{n}} nodes', by: { predictive: 'Dials predictively', progressive: 'Dials progressively for now' }, facts: '{{lines}} lines ring, {{waiting}} persons wait, {{free}} agents free, {{busy}} busy', rate: 'Abandoned today', of: '{{abandoned}} of {{total}}', cap: 'cap {{pct}}%', under: 'below the cap', near: 'near the cap', over: 'above the cap', noCalls: 'nobody has answered today',
    reason: {
      paused: 'Paused, nothing is dialled.', window_closed: 'The calling window is closed, nothing is dialled.', no_agents: 'No agent is signed in.', no_room: 'The trunks take no more calls now.', free_agent: 'Dials because an agent is free.', earned_budget: 'Dials ahead: one more line would be abandoned with {{risk}}%, at most {{limit}}% are allowed.', risk_too_high: 'Waits: one more line would be abandoned with {{risk}}%, above {{limit}}%.',
      waits_for_budget: 'Waits: {{budget}} may still be abandoned today, {{needs}} are needed to dial ahead.', fallback_progressive: '{{rate}}% abandoned, the cap of {{cap}}% is reached: only free agents get lines until it is below.', learning: 'Still learning: {{answers}} answers seen, {{needs}} needed; progressive until then.', stale_state: 'What was learnt is too old; learning anew: {{answers}} answers seen, {{needs}} needed; progressive until then.',
    },
    atNode: '{{node}}: {{why}}',
    upper: 'Of today: with 95 % confidence the true rate is not above {{pct}}%.', upper24: 'The last 24 hours are worse than today: {{rate}}% abandoned; with 95 % confidence the true rate is not above {{pct}}%.',
  },
  prompts: {
    sub: 'Audio that calls play: notices, messages for the abandoned and for machines, greetings of the hotline.', empty: 'No prompts of your own yet', add: 'Upload a recording', speak: 'Text to speech', name: 'Name', words: 'Words', wordsHint: 'What is said, for your colleagues.', wordsSpeak: 'What is to be said', length: 'Length', usedBy: 'Used by', by: 'By', shipped: 'delivered', file: 'Recording', drop: 'Drop a recording here, or click to choose', formats: 'WAV (mono or stereo, 8–96 kHz), or .ulaw / .alaw of 8 kHz, at most 5 minutes', chooseFile: 'Choose a file.', chooseName: 'Enter a name.', chooseWords: 'Enter what is to be said.', upload: 'Upload', uploading: 'Uploading…', create: 'Make it', added: '“{{name}}” added', remove: 'Delete', removeTitle: 'Delete the prompt “{{name}}”?', removeText: 'It cannot be brought back.', removed: '“{{name}}” deleted', play: 'Listen', stop: 'Stop', playError: 'This prompt cannot be played.', tooLarge: 'The file is too large.',
  },
  fieldProblem: {
    prompt_required: 'Choose what is played.', abandon_cap_too_high: 'Only an admin may allow more than 3%.', key_bad: 'Not a key, or not a meaning.', confirm_key_required: 'Without a key that confirms nothing is ever completed.', delay_required: 'Enter after which time.', reserved: 'This code is the system’s own.', machine_needs_agent: 'A voice notice has no agents.', prompt_unknown: 'This prompt is gone.', notice_asks_nothing: 'This follow-up type has required questions; a voice notice asks none.', mode_fixed: 'A queue of the hotline keeps its mode.',
    audio_not_wav: 'This is no WAV file.', audio_corrupt: 'The file is damaged or cut.', audio_encoding_unknown: 'This encoding is not supported; save it as PCM WAV.', audio_rate_bad: 'This sampling rate is not supported; use 8000, 16000, 44100 or 48000 Hz.', audio_channels_bad: 'Only mono or stereo.', audio_too_long: 'Longer than 5 minutes.', audio_too_short: 'Shorter than 0.3 s.', audio_silent: 'Nothing can be heard.',
  },
  problem: { audio_unusable: 'This recording cannot be used.', no_synthesiser: 'No synthesiser is configured; upload a recording.' },
  reason: { dialled_by_hand: 'Manual mode: agents dial themselves' },
  ledgerReason: { notice_delivered: 'notice heard', notice_confirmed: 'notice confirmed', notice_not_heard: 'notice not heard to its end', notice_not_confirmed: 'notice not confirmed' },
  endPattern: { skipped: 'skipped by the agent: {{what}}' },
}
