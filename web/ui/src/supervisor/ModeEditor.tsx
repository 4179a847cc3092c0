// How a campaign dials (R16): the choice of the mode, and what each mode wants to know.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, InputNumber } from 'antd'
import { useTranslation } from 'react-i18next'
import { call, client, type FieldProblem, type Schemas } from '../api/client'
import { fieldText } from '../i18n'
import '../i18n/modes'
import { Field, under } from '../ui/Field'
import { ErrorNotice, Skeleton } from '../ui/states'
import { KEYS, KEY_ACTIONS, MACHINE_WORDS, MODES, newReason, percent, SKIP_ACTIONS, withKey, type Mode, type ModeSettings } from './modes'
import { PlayButton } from './PlayButton'

interface Props {
  mode: Mode
  settings: ModeSettings
  onChange(mode: Mode, settings: ModeSettings): void
  errors: FieldProblem[]
}

/** useModeDefaults are the settings that a new campaign begins with. */
export function useModeDefaults() {
  return useQuery({ queryKey: ['mode-defaults'], queryFn: () => call(client.GET('/modes/defaults')), staleTime: Infinity })
}

/** unshown are the errors of settings that no field of the mode shows, such as a preview's while progressive is chosen. */
export function unshown(mode: Mode, m: ModeSettings, errors: FieldProblem[]): FieldProblem[] {
  const asks = Object.values(m.notice.keys).includes('agent')
  const shown: string[] = {
    manual: [], progressive: [], inbound: [],
    predictive: ['/predictive/abandon_cap', '/predictive/prompt'],
    preview: ['/preview/timeout_s', '/preview/then', ...m.preview.reasons.map((_, i) => `/preview/reasons/${i}`)],
    agentless: ['/notice/prompt', '/notice/max_calls', '/notice/plays', '/notice/done', '/notice/keys', ...(asks ? ['/predictive/prompt'] : [])],
  }[mode]
  if (mode !== 'manual') shown.push('/detection/machine')
  if (mode !== 'manual' && mode !== 'agentless' && m.detection.machine === 'message') shown.push('/detection/prompt')
  return under(errors, '/mode_settings').filter((e) => !shown.some((p) => under([e], `/mode_settings${p}`).length > 0))
}

