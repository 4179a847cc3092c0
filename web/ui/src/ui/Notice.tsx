import type { ReactNode } from 'react'

export type Tone = 'info' | 'ok' | 'warn' | 'bad'
const SIGN: Record<Tone, string> = { info: 'i', ok: '✓', warn: '!', bad: '✕' }

interface Props {
  tone?: Tone
  title?: ReactNode
  children?: ReactNode
  actions?: ReactNode
  testid?: string
  /** Say it at once to a screen reader. */
  urgent?: boolean
}

/** Notice is a coloured box with a sign: never colour alone. */
export function Notice({ tone = 'info', title, children, actions, testid, urgent }: Props) {
  return (
    <div className="notice" data-tone={tone} role={urgent ? 'alert' : undefined} data-testid={testid}>
      <span className="sign" aria-hidden="true">{SIGN[tone]}</span>
      <div className="grow">
        {title && <strong>{title}</strong>}
        {children && <div style={{ color: 'var(--text)' }}>{children}</div>}
      </div>
      {actions && <div className="row">{actions}</div>}
    </div>
  )
}
