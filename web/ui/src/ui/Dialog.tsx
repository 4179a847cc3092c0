import { useEffect, useId, useRef, type ReactNode } from 'react'

interface Props {
  open: boolean
  title: string
  onClose(): void
  children: ReactNode
  actions?: ReactNode
  width?: number
  testid?: string
}

/** Dialog is the browser's own modal dialog: it keeps the focus inside and closes on Escape. What has data-autofocus
 * has the focus first. */
export function Dialog({ open, title, onClose, children, actions, width, testid }: Props) {
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const d = ref.current
    if (open && d && !d.open) {
      d.showModal()
      // React's autoFocus comes while the dialog is still hidden; the browser would take the first input.
      d.querySelector<HTMLElement>('[data-autofocus]')?.focus()
    }
    if (!open && d?.open) d.close()
  }, [open])
  if (!open) return null
  return (
    <dialog
      ref={ref}
      aria-labelledby={id}
      data-testid={testid}
      style={width ? { width: `min(${width}px, calc(100vw - 32px))` } : undefined}
      onCancel={(e) => {
        e.preventDefault()
        onClose()
      }}
      onClick={(e) => e.target === ref.current && onClose()}
    >
      <div className="dialog-body">
        <h2 id={id}>{title}</h2>
        {children}
        {actions && <div className="actions" style={{ justifyContent: 'flex-end' }}>{actions}</div>}
      </div>
    </dialog>
  )
}
