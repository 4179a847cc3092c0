// What is wrong with a page as it stands, for those who do not see it, do not hear it, or have another language.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** wrongs lists violations of the accessibility rules that axe can check, what is wider than the window, and words left untranslated. */
export async function wrongs(page, part = 'html') {
  // Evaluated rather than added as a script: the pages allow no scripts but their own.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source)
  return page.evaluate(async (part) => {
    const r = await window.axe.run(part, {
      resultTypes: ['violations'],
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    const list = r.violations.map((v) => `${v.impact} ${v.id}: ${v.nodes.map((n) => `${n.target.join(' ')} (${n.any[0]?.message ?? n.failureSummary})`).slice(0, 3).join(' | ')}`)
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth
    if (wide > 0) list.push(`the page is ${wide} px wider than the window`)
    // A key of the translations that was not found stands there as it is: "campaigns.stopText".
    const raw = document.body.innerText.match(/^[a-z]\w*(\.[a-zA-Z_]\w*)+$/gm)
    if (raw) list.push(`not translated: ${raw.join(' ')}`)
    return list
  }, part)
}
