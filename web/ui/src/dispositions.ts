// The business labels of calls, which are data of the service.
import { useQuery } from '@tanstack/react-query'
import { call, client, type Schemas } from './api/client'
import { usePrefs } from './prefs'

export type Disposition = Schemas['Disposition']

export function useDispositions() {
  return useQuery({
    queryKey: ['dispositions'],
    queryFn: () => call(client.GET('/dispositions')),
    staleTime: 10 * 60_000,
  })
}

/** useDispositionLabel names a disposition in the user's language; an unknown code is shown as it is. */
export function useDispositionLabel(): (code: string | undefined) => string {
  const lang = usePrefs((p) => p.lang)
  const { data } = useDispositions()
  return (code) => {
    if (!code) return ''
    const d = data?.find((x) => x.code === code)
    return d ? labelOf(d, lang) : code
  }
}

export const labelOf = (d: Disposition, lang: string) => (lang === 'en' ? d.label_en : d.label_zh)
