// One follow-up type: its words, its questions (R23), and the rule that its plans begin with.
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, call, client, type FieldProblem, type Schemas } from '../api/client'
import { queryClient, useMe } from '../auth'
import '../i18n/customers'
import '../i18n/manage'
import '../i18n/plans'
import { usePrefs } from '../prefs'
import { Dialog } from '../ui/Dialog'
import { Notice } from '../ui/Notice'
import { PageHead } from '../ui/PageHead'
import { ErrorNotice, Skeleton } from '../ui/states'
import { toast } from '../ui/toast'
import './manage.css'
import { ADVISED, compact, KINDS, labelOf, METHODS, planText, type FollowUpType, type Question } from './plan'
import { CheckField, ChoiceField, NumField, TextField, Wrong } from './PlanFields'
import { PlanRuleEditor } from './PlanRuleEditor'
import './plans.css'
import { useAllTypes } from './TypesPage'

type Input = Schemas['TypeInput']

export default function TypeEditPage() {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const me = useMe()
  const code = String(useParams({ strict: false }).code)
  const q = useAllTypes()
  const crumbs = <Link to="/settings/types">{t('nav.types')}</Link>
  if (q.isPending) return <section className="card"><Skeleton /></section>
  if (!q.data) return <ErrorNotice error={q.error} onRetry={() => void q.refetch()} />
  const type = q.data.find((x) => x.code === code)
  if (code !== 'new' && !type) return <><PageHead title={t('nav.types')} crumbs={crumbs} /><Notice tone="warn">{t('problem.not_found')}</Notice></>
  const events = [...new Set(q.data.flatMap((x) => x.rule.event ?? []))].sort()
  const start: Input = type
    ? { code: type.code, label_zh: type.label_zh, label_en: type.label_en, method: type.method, share: type.share, questions: type.questions ?? [], rule: type.rule, active: type.active }
    : { code: '', label_zh: '', label_en: '', method: 'phone', share: 100, questions: [], rule: { code: '', zone: me.zone, event: '', steps: [{ form: 'within', days: 7 }] }, active: true }
  return (
    <>
      <PageHead title={type ? labelOf(type, lang) : t('types.add')} crumbs={crumbs} />
      <TypeForm key={type?.version ?? 0} start={start} type={type} events={events} />
    </>
  )
}

