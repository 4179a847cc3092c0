import { useId, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldProblem } from '../api/client'
import { fieldText } from '../i18n'

interface Props {
  label: ReactNode
  hint?: ReactNode
  /** What is wrong with it, of the service or of the page. */
  errors?: FieldProblem[] | string
  children(a: { id: string; 'aria-invalid': boolean; 'aria-describedby': string; status?: 'error' }): ReactNode
  testid?: string
}

/** Field is a label, a control, a hint and what is wrong. */
export function Field({ label, hint, errors, children, testid }: Props) {
  const { t } = useTranslation()
  const id = useId()
  const text = typeof errors === 'string' ? errors : (errors ?? []).map((e) => fieldText(t, e)).join(t('ui.semicolon'))
  return (
    <div>
      <label className="field-label" htmlFor={id}>{label}</label>
      {children({ id, 'aria-invalid': text !== '', 'aria-describedby': `${id}-note`, status: text ? 'error' : undefined })}
      <div id={`${id}-note`}>
        {text && <p className="field-error" role="alert" data-testid={testid && `${testid}-error`}>{text}</p>}
        {hint && <p className="field-hint">{hint}</p>}
      </div>
    </div>
  )
}

/** under picks the problems of one field and of what is inside it. */
export function under(all: FieldProblem[], pointer: string): FieldProblem[] {
  return all.filter((f) => f.pointer === pointer || f.pointer.startsWith(`${pointer}/`))
}