export function ModeEditor({ mode, settings, onChange, errors }: Props) {
  const { t } = useTranslation()
  const wrong = (p: string) => under(errors, `/mode_settings${p}`)
  const set = <K extends keyof ModeSettings>(part: K, change: Partial<ModeSettings[K]>) => onChange(mode, { ...settings, [part]: { ...settings[part], ...change } })
  const { predictive, preview, notice, detection } = settings
  const own = mode === 'predictive' || mode === 'preview' || mode === 'agentless'
  return (
    <div className="stack" data-testid="mode-editor" data-mode={mode}>
      <fieldset className="stack tight plain">
        <legend className="visually-hidden">{t('modes.title')}</legend>
        {MODES.map((m) => (
          <label key={m} className="check mode">
            <input type="radio" name="mode" checked={mode === m} onChange={() => onChange(m, settings)} data-testid={`mode-${m}`} aria-describedby={`mode-says-${m}`} />
            <span><strong>{t(`mode.${m}`)}</strong><span className="muted small block" id={`mode-says-${m}`}>{t(`modeSays.${m}`)}</span></span>
          </label>
        ))}
      </fieldset>
      {under(errors, '/mode').length > 0 && <FieldErrors errors={under(errors, '/mode')} />}
      {own && <h3>{t('modes.settings', { mode: t(`mode.${mode}`) })}</h3>}
      {mode === 'predictive' && (
        <>
          <Num label={t('modes.cap')} unit={t('modes.percent')} hint={t('modes.capHint')} min={0.1} max={10} step={0.1} value={Number(percent(predictive.abandon_cap))} errors={wrong('/predictive/abandon_cap')} onChange={(n) => set('predictive', { abandon_cap: n / 100 })} testid="abandon-cap" />
          <PromptField label={t('modes.abandonedPrompt')} hint={t('modes.abandonedHint')} value={predictive.prompt} onChange={(prompt) => set('predictive', { prompt })} errors={wrong('/predictive/prompt')} testid="abandoned-prompt" />
        </>
      )}
      {mode === 'preview' && (
        <>
          <div className="form-row">
            <Num label={t('modes.previewS')} unit={t('modes.seconds')} min={5} max={600} value={preview.timeout_s} errors={wrong('/preview/timeout_s')} onChange={(timeout_s) => set('preview', { timeout_s })} testid="preview-timeout" />
            <Field label={t('modes.then')} errors={wrong('/preview/then')}>
              {({ status: _, ...a }) => (
                <select {...a} className="field" value={preview.then} onChange={(e) => set('preview', { then: e.target.value as 'dial' | 'skip' })} data-testid="preview-then">
                  <option value="dial">{t('modes.thenDial')}</option>
                  <option value="skip">{t('modes.thenSkip', { n: 10 })}</option>
                </select>
              )}
            </Field>
          </div>
          <Reasons reasons={preview.reasons} onChange={(reasons) => set('preview', { reasons })} wrong={(p) => wrong(`/preview/reasons${p}`)} />
        </>
      )}
      {mode === 'agentless' && (
        <>
          <PromptField label={t('modes.notice')} value={notice.prompt} onChange={(prompt) => set('notice', { prompt })} errors={wrong('/notice/prompt')} testid="notice-prompt" />
          <div className="form-row">
            <Num label={t('modes.maxCalls')} unit={t('modes.lines')} min={1} max={1000} value={notice.max_calls} errors={wrong('/notice/max_calls')} onChange={(max_calls) => set('notice', { max_calls })} testid="notice-max" />
            <Num label={t('modes.plays')} unit={t('modes.times')} hint={t('modes.playsHint')} min={1} max={5} value={notice.plays} errors={wrong('/notice/plays')} onChange={(plays) => set('notice', { plays })} testid="notice-plays" />
            <Field label={t('modes.done')} errors={wrong('/notice/done')}>
              {({ status: _, ...a }) => (
                <select {...a} className="field" value={notice.done} onChange={(e) => set('notice', { done: e.target.value as 'heard' | 'confirmed' })} data-testid="notice-done">
                  <option value="heard">{t('modes.doneHeard')}</option>
                  <option value="confirmed">{t('modes.doneConfirmed')}</option>
                </select>
              )}
            </Field>
          </div>
          <fieldset className="plain stack tight">
            <legend className="field-label">{t('modes.keys')}</legend>
            <p className="field-hint">{t('modes.keysHint')}</p>
            <div className="key-grid" data-testid="notice-keys">
              {KEYS.map((d) => (
                <label key={d} className="row tight">
                  <kbd aria-hidden="true">{d}</kbd>
                  <select className="field" aria-label={t('modes.key', { d })} value={notice.keys[d] ?? ''} onChange={(e) => set('notice', { keys: withKey(notice.keys, d, e.target.value) })} data-testid={`key-${d === '*' ? 'star' : d === '#' ? 'pound' : d}`}>
                    <option value="">{t('modes.noMeaning')}</option>
                    {KEY_ACTIONS.map((k) => <option key={k} value={k}>{t(`modes.keyAction.${k}`)}</option>)}
                  </select>
                </label>
              ))}
            </div>
            <FieldErrors errors={wrong('/notice/keys')} />
          </fieldset>
          {Object.values(notice.keys).includes('agent') && <PromptField label={t('modes.abandonedPrompt')} value={predictive.prompt} onChange={(prompt) => set('predictive', { prompt })} errors={wrong('/predictive/prompt')} testid="asked-prompt" />}
        </>
      )}
      <h3>{t('modes.detection')}</h3>
      <label className="check"><input type="checkbox" checked={detection.early_media} onChange={(e) => set('detection', { early_media: e.target.checked })} data-testid="early-media" />{t('modes.earlyMedia')}</label>
      {mode !== 'manual' && (
        <Field label={t('modes.machine')} errors={wrong('/detection/machine')} hint={detection.machine === 'off' ? undefined : t('modes.machineNote')} testid="machine">
          {({ status: _, ...a }) => (
            <select {...a} className="field" value={detection.machine} onChange={(e) => set('detection', { machine: e.target.value as ModeSettings['detection']['machine'] })} data-testid="machine">
              {(Object.keys(MACHINE_WORDS) as (keyof typeof MACHINE_WORDS)[]).map((k) => <option key={k} value={k}>{t(MACHINE_WORDS[k])}</option>)}
            </select>
          )}
        </Field>
      )}
      {mode !== 'manual' && detection.machine === 'message' && (mode === 'agentless'
        ? <p className="field-hint">{t('modes.noticeIsMessage')}</p>
        : <PromptField label={t('modes.machinePrompt')} value={detection.prompt} onChange={(prompt) => set('detection', { prompt })} errors={wrong('/detection/prompt')} testid="machine-prompt" />)}
      <Elsewhere errors={unshown(mode, settings, errors)} />
    </div>
  )
}

function FieldErrors({ errors }: { errors: FieldProblem[] }) {
  const { t } = useTranslation()
  return errors.length === 0 ? null : <p className="field-error" role="alert" data-testid="mode-error">{[...new Set(errors.map((e) => fieldText(t, e)))].join(t('ui.semicolon'))}</p>
}

/** PLACES are the names of the parts of the settings. */
const PLACES: Partial<Record<string, string>> = { predictive: 'mode.predictive', preview: 'mode.preview', notice: 'mode.agentless', detection: 'modes.detection' }

/** Elsewhere lists what is wrong where nobody can see it now. */
function Elsewhere({ errors }: { errors: FieldProblem[] }) {
  const { t } = useTranslation()
  const lines = errors.map((e) => {
    const place = PLACES[e.pointer.split('/')[2] ?? '']
    return place ? t('modes.elsewhere', { where: t(place), what: fieldText(t, e) }) : fieldText(t, e)
  })
  return errors.length === 0 ? null : <ul className="field-error" role="alert" data-testid="mode-elsewhere">{[...new Set(lines)].map((l) => <li key={l}>{l}</li>)}</ul>
}

