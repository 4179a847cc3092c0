import { useTranslation } from 'react-i18next'
import { create } from 'zustand'
import { Notice, type Tone } from './Notice'

interface Toast {
  id: number
  tone: Tone
  text: string
}

const useToasts = create<{ list: Toast[] }>(() => ({ list: [] }))
let next = 1

/** toast shows a short message that goes away by itself; troubles stay longer. */
export function toast(tone: Tone, text: string): void {
  const id = next++
  useToasts.setState((s) => ({ list: [...s.list.filter((x) => x.text !== text).slice(-3), { id, tone, text }] }))
  setTimeout(() => dismiss(id), tone === 'bad' || tone === 'warn' ? 8000 : 4000)
}

function dismiss(id: number): void {
  useToasts.setState((s) => ({ list: s.list.filter((x) => x.id !== id) }))
}

export function Toasts() {
  const { t } = useTranslation()
  const list = useToasts((s) => s.list)
  return (
    <div className="toasts" role="status" aria-live="polite" data-testid="toasts">
      {list.map((x) => (
        <Notice
          key={x.id}
          tone={x.tone}
          actions={<button type="button" className="icon-btn" aria-label={t('ui.close')} onClick={() => dismiss(x.id)}>✕</button>}
        >
          {x.text}
        </Notice>
      ))}
    </div>
  )
}