function TypeForm({ start, type, events }: { start: Input; type?: FollowUpType; events: string[] }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [v, setV] = useState(start)
  const [busy, setBusy] = useState('')
  const [asking, setAsking] = useState<'reset' | 'remove' | ''>('')
  const [error, setError] = useState<ApiError | null>(null)
  const set = (p: Partial<Input>) => setV((o) => ({ ...o, ...p }))
  const wrong = error?.fields ?? []
  const questions = v.questions ?? []
  const setQ = (i: number, p: Partial<Question>) => set({ questions: questions.map((q, j) => (j === i ? { ...q, ...p } : q)) })
  const run = async (what: string, work: () => Promise<unknown>, leave: boolean) => {
    setBusy(what)
    setError(null)
    try {
      await work()
      toast('ok', t(what === 'remove' ? 'types.removed' : 'types.saved'))
      await queryClient.invalidateQueries({ queryKey: ['types'] })
      if (leave) void navigate({ to: '/settings/types' })
    } catch (e) {
      setError(e instanceof ApiError ? e : new ApiError(0, 'unexpected_page', String(e)))
    } finally {
      setBusy('')
      setAsking('')
    }
  }
  const submit = (e: FormEvent) => {
    e.preventDefault()
    const body: Input = {
      ...v, code: v.code.trim(), rule: { ...v.rule, code: v.rule.code || v.code.trim(), steps: v.rule.steps.map(compact) },
      questions: questions.map((q) => ({ ...q, options: q.kind === 'choice' ? q.options ?? [] : undefined })),
    }
    const { active, ...own } = body
    void run('save', () => (type
      ? call(client.PUT('/types/{code}', { params: { path: { code: type.code }, header: { 'If-Match': `"${type.version}"` } }, body: { ...own, active } }))
      : call(client.POST('/types', { body: own }))), true)
  }
  const params = { path: { code: type?.code ?? '' } }
  return (
    <form className="form-grid" onSubmit={submit} noValidate data-testid="type-form">
      <section className="card stack">
        <h2>{t('form.basics')}</h2>
        {type?.builtin && <Notice tone="info" testid="type-delivered">{t(type.edited ? 'types.editedText' : 'types.deliveredText')}</Notice>}
        <div className="form-row two">
          {type ? <div><span className="field-label">{t('types.code')}</span><code>{type.code}</code></div>
            : <TextField label={t('types.code')} at="/code" errors={wrong} value={v.code} onChange={(code) => set({ code })} max={64} hint={t('types.codeHint')} testid="type-code" />}
          <TextField label={t('types.labelZh')} at="/label_zh" errors={wrong} value={v.label_zh} onChange={(label_zh) => set({ label_zh })} testid="type-label-zh" />
          <TextField label={t('types.labelEn')} at="/label_en" errors={wrong} value={v.label_en} onChange={(label_en) => set({ label_en })} testid="type-label-en" />
          <ChoiceField label={t('types.method')} at="/method" errors={wrong} value={v.method} onChange={(method) => set({ method })} options={METHODS.map((m) => ({ value: m, label: t(`planMethod.${m}`) }))} hint={v.method === 'phone' ? undefined : t('planProblem.method_not_dialled')} testid="type-method" />
          <NumField label={t('planForm.share')} at="/share" errors={wrong} value={v.share} min={1} max={100} unit="%" onChange={(share) => set({ share })} hint={t('types.shareHint')} testid="type-share" />
        </div>
        {type && <div><CheckField label={t('types.active')} checked={v.active ?? true} onChange={(active) => set({ active })} testid="type-active" /></div>}
      </section>
      <section className="card stack">
        <h2>{t('types.questions')}</h2>
        <p className="field-hint">{t('types.questionsHint')}</p>
        {questions.length > ADVISED && <Notice tone="warn" testid="many-questions">{t('planProblem.questions_more_than_advised')}</Notice>}
        {!questions.some((q) => q.required) && <Notice tone="warn" testid="nothing-required">{t('planProblem.nothing_required')}</Notice>}
        <Wrong errors={wrong} at="/questions" />
        {questions.map((q, i) => (
          <fieldset key={i} className="plan-step stack" data-testid="question">
            <legend className="visually-hidden">{t('types.questionNo', { n: i + 1 })}</legend>
            <div className="card-head">
              <strong className="grow">{t('types.questionNo', { n: i + 1 })}</strong>
              <Button size="small" disabled={i === 0} onClick={() => set({ questions: questions.map((x, j) => (j === i - 1 ? q : j === i ? questions[i - 1]! : x)) })} aria-label={t('types.up', { n: i + 1 })}>↑</Button>
              <Button size="small" onClick={() => set({ questions: questions.filter((_, j) => j !== i) })} aria-label={t('types.removeQuestion', { n: i + 1 })}>{t('ui.remove')}</Button>
            </div>
            <div className="form-row">
              <TextField label={t('types.textZh')} at={`/questions/${i}/text_zh`} errors={wrong} value={q.text_zh} onChange={(text_zh) => setQ(i, { text_zh })} max={500} testid="question-zh" />
              <TextField label={t('types.textEn')} at={`/questions/${i}/text_en`} errors={wrong} value={q.text_en} onChange={(text_en) => setQ(i, { text_en })} max={500} testid="question-en" />
            </div>
            <div className="form-row two">
              <ChoiceField label={t('types.kind')} at={`/questions/${i}/kind`} errors={wrong} value={q.kind} onChange={(kind) => setQ(i, { kind, options: kind === 'choice' ? q.options ?? [newOption(1), newOption(2)] : undefined })} options={KINDS.map((k) => ({ value: k, label: t(`types.kinds.${k}`) }))} testid="question-kind" />
              <TextField label={t('types.questionId')} at={`/questions/${i}/id`} errors={wrong} value={q.id} onChange={(id) => setQ(i, { id })} max={64} hint={t('types.codeHint')} testid="question-id" />
              <div style={{ alignSelf: 'end' }}><CheckField label={t('questions.required')} checked={q.required ?? false} onChange={(required) => setQ(i, { required })} testid="question-required" /></div>
            </div>
            {q.kind === 'choice' && <Options q={q} at={`/questions/${i}`} errors={wrong} onChange={(options) => setQ(i, { options })} />}
          </fieldset>
        ))}
        <div><Button onClick={() => set({ questions: [...questions, { id: freeId(questions), text_zh: '', text_en: '', kind: 'satisfaction', required: true }] })} data-testid="add-question">{t('types.addQuestion')}</Button></div>
      </section>
      <section className="card stack">
        <h2>{t('planForm.when')}</h2>
        <p className="field-hint">{t('types.ruleHint')}</p>
        <PlanRuleEditor value={v.rule} onChange={(rule) => set({ rule })} errors={wrong} events={events} />
      </section>
      {error && (error.code !== 'invalid' || wrong.length === 0) && <ErrorNotice error={error} testid="type-error" />}
      {wrong.length > 0 && <Notice tone="bad" urgent title={t('problem.invalid')} testid="type-wrong"><ul>{[...new Set(wrong.map((e) => planText(t, e)))].map((x) => <li key={x}>{x}</li>)}</ul></Notice>}
      <div className="row">
        <Button type="primary" size="large" htmlType="submit" loading={busy === 'save'} data-testid="save-type">{t('ui.save')}</Button>
        <Button size="large" onClick={() => void navigate({ to: '/settings/types' })}>{t('ui.cancel')}</Button>
        {type?.builtin && type.edited && <Button size="large" onClick={() => setAsking('reset')} data-testid="reset-type">{t('types.reset')}</Button>}
        {type && !type.builtin && <Button size="large" danger onClick={() => setAsking('remove')} data-testid="delete-type">{t('ui.delete')}</Button>}
      </div>
      <Dialog
        open={asking !== ''} title={asking === 'reset' ? t('types.resetTitle') : t('types.removeTitle')} onClose={() => setAsking('')} testid="type-dialog"
        actions={
          <>
            <Button onClick={() => setAsking('')}>{t('ui.cancel')}</Button>
            <Button
              type="primary" danger loading={busy !== ''} data-testid="type-confirm"
              onClick={() => void (asking === 'reset' ? run('reset', () => call(client.POST('/types/{code}/reset', { params })), false) : run('remove', () => call(client.DELETE('/types/{code}', { params })), true))}
            >
              {asking === 'reset' ? t('types.reset') : t('ui.delete')}
            </Button>
          </>
        }
      >
        <p>{asking === 'reset' ? t('types.resetText') : t('types.removeText')}</p>
      </Dialog>
    </form>
  )
}

