import type { AuditMessages } from './audit.zh'

export const en: AuditMessages = {
  audit: {
    title: 'Audit trail', sub: 'Who looked at which customer or recording, and who changed what. Entries cannot be changed or deleted; repeated looks of one user within ten minutes are one entry.', at: 'Time', user: 'User', action: 'Action', object: 'Object', detail: 'Detail', any: 'Any', system: 'System', range: 'Dates', kind: 'Kind', empty: 'No entry fits', emptyText: 'Widen the search.', only: 'Only this object',
  },
  auditKind: { calls: 'Call settings', queue: 'Queue', department: 'Department', hotline: 'Hotline', customer: 'Customer', recording: 'Recording', campaign: 'Campaign', plan: 'Plan', import: 'Import', list: 'List', dnc: 'Do not call', user: 'User', caps: 'Call caps', unit: 'Unit', job: 'Job', event: 'Service event', calendar: 'Calendar', type: 'Follow-up type', record: 'Record', number: 'Number', contact: 'Contact', attempt: 'Call', list_import: 'List import', session: 'Session', export: 'Export', phone: 'Number', prompt: 'Prompt', ledger: 'Ledger' },
  auditVerb: {
    settings: 'changed settings', whisper: 'whispered', join: 'joined the call', calls: 'looked at missed calls', login: 'signed in', logout: 'signed out', failed: 'failed to sign in', look: 'looked', list: 'listed', create: 'created', update: 'changed', delete: 'deleted', reassign: 'reassigned', listen: 'listened', download: 'downloaded', set: 'set', add: 'added', remove: 'removed', start: 'started', pause: 'paused', resume: 'resumed', stop: 'stopped', cancel: 'cancelled', upload: 'uploaded', import: 'imported', skills: 'changed skills', dispose: 'wrote the disposition', export: 'exported', print: 'printed',
    request: 'requested', requested: 'requested', confirm: 'confirmed', confirmed: 'confirmed', draft: 'sent back', launch: 'launched', running: 'launched', paused: 'paused', stopped: 'stopped', generate: 'generated', correct: 'corrected', reset: 'reset', finish: 'finished', hand_over: 'handed over', erase: 'deleted for ever', follow_ups: 'looked at follow-ups', events: 'looked at service events', contacts: 'looked at contacts', mode: 'switched the mode', peaks: 'looked at the waveform',
  },
}
