// Follow-up types are data (R5): delivered ones and the organisation's own.
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { call, client } from '../api/client'
import '../i18n/customers'
import '../i18n/manage'
import '../i18n/plans'
import { usePrefs } from '../prefs'
import { Table } from '../ui/DataTable'
import { PageHead } from '../ui/PageHead'
import { Tag } from '../ui/Tag'
import { ErrorNotice, Skeleton } from '../ui/states'
import './manage.css'
import { labelOf, planText, stepText } from './plan'
import { SettingsTabs } from './SettingsTabs'

export function useAllTypes() {
  return useQuery({ queryKey: ['types', 'all'], queryFn: () => call(client.GET('/types', { params: { query: { all: true } } })) })
}

export default function TypesPage() {
  const { t } = useTranslation()
  const lang = usePrefs((p) => p.lang)
  const navigate = useNavigate()
  const q = useAllTypes()
  return (
    <>
      <PageHead title={t('nav.types')} sub={t('types.sub')}>
        <Button type="primary" onClick={() => void navigate({ to: '/settings/types/$code', params: { code: 'new' } })} data-testid="add-type">{t('types.add')}</Button>
      </PageHead>
      <SettingsTabs />
      <section className="card">
        {q.isPending ? <Skeleton lines={8} /> : !q.data ? <ErrorNotice error={q.error} onRetry={() => void q.refetch()} /> : (
          <Table
            caption={t('nav.types')} testid="types" rows={q.data} rowKey={(x) => x.code}
            columns={[
              { key: 'name', title: t('plans.name'), render: (x) => <Link to="/settings/types/$code" params={{ code: x.code }} data-testid="type-link"><strong>{labelOf(x, lang)}</strong></Link> },
              { key: 'code', title: t('types.code'), render: (x) => <code>{x.code}</code> },
              { key: 'method', title: t('types.method'), render: (x) => t(`planMethod.${x.method}`) },
              { key: 'share', title: t('planForm.share'), num: true, render: (x) => `${x.share}%` },
              { key: 'rule', title: t('planForm.when'), render: (x) => <span className="small">{x.rule.steps.map((s) => stepText(t, s)).join(t('ui.semicolon'))}</span> },
              { key: 'questions', title: t('types.questions'), num: true, render: (x) => x.questions?.length ?? 0 },
              {
                key: 'state', title: t('campaigns.state'),
                render: (x) => (
                  <span className="row tight">
                    <Tag tone={x.active ? 'ok' : 'bad'}>{t(x.active ? 'units.on' : 'units.off')}</Tag>
                    <Tag tone={x.builtin ? 'plain' : 'info'}>{t(x.builtin ? (x.edited ? 'types.edited' : 'types.delivered') : 'types.own')}</Tag>
                    {x.advice.length > 0 && <span title={x.advice.map((a) => planText(t, a)).join(t('ui.semicolon'))}><Tag tone="warn">{t('types.advice', { n: x.advice.length })}</Tag></span>}
                  </span>
                ),
              },
            ]}
          />
        )}
      </section>
    </>
  )
}
