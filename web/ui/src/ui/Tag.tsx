import type { ReactNode } from 'react'

export type TagTone = 'plain' | 'info' | 'ok' | 'warn' | 'bad'
const SIGN: Record<TagTone, string> = { plain: '○', info: '◆', ok: '●', warn: '▲', bad: '✕' }

/** Tag is a word with a sign whose shape, not only its colour, tells the kind. */
export function Tag({ tone = 'plain', sign, children, testid }: { tone?: TagTone; sign?: string; children: ReactNode; testid?: string }) {
  return (
    <span className="tag" data-tone={tone} data-sign={sign ?? SIGN[tone]} data-testid={testid}>
      {children}
    </span>
  )
}