function Num({ label, unit, hint, min, max, step = 1, value, errors, onChange, testid }: { label: string; unit: string; hint?: string; min: number; max: number; step?: number; value: number; errors: FieldProblem[]; onChange(n: number): void; testid: string }) {
  return (
    <Field label={label} errors={errors} hint={hint} testid={testid}>
      {({ status, ...a }) => (
        <span className="row tight">
          <InputNumber {...a} status={status} min={min} max={max} step={step} precision={step < 1 ? 1 : 0} value={value} onChange={(n) => onChange(n ?? min)} data-testid={testid} style={{ width: 110 }} />
          <span className="muted">{unit}</span>
        </span>
      )}
    </Field>
  )
}

/** PromptField chooses a prompt, which can be heard at once. */
function PromptField({ label, hint, value, onChange, errors, testid }: { label: string; hint?: string; value: string; onChange(id: string): void; errors: FieldProblem[]; testid: string }) {
  const { t } = useTranslation()
  const prompts = useQuery({ queryKey: ['prompts'], queryFn: () => call(client.GET('/prompts')) })
  const items = prompts.data?.items ?? []
  if (prompts.isPending) return <Skeleton lines={1} />
  if (prompts.isError) return <ErrorNotice error={prompts.error} onRetry={() => void prompts.refetch()} />
  const chosen = items.find((p) => p.id === value)
  return (
    <Field label={label} errors={errors} testid={testid} hint={<>{hint} {chosen?.words && <q>{chosen.words}</q>} <Link to="/settings/prompts">{t('modes.managePrompts')}</Link></>}>
      {({ status: _, ...a }) => (
        <span className="row tight">
          <select {...a} className="field grow" value={value} onChange={(e) => onChange(e.target.value)} data-testid={testid}>
            <option value="">{t(value === '' ? 'modes.choosePrompt' : 'modes.noPrompt')}</option>
            {value !== '' && !chosen && <option value={value}>{value}</option>}
            {items.map((p) => <option key={p.id} value={p.id}>{p.shipped ? `${p.name} · ${t('prompts.shipped')}` : p.name}</option>)}
          </select>
          {chosen && <PlayButton id={chosen.id} name={chosen.name} />}
        </span>
      )}
    </Field>
  )
}

function Reasons({ reasons, onChange, wrong }: { reasons: Schemas['SkipReason'][]; onChange(r: Schemas['SkipReason'][]): void; wrong(p: string): FieldProblem[] }) {
  const { t } = useTranslation()
  const put = (i: number, change: Partial<Schemas['SkipReason']>) => onChange(reasons.map((r, k) => (k === i ? { ...r, ...change } : r)))
  return (
    <fieldset className="plain stack tight">
      <legend className="field-label">{t('modes.reasons')}</legend>
      {reasons.map((r, i) => (
        <div key={i} role="group" aria-label={t('modes.reason', { n: i + 1 })} data-testid="skip-reason">
          <div className="reason-row">
            <input className="field" aria-label={t('modes.labelZh')} placeholder={t('modes.labelZh')} value={r.label_zh} maxLength={40} onChange={(e) => put(i, { label_zh: e.target.value })} data-testid="reason-zh" />
            <input className="field" aria-label={t('modes.labelEn')} placeholder={t('modes.labelEn')} value={r.label_en} maxLength={40} onChange={(e) => put(i, { label_en: e.target.value })} data-testid="reason-en" />
            <select className="field" aria-label={t('modes.action')} value={r.action} onChange={(e) => put(i, { action: e.target.value as Schemas['SkipReason']['action'] })} data-testid="reason-action">
              {SKIP_ACTIONS.map((k) => <option key={k} value={k}>{t(`modes.skip.${k}`)}</option>)}
            </select>
            {r.action === 'later' && (
              <span className="row tight">
                <InputNumber min={1} max={43200} precision={0} aria-label={t('modes.delay')} value={Math.round(r.delay_s / 60)} onChange={(n) => put(i, { delay_s: (n ?? 1) * 60 })} data-testid="reason-delay" style={{ width: 84 }} />
                <span className="muted small">{t('modes.minutes')}</span>
              </span>
            )}
            <button type="button" className="icon-btn" aria-label={t('modes.removeReason', { name: r.label_zh || r.code })} onClick={() => onChange(reasons.filter((_, k) => k !== i))} data-testid="remove-reason">✕</button>
          </div>
          <FieldErrors errors={wrong(`/${i}`)} />
        </div>
      ))}
      {reasons.length < 12 && <div><Button size="small" onClick={() => onChange([...reasons, newReason(reasons)])} data-testid="add-reason">{t('modes.addReason')}</Button></div>}
    </fieldset>
  )
}
