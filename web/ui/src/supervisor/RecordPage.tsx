// One record (回访记录表, R24): everything that the system knows, to be finished, handed over and printed.
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { call, client, type Schemas } from '../api/client'
import { mayListen, mayManage, queryClient, useMe } from '../auth'
import { choicesOf, type Question } from '../desk/questionnaire'
import { useDispositionLabel } from '../dispositions'
import { dateTime, duration, withWeekday } from '../format'
import '../i18n/manage'
import '../i18n/records'
import { usePrefs } from '../prefs'
import { DisposeForm } from '../qa/DisposeForm'
import { Table } from '../ui/DataTable'
import { Dialog } from '../ui/Dialog'
import { Field } from '../ui/Field'
import { Notice } from '../ui/Notice'
import { PageHead } from '../ui/PageHead'
import { ErrorNotice, Skeleton } from '../ui/states'
import { Tag } from '../ui/Tag'
import { toast } from '../ui/toast'
import { lacksText, RECORD_TONE } from './records'
import './records.css'
import { useAgents } from './useChoices'
import { endReasonText, FollowUpTag } from './words'

type Detail = Schemas['RecordDetail']

export default function RecordPage() {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const me = useMe()
  const id = Number(useParams({ strict: false }).id)
  const [handing, setHanding] = useState(false)
  const q = useQuery({
    queryKey: ['record', id],
    queryFn: () => call(client.GET('/records/{id}', { params: { path: { id } } })),
    refetchOnWindowFocus: false, // each look is audited
    staleTime: 60_000,
  })
  const crumbs = <Link to="/records">{t('records.title')}</Link>
  if (q.isPending) return <><PageHead title={t('record.title')} crumbs={crumbs} /><section className="card"><Skeleton lines={8} /></section></>
  if (!q.data) return <><PageHead title={t('record.title')} crumbs={crumbs} /><ErrorNotice error={q.error} onRetry={() => void q.refetch()} /></>
  const r = q.data
  const unfinished = !r.finished_at
  const may = me.role === 'agent' || mayManage(me.role)
  const done = () => {
    void queryClient.invalidateQueries({ queryKey: ['records'] })
    void q.refetch()
  }
  return (
    <>
      <PageHead title={t('record.title')} crumbs={crumbs} sub={`${r.customer?.name ?? (r.contact || t('call.noName'))} · ${r.campaign.name}`}>
        <Tag tone={RECORD_TONE[r.state]} testid="record-state">{t(`records.states.${r.state}`)}</Tag>
        {unfinished && mayManage(me.role) && <Button onClick={() => setHanding(true)} data-testid="hand-over">{t('record.handOver')}</Button>}
        <Button onClick={() => window.print()} data-testid="print-record">{t('record.print')}</Button>
      </PageHead>
      <div className="grid record" data-testid="record" data-state={r.state}>
        {r.state === 'overdue' && <Notice tone="bad" testid="record-overdue">{t('record.overdue', { at: dateTime(r.due_at, lang) })}</Notice>}
        {r.state === 'open' && <Notice tone="info">{t('record.openNow', { at: dateTime(r.due_at, lang) })}</Notice>}
        {r.state === 'late' && <Notice tone="warn">{t('record.lateText', { at: dateTime(r.due_at, lang) })}</Notice>}
        {r.lacks.length > 0 && <Notice tone="warn" testid="record-lacks">{t('record.lacks', { what: lacksText(t, r.lacks) })}</Notice>}
        <Sheet r={r} />
        {unfinished && may && <DisposeForm attempt={r.id} title={t('record.finish')} text={t('record.finishText')} questions={r.questions} answers={r.answers} onDone={done} />}
      </div>
      {handing && <HandOver r={r} onClose={() => setHanding(false)} onDone={done} />}
    </>
  )
}

