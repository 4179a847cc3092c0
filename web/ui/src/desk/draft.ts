// The half-filled disposition, kept in this browser so that a reload or a crash costs nothing (U33).
export interface Draft {
  attempt: number
  code: string
  note: string
  /** Local wall clock as an input field has it, "2026-07-01T10:00"; "" for none. */
  when: string
  mine: boolean
  /** Answers of the questionnaire by question. */
  answers: Record<string, string>
}

export const emptyDraft = (attempt: number): Draft => ({ attempt, code: '', note: '', when: '', mine: true, answers: {} })

export function loadDraft(user: number, attempt: number, storage: Storage = localStorage): Draft {
  try {
    const d = JSON.parse(storage.getItem(`hf.draft.${user}`) ?? 'null') as Partial<Draft> | null
    if (d?.attempt === attempt) return { ...emptyDraft(attempt), ...d }
  } catch {
    // Not ours to read: begin anew.
  }
  return emptyDraft(attempt)
}

/** saveDraft keeps one draft for each user: he has one call at a time and must finish it before the next. */
export function saveDraft(user: number, d: Draft, storage: Storage = localStorage): void {
  storage.setItem(`hf.draft.${user}`, JSON.stringify(d))
}

/** toLocalInput is a date as an <input type="datetime-local"> wants it. */
export function toLocalInput(d: Date): string {
  const p = (n: number) => String(n).padStart(2, '0')
  return `${d.getFullYear()}-${p(d.getMonth() + 1)}-${p(d.getDate())}T${p(d.getHours())}:${p(d.getMinutes())}`
}

/** fromLocalInput is the instant, or null when the text is no time. */
export function fromLocalInput(s: string): Date | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(s)) return null
  const d = new Date(s)
  return Number.isNaN(d.getTime()) ? null : d
}
