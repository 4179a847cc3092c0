import { useTranslation } from 'react-i18next'
import { version } from '../../package.json'
import { API } from '../api/client'
import { PageHead } from '../ui/PageHead'

export function About() {
  const { t } = useTranslation()
  return (
    <>
      <PageHead title={t('about.title')} sub={t('app.tagline')} />
      <section className="card stack" data-testid="about">
        <p>{t('about.text')}</p>
        <dl className="facts">
          <dt>{t('about.version')}</dt>
          <dd>{version}</dd>
          <dt>{t('about.license')}</dt>
          <dd>Apache-2.0</dd>
          <dt>{t('about.api')}</dt>
          <dd>
            <a href={`${API}/docs`} target="_blank" rel="noreferrer">{t('about.docsText')}</a>
            {' · '}
            <a href={`${API}/openapi.json`} target="_blank" rel="noreferrer">{t('about.openapi')}</a>
          </dd>
        </dl>
        <p className="muted">{t('about.shortcuts')}</p>
      </section>
    </>
  )
}
