// Which key does what at the desk. Pure, so that input methods and modifiers can be tested.

export type KeyAction =
  | { action: 'help' | 'ready' | 'pause' | 'hangUp' | 'hold' | 'mute' | 'keypad' | 'transfer' | 'skip' | 'record' | 'askHelp' | 'save' }
  | { action: 'disposition'; index: number }

export interface KeyLike {
  key: string
  code: string
  keyCode: number
  isComposing: boolean
  repeat: boolean
  altKey: boolean
  ctrlKey: boolean
  metaKey: boolean
  shiftKey: boolean
  target: EventTarget | null
}

/** typing: the key belongs to a text field. */
function typing(t: EventTarget | null): boolean {
  return (
    t instanceof HTMLElement &&
    (t.isContentEditable || t instanceof HTMLTextAreaElement || t instanceof HTMLSelectElement ||
      (t instanceof HTMLInputElement && !['button', 'checkbox', 'radio', 'submit'].includes(t.type)))
  )
}

/** deskKey gives the action of a key press, null for none. While an input method composes (also keyCode 229) there is none. */
export function deskKey(e: KeyLike): KeyAction | null {
  if (e.isComposing || e.keyCode === 229 || e.repeat) return null
  const plain = !e.altKey && !e.ctrlKey && !e.metaKey
  if (e.key === 'Enter' && (e.ctrlKey || e.metaKey) && !e.altKey) return { action: 'save' }
  if (e.altKey && !e.ctrlKey && !e.metaKey) {
    // By code, because Alt changes the character on some keyboards.
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(e.code)
    if (digit) return { action: 'disposition', index: Number(digit[1]) - 1 }
    const letters: Partial<Record<string, KeyAction>> = {
      KeyK: { action: 'keypad' }, KeyT: { action: 'transfer' }, KeyS: { action: 'skip' }, KeyR: { action: 'record' }, KeyH: { action: 'askHelp' },
    }
    return letters[e.code] ?? null
  }
  if (!plain) return null
  switch (e.key) {
    case 'F2':
      return { action: e.shiftKey ? 'pause' : 'ready' }
    case 'F4':
      return { action: 'hangUp' }
    case 'F8':
      return { action: 'hold' }
    case 'F9':
      return { action: 'mute' }
    case '?':
    case '？':
      return typing(e.target) ? null : { action: 'help' }
  }
  return null
}
