// Checks what a browser loads against the budgets, on the built files (gzip, 1 kB = 1000 bytes).
//   first load of a page = what index.html loads + the page's chunk + everything those import at once
//   lazy chunk           = any single chunk that is not part of index.html
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url)
const BUDGETS = [
  // name, chunks beside the entry, limit in kB
  ['sign-in', [], 260],
  ['agent desk', ['src/desk/DeskHost.tsx', 'src/desk/DeskPage.tsx'], 300],
  ['live', ['src/supervisor/LivePage.tsx'], 300],
  ['campaign form', ['src/supervisor/CampaignEditPage.tsx'], 380],
  ['lists', ['src/supervisor/ListsPage.tsx'], 380],
  ['campaign', ['src/supervisor/CampaignPage.tsx'], 300],
  ['ledger', ['src/supervisor/LedgerPage.tsx'], 300],
  ['customers', ['src/supervisor/CustomersPage.tsx'], 300],
  ['customer', ['src/supervisor/CustomerPage.tsx'], 380],
  ['imports', ['src/supervisor/ImportsPage.tsx'], 300],
  ['QA search', ['src/qa/AttemptsPage.tsx'], 380],
  ['QA playback', ['src/qa/AttemptPage.tsx'], 380],
]
const LAZY_LIMIT = 180

const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))
const sizes = new Map()
const size = (file) => {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(new URL(file, dist)), { level: 6 }).length / 1000)
  return sizes.get(file)
}
function load(key, files = new Set()) {
  const chunk = manifest[key]
  if (!chunk) throw new Error(`${key} is not in the manifest: was the page renamed?`)
  if (files.has(chunk.file)) return files
  files.add(chunk.file)
  for (const css of chunk.css ?? []) files.add(css)
  for (const i of chunk.imports ?? []) load(i, files)
  return files
}
const sum = (files) => [...files].reduce((n, f) => n + size(f), 0)

const kB = (n) => `${n.toFixed(1).padStart(7)} kB`
let failed = false
const report = (name, n, limit) => {
  const over = n > limit
  failed ||= over
  console.log(`${over ? 'OVER' : ' ok '} ${kB(n)} of ${String(limit).padStart(3)}  ${name}`)
}

const entry = load('index.html')
for (const [name, pages, limit] of BUDGETS) {
  const files = new Set(entry)
  for (const p of pages) load(p, files)
  report(`first load: ${name}`, sum(files), limit)
}
const lazy = [...new Set(Object.values(manifest).map((c) => c.file))].filter((f) => f.endsWith('.js') && !entry.has(f))
lazy.sort((a, b) => size(b) - size(a))
for (const [i, f] of lazy.entries()) if (i < 5 || size(f) > LAZY_LIMIT) report(`lazy chunk: ${f}`, size(f), LAZY_LIMIT)
process.exit(failed ? 1 : 0)
