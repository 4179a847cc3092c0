import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../ui/Dialog'
import { useDesk, useRun } from './context'

const REASONS = ['break', 'lunch', 'training', 'meeting', 'other'] as const

/** PauseDialog asks why; the reason's code goes to the service and is translated wherever it is shown. */
export function PauseDialog({ open, onClose }: { open: boolean; onClose(): void }) {
  const { t } = useTranslation()
  const { phone } = useDesk()
  const run = useRun()
  return (
    <Dialog open={open} title={t('desk.pauseWhy')} onClose={onClose} width={380} testid="pause-dialog">
      <div className="stack tight">
        {REASONS.map((r) => (
          <Button
            key={r} block size="large" data-testid={`pause-${r}`}
            onClick={() => {
              onClose()
              run(() => phone.pause(r))
            }}
          >
            {t(`pauseReason.${r}`)}
          </Button>
        ))}
        <Button type="text" onClick={onClose} data-testid="pause-cancel">{t('ui.cancel')}</Button>
      </div>
    </Dialog>
  )
}
