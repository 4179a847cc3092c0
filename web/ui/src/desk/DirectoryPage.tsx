// The directory of departments (R19), for agents.
import { useTranslation } from 'react-i18next'
import { Departments } from '../hotline/Departments'
import '../i18n/hotline'
import { PageHead } from '../ui/PageHead'

export default function DirectoryPage() {
  const { t } = useTranslation()
  return (
    <>
      <PageHead title={t('directory.title')} sub={t('directory.subAgent')} />
      <section className="card"><Departments /></section>
    </>
  )
}
