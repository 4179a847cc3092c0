import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { call, client, type Schemas } from '../api/client'
import { queryClient } from '../auth'
import { Table } from '../ui/DataTable'
import { Dialog } from '../ui/Dialog'
import { Notice } from '../ui/Notice'
import { ErrorNotice, Skeleton } from '../ui/states'
import { useAgents } from './useChoices'

/** Target is which customers are reassigned: those, or all that a filter finds; what says the filter in words. */
export type Target = { ids: number[] } | { filter: Schemas['ReassignFilter']; what: string }

/** ReassignDialog gives customers to other agents (R2) after a confirmation, and says who got how many. */
export function ReassignDialog({ target, onClose, onDone }: { target: Target; onClose(): void; onDone(): void }) {
  const { t } = useTranslation()
  const agents = useAgents()
  const [to, setTo] = useState<number[]>([])
  const [spread, setSpread] = useState<'even' | 'weighted'>('even')
  const [sure, setSure] = useState(false)
  const [missing, setMissing] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [result, setResult] = useState<Schemas['ReassignResult'] | null>(null)
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    const lack = to.length === 0 ? t('reassign.chooseAgent') : sure ? '' : t('reassign.chooseSure')
    setMissing(lack)
    setError(null)
    if (lack) return
    setBusy(true)
    try {
      const which = 'ids' in target ? { ids: target.ids } : { filter: target.filter }
      setResult(await call(client.POST('/customers/reassign', { body: { ...which, agent_ids: to, spread } })))
      void queryClient.invalidateQueries({ queryKey: ['customers'] })
      void queryClient.invalidateQueries({ queryKey: ['customer-figures'] })
      onDone()
    } catch (err) {
      setError(err)
    } finally {
      setBusy(false)
    }
  }
  const name = (id: number) => agents.data?.find((a) => a.id === id)?.name ?? String(id)
  if (result) {
    return (
      <Dialog open title={t('reassign.done')} onClose={onClose} testid="reassign-result" actions={<Button type="primary" onClick={onClose} data-testid="reassign-close">{t('ui.close')}</Button>}>
        <div className="stack">
          <Table
            caption={t('reassign.result')} testid="reassign-counts" rows={result.agents} rowKey={(a) => a.agent_id}
            columns={[
              { key: 'agent', title: t('reassign.agent'), render: (a) => <Link to="/customers" search={{ owner: a.agent_id }} onClick={onClose}>{name(a.agent_id)}</Link> },
              { key: 'n', title: t('reassign.got'), num: true, render: (a) => a.count },
            ]}
          />
          {result.unassigned > 0 && <Notice tone="warn" testid="reassign-unassigned">{t('reassign.unassigned', { n: result.unassigned })}</Notice>}
        </div>
      </Dialog>
    )
  }
  return (
    <Dialog open title={t('reassign.title')} onClose={onClose} testid="reassign-dialog">
      <form className="stack" onSubmit={(e) => void submit(e)} noValidate>
        <p data-testid="reassign-what">{'ids' in target ? t('reassign.whatSelected', { n: target.ids.length }) : t('reassign.whatFilter', { what: target.what })}</p>
        <fieldset className="plain">
          <legend className="field-label">{t('reassign.agents')}</legend>
          {agents.isPending && <Skeleton lines={2} />}
          {agents.isError && <ErrorNotice error={agents.error} onRetry={() => void agents.refetch()} />}
          {agents.data?.length === 0 && <p className="muted">{t('reassign.noAgents')}</p>}
          <div className="pick-list">
            {agents.data?.map((a) => (
              <label key={a.id} className="check"><input type="checkbox" checked={to.includes(a.id)} onChange={(e) => setTo(e.target.checked ? [...to, a.id] : to.filter((x) => x !== a.id))} data-testid={`reassign-to-${a.login}`} />{a.name} <span className="muted small">{a.login}</span></label>
            ))}
          </div>
          <p className="field-hint">{t('reassign.agentsHint')}</p>
        </fieldset>
        {to.length > 1 && (
          <fieldset className="plain row">
            <legend className="field-label">{t('reassign.spread')}</legend>
            {(['even', 'weighted'] as const).map((k) => <label key={k} className="check"><input type="radio" name="spread" checked={spread === k} onChange={() => setSpread(k)} data-testid={`spread-${k}`} />{t(`reassign.${k}`)}</label>)}
          </fieldset>
        )}
        <label className="check"><input type="checkbox" checked={sure} onChange={(e) => setSure(e.target.checked)} data-testid="reassign-sure" />{t('reassign.sure')}</label>
        {missing && <p className="field-error" role="alert" data-testid="reassign-missing">{missing}</p>}
        {error !== null && <ErrorNotice error={error} testid="reassign-error" />}
        <div className="actions end">
          <Button onClick={onClose} data-testid="reassign-cancel">{t('ui.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={busy} data-testid="reassign-confirm">{t('reassign.confirm')}</Button>
        </div>
      </form>
    </Dialog>
  )
}
