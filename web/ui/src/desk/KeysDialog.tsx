import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../ui/Dialog'

const KEYS: [string[], string][] = [
  [['F2'], 'ready'], [['Shift', 'F2'], 'pause'], [['F4'], 'hangUp'], [['F8'], 'hold'], [['F9'], 'mute'],
  [['Alt', 'K'], 'keypad'], [['Alt', 'T'], 'transfer'], [['Alt', 'S'], 'skip'], [['Alt', 'R'], 'record'], [['Alt', 'H'], 'askHelp'], [['Alt', '1…6'], 'disposition'], [['Ctrl', 'Enter'], 'save'], [['?'], 'help'],
]

export function KeysDialog({ open, onClose }: { open: boolean; onClose(): void }) {
  const { t } = useTranslation()
  return (
    <Dialog
      open={open} title={t('keys.title')} onClose={onClose} width={440} testid="keys-dialog"
      actions={<Button onClick={onClose} data-testid="keys-close">{t('ui.close')}</Button>}
    >
      <dl className="facts">
        {KEYS.map(([keys, action]) => (
          <div key={action} style={{ display: 'contents' }}>
            <dt>{keys.map((k, i) => <span key={k}>{i > 0 && ' + '}<kbd>{k}</kbd></span>)}</dt>
            <dd>{t(`keys.${action}`)}</dd>
          </div>
        ))}
      </dl>
      <p className="muted small" style={{ marginTop: 12 }}>{t('keys.note')}</p>
    </Dialog>
  )
}
