// Writes src/api/schema.d.ts, the TypeScript view of openapi.json (which `huifang openapi` prints).
// With --check nothing is written: a difference is an error.
import { readFile, writeFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'

const spec = new URL('../openapi.json', import.meta.url)
const target = new URL('../src/api/schema.d.ts', import.meta.url)
const banner = '// Made from openapi.json by `npm run gen`. Do not edit.\n\n'

const text = banner + astToString(await openapiTS(spec))
if (process.argv.includes('--check')) {
  const present = await readFile(target, 'utf8').catch(() => '')
  if (present !== text) {
    console.error('src/api/schema.d.ts does not match openapi.json: run `npm run gen` and commit the result.')
    process.exit(1)
  }
  console.log('src/api/schema.d.ts matches openapi.json')
} else {
  await writeFile(target, text)
  console.log(`wrote src/api/schema.d.ts (${text.length} bytes)`)
}