const newOption = (n: number) => ({ code: `option_${n}`, label_zh: '', label_en: '' })
const freeId = (qs: Question[]) => {
  for (let n = qs.length + 1; ; n++) if (!qs.some((q) => q.id === `q${n}`)) return `q${n}`
}

function Options({ q, at, errors, onChange }: { q: Question; at: string; errors: FieldProblem[]; onChange(o: NonNullable<Question['options']>): void }) {
  const { t } = useTranslation()
  const options = q.options ?? []
  const set = (i: number, p: Partial<(typeof options)[number]>) => onChange(options.map((o, j) => (j === i ? { ...o, ...p } : o)))
  return (
    <fieldset className="plain stack tight">
      <legend className="field-label">{t('types.options')}</legend>
      <Wrong errors={errors} at={`${at}/options`} />
      {options.map((o, i) => (
        <div key={i} data-testid="option">
          <div className="row tight">
            {(['label_zh', 'label_en', 'code'] as const).map((k) => (
              <input key={k} className="field" aria-label={t(`types.option.${k}`, { n: i + 1 })} placeholder={t(`types.option.${k}`, { n: i + 1 })} aria-invalid={errors.some((e) => e.pointer === `${at}/options/${i}/${k}`)} value={o[k]} maxLength={k === 'code' ? 64 : 200} onChange={(e) => set(i, { [k]: e.target.value })} data-testid={`option-${k}`} />
            ))}
            <Button size="small" onClick={() => onChange(options.filter((_, j) => j !== i))} aria-label={t('types.removeOption', { n: i + 1 })}>{t('ui.remove')}</Button>
          </div>
          <Wrong errors={errors} at={`${at}/options/${i}`} deep />
        </div>
      ))}
      <div><Button size="small" onClick={() => onChange([...options, newOption(options.length + 1)])} data-testid="add-option">{t('types.addOption')}</Button></div>
    </fieldset>
  )
}
