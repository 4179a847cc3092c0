import { useTranslation } from 'react-i18next'
import type { Schemas } from '../api/client'
import { Tag, type TagTone } from '../ui/Tag'

type State = Schemas['Recording']['state']
const TONE: Record<State, TagTone> = { expected: 'plain', recording: 'info', complete: 'ok', partial: 'warn', missing: 'bad' }

export function RecordingTag({ state }: { state: State }) {
  const { t } = useTranslation()
  return <Tag tone={TONE[state]} testid="recording-state">{t(`attempts.recordingState.${state}`)}</Tag>
}
