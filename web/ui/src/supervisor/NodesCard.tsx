import { useTranslation } from 'react-i18next'
import type { Schemas } from '../api/client'
import { Tag, type TagTone } from '../ui/Tag'

const TONE: Record<Schemas['NodeStatus']['state'], TagTone> = { up: 'ok', no_asterisk: 'bad', down: 'bad', unknown: 'warn' }

/** NodesCard: the nodes of an installation with several, and what each of them is doing. */
export function NodesCard({ nodes }: { nodes: Schemas['NodeStatus'][] }) {
  const { t } = useTranslation()
  return (
    <section className="card">
      <h2>{t('live.nodes')}</h2>
      <ul className="stack" data-testid="live-nodes">
        {nodes.map((n) => (
          <li key={n.name} className="row" data-testid="live-node" data-state={n.state}>
            <strong>{n.name}</strong>
            <Tag tone={TONE[n.state]}>{t(`live.nodeState.${n.state}`)}</Tag>
            {n.seen && <span className="num">{t('live.nodeCalls', { n: n.calls })}</span>}
            {!n.seen && n.state !== 'down' && <span className="muted small">{t('live.nodeUnseen')}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}
