// Every key that the source uses in t('...') has words, in both languages with the same placeholders.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { en as auditEn } from './audit.en'
import { zh as auditZh } from './audit.zh'
import { en as coreEn } from './core.en'
import { zh as coreZh } from './core.zh'
import { en as customersEn } from './customers.en'
import { zh as customersZh } from './customers.zh'
import { en as incallEn } from './incall.en'
import { zh as incallZh } from './incall.zh'
import { en as dialEn } from './dial.en'
import { zh as dialZh } from './dial.zh'
import { en as modesEn } from './modes.en'
import { zh as modesZh } from './modes.zh'
import { en as hotlineEn } from './hotline.en'
import { zh as hotlineZh } from './hotline.zh'
import { en as manageEn } from './manage.en'
import { zh as manageZh } from './manage.zh'
import { en as recordsEn } from './records.en'
import { zh as recordsZh } from './records.zh'
import { en as plansEn } from './plans.en'
import { zh as plansZh } from './plans.zh'
import { en as rehearsalEn } from './rehearsal.en'
import { zh as rehearsalZh } from './rehearsal.zh'
import { en as rulesEn } from './rules.en'
import { zh as rulesZh } from './rules.zh'
import { en as trunksEn } from './trunks.en'
import { zh as trunksZh } from './trunks.zh'
import { en as windowEn } from './window.en'
import { zh as windowZh } from './window.zh'

type Words = { [k: string]: string | string[] | Words }

function flat(o: Words, prefix = ''): Map<string, string> {
  const out = new Map<string, string>()
  for (const [k, v] of Object.entries(o)) {
    if (typeof v === 'string') out.set(prefix + k, v)
    else if (Array.isArray(v)) out.set(prefix + k, v.join('|'))
    else for (const [kk, vv] of flat(v, `${prefix}${k}.`)) out.set(kk, vv)
  }
  return out
}
const zh = new Map([...flat(coreZh), ...flat(manageZh), ...flat(dialZh), ...flat(modesZh), ...flat(plansZh), ...flat(rehearsalZh), ...flat(rulesZh), ...flat(trunksZh), ...flat(customersZh), ...flat(windowZh), ...flat(auditZh), ...flat(recordsZh), ...flat(hotlineZh), ...flat(incallZh)])
const en = new Map([...flat(coreEn), ...flat(manageEn), ...flat(dialEn), ...flat(modesEn), ...flat(plansEn), ...flat(rehearsalEn), ...flat(rulesEn), ...flat(trunksEn), ...flat(customersEn), ...flat(windowEn), ...flat(auditEn), ...flat(recordsEn), ...flat(hotlineEn), ...flat(incallEn)])

function sources(dir: string, name = /(?<!\.test)\.tsx?$/): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((e) =>
    e.isDirectory() ? (e.name === 'ui' && dir.endsWith('web') ? [] : sources(join(dir, e.name), name)) : name.test(e.name) ? [join(dir, e.name)] : [],
  )
}

/** Codes that no page gets as an error: of what the service works out for itself, of its configuration, and warnings with words of their own. */
const INNER = new Set([
  'calendar_year_unknown', 'candidate_duplicate', 'candidate_key_missing', 'candidate_state_unknown', 'date_duplicate', 'days_order', 'first_after_last', 'json_bad', 'key_missing', 'load_out_of_range',
  'period_empty', 'phone_region_unknown', 'same_agent', 'spare_count', 'subject_at_missing', 'subject_date_bad', 'subject_date_missing', 'subject_key_missing', 'subject_year_missing', 'subject_zone_unknown',
  'weight_out_of_range',
])

describe('words', () => {
  it('are there for every key in the source', () => {
    const used = new Set<string>()
    for (const f of sources('src')) {
      for (const m of readFileSync(f, 'utf8').matchAll(/\bt\(\s*'([a-zA-Z0-9_.]+)'/g)) used.add(m[1]!)
    }
    expect(used.size).toBeGreaterThan(200)
    expect([...used].filter((k) => !zh.has(k))).toEqual([])
  })
  it('are all used: literally, or through a template such as `outcome.${x}`', () => {
    const text = sources('src').filter((f) => !/i18n.\w+\.(zh|en)\.ts$/.test(f)).map((f) => readFileSync(f, 'utf8')).join('\n')
    const templates = [...text.matchAll(/`([a-zA-Z0-9_.]+\.\$\{[^`]*)`/g)].map((m) => new RegExp(`^${m[1]!.replace(/\./g, '\\.').replace(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, '\\w+')}$`))
    const dead = [...zh.keys()].filter((k) => !text.includes(`'${k}'`) && !text.includes(`"${k}"`) && !templates.some((r) => r.test(k)))
    expect(dead).toEqual([])
  }, 30_000)
  it('have the same keys and placeholders in both languages', () => {
    expect([...en.keys()].sort()).toEqual([...zh.keys()].sort())
    const holes = (s: string) => [...s.matchAll(/{{(\w+)}}/g)].map((m) => m[1]).sort().join()
    expect([...zh].filter(([k, v]) => holes(v) !== holes(en.get(k)!)).map(([k]) => k)).toEqual([])
  })
  it('are there for the codes of errors that the service gives', () => {
    const codes = new Set<string>()
    const files = ['campaign', 'recording', 'web'].flatMap((d) => sources(join('../..', d), /(?<!_test)\.go$/))
    for (const f of files) {
      const text = readFileSync(f, 'utf8')
      for (const m of text.matchAll(/^\s*(?:const )?Code[A-Z]\w*\s*= "(\w+)"|Pointer: .*?, Code: "(\w+)"|\b\w+\.[aA]dd\(.*?, "([a-z_]+)", /gm)) codes.add((m[1] ?? m[2] ?? m[3])!)
    }
    expect(codes.size).toBeGreaterThan(100)
    expect([...codes].filter((c) => !INNER.has(c) && ![...zh.keys()].some((k) => k.endsWith(`.${c}`) && /problem/i.test(k))).sort()).toEqual([])
  })
})
