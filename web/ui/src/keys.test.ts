// Queries that share a key share what they hold: a key stands for one address and one kind of query.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

function sources(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((e) =>
    e.isDirectory() ? sources(join(dir, e.name)) : /(?<!\.test)\.tsx?$/.test(e.name) ? [join(dir, e.name)] : [],
  )
}

it('a key is used for one thing', () => {
  const holds = new Map<string, Set<string>>()
  let all = 0
  for (const f of sources('src')) {
    for (const m of readFileSync(f, 'utf8').matchAll(/(use\w*Query|queryOptions)\(\{\s*queryKey: \[([^\]]+)\],\s*queryFn:[^\n]*?=>\s*(?:async[^\n]*|(\w+)\(client\.GET\('([^']+)')/g)) {
      all++
      const key = m[2]!.replace(/\s/g, '')
      holds.set(key, (holds.get(key) ?? new Set()).add(`${m[1]} ${m[3]} ${m[4]}`))
    }
  }
  expect(all).toBeGreaterThan(50)
  expect([...holds].filter(([, what]) => what.size > 1).map(([key, what]) => `${key}: ${[...what].join(' and ')}`)).toEqual([])
})
