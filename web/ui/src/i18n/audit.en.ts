import type { AuditMessages } from './audit.zh'

export const en: AuditMessages = {
  audit: {
    title: 'Audit trail', sub: 'Who looked at which customer or recording, and who changed what. Entries cannot be changed or deleted; repeated looks of one user within ten minutes are one entry.', at: 'Time', user: 'User', action: 'Action', object: 'Object', detail: 'Detail', any: 'Any', system: 'System', range: 'Dates', kind: 'Kind', empty: 'No entry fits', emptyText: 'Widen the search.', only: 'Only this object', pair: '{{name}}: {{value}}', changed: '{{name}} changed',
  },
  auditKind: { calls: 'Call settings', queue: 'Queue', department: 'Department', hotline: 'Hotline', customer: 'Customer', recording: 'Recording', campaign: 'Campaign', plan: 'Plan', import: 'Import', list: 'List', dnc: 'Do not call', user: 'User', caps: 'Call caps', unit: 'Unit', job: 'Job', event: 'Service event', calendar: 'Calendar', type: 'Follow-up type', record: 'Record', number: 'Number', contact: 'Contact', attempt: 'Call', list_import: 'List import', session: 'Session', export: 'Export', phone: 'Number', prompt: 'Prompt', ledger: 'Ledger' },
  auditField: {
    taken: 'Taken', refused: 'Refused', per_day: 'In 24 hours', per_burst: 'In a short time', burst_s: 'Short time (s)', kind: 'Kind', skills: 'Skills', show_coach: 'Agents see supervisors', version: 'Version', contact: 'Contact', redialled: 'Redialled', moved: 'Moved to the new number', by_agent: 'To agents', unassigned: 'Unassigned', weighted: 'By weight',
    from: 'From', to: 'To', name: 'Name', job: 'Job', agent: 'Agent', agent_id: 'Agent', fields: 'Changed', given: 'Given', added: 'Added', class: 'Where they went', reason: 'Reason', campaign: 'Campaign', plan: 'Plan', role: 'Role', active: 'Account', password: 'Password', rights: 'Rights', swaps: 'Instead of', announcement_entered: 'Announcement of holidays',
  },
  auditValue: {
    yes: 'yes', no: 'no', none: 'none', active_yes: 'activated', active_no: 'deactivated', announcement_entered_yes: 'entered', announcement_entered_no: 'not entered', customers: 'customers', events: 'service events', holiday: 'day off', workday: 'working day', never: 'never', speaking: 'when whispering or joined', always: 'always', notice_key: 'asked by key during a notice',
  },
  auditCustomer: { code: 'code', name: 'name', address: 'address', switchboard: 'switchboard', segment: 'segment', region: 'region', unit_id: 'unit', owner_id: 'owner', signed_on: 'signed on', expires_on: 'expires on', filed_at: 'filed at', notes: 'notes', fields: 'other data' },
  auditVerb: {
    settings: 'changed settings', whisper: 'whispered', join: 'joined the call', calls: 'looked at missed calls', login: 'signed in', logout: 'signed out', failed: 'failed to sign in', look: 'looked', list: 'listed', create: 'created', update: 'changed', delete: 'deleted', reassign: 'reassigned', listen: 'listened', download: 'downloaded', set: 'set', add: 'added', remove: 'removed', start: 'started', pause: 'paused', resume: 'resumed', stop: 'stopped', cancel: 'cancelled', upload: 'uploaded', import: 'imported', skills: 'changed skills', dispose: 'wrote the disposition', export: 'exported', print: 'printed',
    request: 'requested', requested: 'requested', confirm: 'confirmed', confirmed: 'confirmed', draft: 'sent back', launch: 'launched', running: 'launched', paused: 'paused', stopped: 'stopped', generate: 'generated', correct: 'corrected', reset: 'reset', finish: 'finished', hand_over: 'handed over', erase: 'deleted for ever', follow_ups: 'looked at follow-ups', events: 'looked at service events', contacts: 'looked at contacts', mode: 'switched the mode', peaks: 'looked at the waveform',
  },
}