/** Sheet is what is printed. */
function Sheet({ r }: { r: Detail }) {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const me = useMe()
  const label = useDispositionLabel()
  const call_ = r.attempts.find((a) => a.id === r.id)
  const audio = r.attempts.filter((a) => a.recordings.some((x) => x.state === 'complete' || x.state === 'partial'))
  return (
    <>
      <div className="two-columns">
        <section className="card">
          <h2>{t('record.about')}</h2>
          <Facts rows={[
            [t('record.number'), String(r.id)],
            [t('records.customer'), r.customer && (mayManage(me.role) ? <Link to="/customers/$id" params={{ id: String(r.customer.id) }}>{r.customer.name}</Link> : r.customer.name)],
            [t('records.contact'), r.contact], [t('records.phone'), <span className="num" key="p">{r.phone}</span>], [t('records.unit'), r.unit?.name],
            [t('records.campaign'), r.campaign.name], [t('records.plan'), r.plan?.name], [t('record.purpose'), r.purpose], [t('record.typeCode'), r.type],
            [t('record.plannedFor'), r.planned_for && dateTime(r.planned_for, lang)],
            [t('record.followUp'), <span key="f"><FollowUpTag state={r.follow_up_state} /> {r.follow_up_state === 'completed' ? '' : endReasonText(t, r.follow_up_reason)}</span>],
          ]} />
        </section>
        <section className="card">
          <h2>{t('record.call')}</h2>
          <Facts rows={[
            [t('record.heldBy'), r.held_by?.name], [t('records.agent'), r.agent && r.agent.id !== r.held_by?.id && r.agent.name], [t('record.answeredAt'), dateTime(r.answered_at, lang)], [t('records.endedAt'), dateTime(r.ended_at, lang)],
            [t('attempts.talk'), call_?.talk_ms !== undefined && duration(call_.talk_ms)], [t('records.dueAt'), dateTime(r.due_at, lang)],
            [t('records.disposition'), r.disposition && <strong>{label(r.disposition)}</strong>], [t('record.callbackAt'), r.callback_at && withWeekday(r.callback_at, lang)],
            [t('record.finishedBy'), r.finished_by?.name], [t('record.finishedAt'), r.finished_at && dateTime(r.finished_at, lang)],
            [t('record.note'), <span key="n" style={{ whiteSpace: 'pre-wrap' }} data-testid="record-note">{r.note || t('record.noNote')}</span>],
            [t('record.recordings'), mayListen(me.role) ? (audio.length === 0 ? t('record.noRecordings') : <span className="row">{audio.map((a) => <Link key={a.id} to="/attempts/$id" params={{ id: String(a.id) }} data-testid="record-listen">{t('record.listen', { id: a.id })}</Link>)}</span>) : undefined],
          ]} />
        </section>
      </div>
      <section className="card" data-testid="record-answers">
        <h2>{t('record.answers')}</h2>
        {r.questions.length === 0 ? <p className="muted">{t('record.noQuestions')}</p> : (
          <ol className="asked">
            {r.questions.map((q) => (
              <li key={q.id}>
                {(lang === 'en' ? q.text_en : q.text_zh) || q.text_zh || q.text_en} {q.required && <span className="small muted">({t('record.required')})</span>}
                <div><strong>{answerText(t, q, r.answers[q.id], lang) || <span className="muted">{t('record.noAnswer')}</span>}</strong></div>
              </li>
            ))}
          </ol>
        )}
      </section>
      <section className="card">
        <h2>{t('record.attempts')}</h2>
        <Table
          caption={t('record.attempts')} testid="record-attempts" rows={r.attempts} rowKey={(a) => a.id}
          columns={[
            { key: 'at', title: t('attempts.at'), render: (a) => <span className="nowrap">{mayListen(me.role) ? <Link to="/attempts/$id" params={{ id: String(a.id) }}>{dateTime(a.claimed_at, lang)}</Link> : dateTime(a.claimed_at, lang)}</span> },
            { key: 'phone', title: t('attempts.phone'), render: (a) => <span className="num nowrap">{a.phone}</span> },
            { key: 'agent', title: t('attempts.agent'), render: (a) => a.agent?.name ?? '—' },
            { key: 'outcome', title: t('attempts.outcome'), render: (a) => t(`outcome.${a.outcome || 'live'}`, { defaultValue: a.outcome }) },
            { key: 'talk', title: t('attempts.talk'), num: true, render: (a) => (a.talk_ms === undefined ? '—' : duration(a.talk_ms)) },
            { key: 'disposition', title: t('attempts.disposition'), render: (a) => label(a.disposition) || '—' },
          ]}
        />
      </section>
      <p className="signatures" aria-hidden="true"><span>{t('record.signature')}</span><span>{t('record.review')}</span></p>
    </>
  )
}

function Facts({ rows }: { rows: [string, ReactNode][] }) {
  return <dl className="facts">{rows.filter(([, v]) => v).map(([k, v]) => <div key={k} style={{ display: 'contents' }}><dt>{k}</dt><dd>{v}</dd></div>)}</dl>
}

/** answerText is an answer in words: of a choice its label, else what was said. */
function answerText(t: (k: string) => string, q: Question, answer: string | undefined, lang: string): string {
  const c = choicesOf(q).find((x) => x.code === answer)
  return c ? (c.key ? t(`questions.${c.key}`) : lang === 'en' ? c.label_en : c.label_zh) : (answer ?? '')
}

function HandOver({ r, onClose, onDone }: { r: Detail; onClose(): void; onDone(): void }) {
  const { t } = useTranslation()
  const agents = useAgents()
  const [agent, setAgent] = useState(0)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [missing, setMissing] = useState('')
  const save = async () => {
    setMissing(agent ? '' : t('record.chooseAgent'))
    if (!agent) return
    setBusy(true)
    setError(null)
    try {
      const got = await call(client.POST('/records/{id}/agent', { params: { path: { id: r.id } }, body: { agent_id: agent } }))
      toast('ok', t('record.handedOver', { name: got.agent?.name ?? '' }))
      onDone()
      onClose()
    } catch (e) {
      setError(e)
      setBusy(false)
    }
  }
  return (
    <Dialog
      open title={t('record.handOverTitle')} onClose={onClose} testid="hand-over-dialog"
      actions={<><Button onClick={onClose}>{t('ui.cancel')}</Button><Button type="primary" loading={busy} onClick={() => void save()} data-testid="hand-over-confirm">{t('record.handOver')}</Button></>}
    >
      <div className="stack">
        <p>{t('record.handOverText')}</p>
        {agents.data?.length === 0 ? <p className="muted">{t('record.noAgents')}</p> : (
          <Field label={t('records.agent')} errors={missing}>
            {({ status: _, ...a }) => (
              <select {...a} className="field wide" value={agent || ''} onChange={(e) => setAgent(Number(e.target.value))} data-testid="hand-over-agent">
                <option value="">{t('record.chooseAgent')}</option>
                {agents.data?.filter((u) => u.id !== r.agent?.id).map((u) => <option key={u.id} value={u.id}>{u.name}</option>)}
              </select>
            )}
          </Field>
        )}
        {agents.isError && <ErrorNotice error={agents.error} onRetry={() => void agents.refetch()} />}
        {error !== null && <ErrorNotice error={error} />}
      </div>
    </Dialog>
  )
}
