import { describe, expect, it } from 'vitest'
import { deskKey, type KeyLike } from './keys'

const key = (k: Partial<KeyLike>): KeyLike => ({
  key: '', code: '', keyCode: 0, isComposing: false, repeat: false, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, target: document.body, ...k,
})

describe('desk keys', () => {
  it('know the function keys', () => {
    expect(deskKey(key({ key: 'F2' }))).toEqual({ action: 'ready' })
    expect(deskKey(key({ key: 'F2', shiftKey: true }))).toEqual({ action: 'pause' })
    expect(deskKey(key({ key: 'F4' }))).toEqual({ action: 'hangUp' })
    expect(deskKey(key({ key: 'F8' }))).toEqual({ action: 'hold' })
    expect(deskKey(key({ key: 'F9' }))).toEqual({ action: 'mute' })
  })
  it('leave Alt+F4 and Ctrl+F4 to the system', () => {
    expect(deskKey(key({ key: 'F4', altKey: true }))).toBeNull()
    expect(deskKey(key({ key: 'F4', ctrlKey: true }))).toBeNull()
  })
  it('know the letters of what is done in a call', () => {
    for (const [code, action] of [['KeyK', 'keypad'], ['KeyT', 'transfer'], ['KeyR', 'record'], ['KeyH', 'askHelp']] as const) {
      expect(deskKey(key({ key: 'x', code, altKey: true }))).toEqual({ action })
      expect(deskKey(key({ key: 'x', code }))).toBeNull()
    }
    expect(deskKey(key({ key: 'q', code: 'KeyQ', altKey: true }))).toBeNull()
  })
  it('choose a disposition by position, whatever character Alt makes of it', () => {
    expect(deskKey(key({ key: '£', code: 'Digit3', altKey: true }))).toEqual({ action: 'disposition', index: 2 })
    expect(deskKey(key({ key: '6', code: 'Numpad6', altKey: true }))).toEqual({ action: 'disposition', index: 5 })
    expect(deskKey(key({ key: '3', code: 'Digit3' }))).toBeNull()
  })
  it('do nothing while an input method composes, or on repeat', () => {
    expect(deskKey(key({ key: 'F2', isComposing: true }))).toBeNull()
    expect(deskKey(key({ key: 'Enter', ctrlKey: true, keyCode: 229 }))).toBeNull()
    expect(deskKey(key({ key: 'F4', repeat: true }))).toBeNull()
  })
  it('type a question mark into a text field, and open the help elsewhere', () => {
    const note = document.createElement('textarea')
    expect(deskKey(key({ key: '?', target: note }))).toBeNull()
    expect(deskKey(key({ key: '？' }))).toEqual({ action: 'help' })
  })
  it('save from inside the note', () => {
    const note = document.createElement('textarea')
    expect(deskKey(key({ key: 'Enter', ctrlKey: true, target: note }))).toEqual({ action: 'save' })
  })
})
