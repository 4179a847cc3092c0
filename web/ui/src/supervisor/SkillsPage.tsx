import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useId, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, call, client, type Schemas } from '../api/client'
import { queryClient } from '../auth'
import { fieldText, i18next } from '../i18n'
import '../i18n/customers'
import '../i18n/manage'
import { usePrefs } from '../prefs'
import { Table } from '../ui/DataTable'
import { Dialog } from '../ui/Dialog'
import { under } from '../ui/Field'
import { PageHead } from '../ui/PageHead'
import { Empty, ErrorNotice, Skeleton } from '../ui/states'
import { Tag } from '../ui/Tag'
import { toast } from '../ui/toast'
import './manage.css'
import { SettingsTabs } from './SettingsTabs'
import { useTypes } from './useChoices'

type AgentSkills = Schemas['AgentSkills']
type Skill = Schemas['Skill']

export default function SkillsPage() {
  const { t } = useTranslation()
  const q = useQuery({ queryKey: ['skills'], queryFn: () => call(client.GET('/skills')) })
  const [only, setOnly] = useState('')
  const [editing, setEditing] = useState<AgentSkills | null>(null)
  const known = [...new Set(q.data?.flatMap((a) => a.skills.map((s) => s.skill)) ?? [])].sort()
  const rows = q.data?.filter((a) => only === '' || a.skills.some((s) => s.skill === only)) ?? []
  return (
    <>
      <PageHead title={t('skills.title')} sub={t('skills.sub')}>
        {known.length > 0 && (
          <label className="row tight">
            <span className="muted">{t('skills.filter')}</span>
            <select className="field" value={only} onChange={(e) => setOnly(e.target.value)} data-testid="skill-filter">
              <option value="">{t('ui.all')}</option>
              {known.map((s) => <option key={s} value={s}>{skillName(t, s)}</option>)}
            </select>
          </label>
        )}
      </PageHead>
      <SettingsTabs />
      <section className="card">
        {q.isPending ? <Skeleton /> : !q.data ? <ErrorNotice error={q.error} onRetry={() => void q.refetch()} /> : rows.length === 0 ? (
          <Empty title={t('skills.empty')} action={<Link to="/users">{t('nav.users')}</Link>}>{t('skills.emptyText')}</Empty>
        ) : (
          <Table
            caption={t('skills.title')} testid="skills" rows={rows} rowKey={(a) => a.agent.id}
            columns={[
              { key: 'agent', title: t('skills.agent'), render: (a) => <strong>{a.agent.name}</strong> },
              {
                key: 'skills', title: t('skills.skills'),
                render: (a) => a.skills.length === 0 ? <span className="muted">{t('skills.none')}</span> : (
                  <span className="row tight">{a.skills.map((s) => <Tag key={s.skill} tone="info">{t('skills.levelText', { skill: skillName(t, s.skill), level: s.level })}{s.trained_on ? ` · ${s.trained_on}` : ''}</Tag>)}</span>
                ),
              },
              { key: 'act', title: <span className="visually-hidden">{t('skills.edit')}</span>, render: (a) => <Button size="small" onClick={() => setEditing(a)} data-testid="edit-skills">{t('skills.edit')}</Button> },
            ]}
          />
        )}
      </section>
      {editing && <SkillsDialog agent={editing} known={known} onClose={() => setEditing(null)} />}
    </>
  )
}

function skillName(t: (k: string) => string, skill: string): string {
  return i18next.exists(`skills.names.${skill}`) ? t(`skills.names.${skill}`) : skill
}

function SkillsDialog({ agent, known, onClose }: { agent: AgentSkills; known: string[]; onClose(): void }) {
  const { t } = useTranslation()
  const list = useId()
  const lang = usePrefs((p) => p.lang)
  const types = useTypes().data ?? []
  const [v, setV] = useState<Skill[]>(agent.skills.length > 0 ? agent.skills : [{ skill: 'mandarin', level: 1 }])
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const fields = error instanceof ApiError ? error.fields : []
  const set = (i: number, p: Partial<Skill>) => setV(v.map((s, j) => (j === i ? { ...s, ...p } : s)))
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    setBusy(true)
    setError(null)
    try {
      const skills = v.map((s) => ({ skill: s.skill.trim(), level: s.level, trained_on: s.trained_on || '' }))
      await call(client.PUT('/users/{id}/skills', { params: { path: { id: agent.agent.id } }, body: { skills } }))
      toast('ok', t('skills.saved'))
      void queryClient.invalidateQueries({ queryKey: ['skills'] })
      onClose()
    } catch (err) {
      setError(err)
      setBusy(false)
    }
  }
  return (
    <Dialog open width={640} title={t('skills.editTitle', { name: agent.agent.name })} onClose={onClose} testid="skills-dialog">
      <form className="stack" onSubmit={(e) => void submit(e)} noValidate>
        <p className="field-hint">{t('skills.skillHint')}{t('ui.semicolon')}{t('skills.hint')}</p>
        <datalist id={list}>
          {[...new Set(['mandarin', 'cantonese', ...known])].filter((s) => !types.some((x) => x.code === s)).map((s) => <option key={s} value={s}>{skillName(t, s)}</option>)}
          {types.map((x) => <option key={x.code} value={x.code}>{lang === 'en' ? x.label_en : x.label_zh}</option>)}
        </datalist>
        {v.map((s, i) => {
          const wrong = under(fields, `/skills/${i}`)
          return (
            <div key={i} data-testid="skill-row">
              <div className="row">
                <input className="field grow" aria-label={t('skills.skillOf', { n: i + 1 })} list={list} value={s.skill} maxLength={64} placeholder={t('skills.skill')} aria-invalid={wrong.length > 0} onChange={(e) => set(i, { skill: e.target.value })} data-testid="skill-name" />
                <select className="field" aria-label={t('skills.levelOf', { n: i + 1 })} value={s.level} onChange={(e) => set(i, { level: Number(e.target.value) })} data-testid="skill-level">
                  {Array.from({ length: 10 }, (_, n) => <option key={n} value={n + 1}>{t('skills.level')} {n + 1}</option>)}
                </select>
                <input className="field" type="date" aria-label={t('skills.trainedOf', { n: i + 1 })} title={t('skills.trainedOn')} value={s.trained_on ?? ''} onChange={(e) => set(i, { trained_on: e.target.value || undefined })} data-testid="skill-trained" />
                <button type="button" className="icon-btn" aria-label={t('skills.remove', { n: i + 1 })} onClick={() => setV(v.filter((_, j) => j !== i))} data-testid="skill-remove">✕</button>
              </div>
              {wrong.length > 0 && <p className="field-error" role="alert">{wrong.map((f) => fieldText(t, f)).join(t('ui.semicolon'))}</p>}
            </div>
          )
        })}
        <div><Button onClick={() => setV([...v, { skill: '', level: 1 }])} data-testid="skill-add">{t('skills.add')}</Button></div>
        {error !== null && fields.length === 0 && <ErrorNotice error={error} testid="skills-error" />}
        <div className="actions end">
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={busy} data-testid="skills-save">{t('ui.save')}</Button>
        </div>
      </form>
    </Dialog>
  )
}
