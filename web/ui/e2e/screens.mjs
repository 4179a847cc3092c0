// Every page in both languages, light and dark: no violation of the accessibility rules that axe can check, nothing
// wider than the window, no word left untranslated. With params.screenshots (a folder) the pictures of the README are taken.
// Parameters: supervisor, agent, qa (logins), customer, campaign (the one that calls the agent).
import { readFile, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { check, choose, deskReady, MICROPHONE, params, person, say, scenario, signIn, state, step, talking, until, visitor } from './lib.mjs'

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const LOOKS = [['en', 'dark'], ['en', 'light'], ['zh-CN', 'dark'], ['zh-CN', 'light']] // the last one stays
const PICTURE_LIMIT = 200_000 // bytes
const found = []

/** inspect looks at a page as it stands, in all looks; picture names the file of its picture. */
async function inspect(page, name, picture) {
  await step(name, async () => {
    for (const [lang, theme] of LOOKS) {
      await page.getByTestId('lang').selectOption(lang)
      await page.getByTestId('theme').selectOption(theme)
      await page.locator(`html[lang="${lang}"][data-theme=${theme}]`).waitFor()
      await violations(page, `${name}, ${lang}, ${theme}`)
      if (picture && lang === 'en' && theme === 'dark') await take(page, `${picture}-en-dark`)
    }
    if (picture) await take(page, picture)
  })
}

/** violations adds what is wrong with the page, or with a part of it, to the list. */
async function violations(page, name, part = 'html') {
  // Evaluated rather than added as a script: the pages allow no scripts but their own.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource)
  const said = await page.evaluate(async (part) => {
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
  found.push(...said.map((v) => `${name}: ${v}`))
}

async function take(page, name) {
  if (!params.screenshots) return
  const path = join(params.screenshots, `${name}.png`)
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
  await page.mouse.move(0, 0)
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' })
  const { size } = await stat(path)
  if (size > PICTURE_LIMIT) found.push(`${path} has ${size} bytes`)
  say('note', { text: `${path}: ${Math.round(size / 1000)} kB` })
}

/** go follows a link of the navigation and waits for a part of the page. */
async function go(page, nav, part) {
  await page.getByTestId(`nav-${nav}`).click()
  await page.getByTestId(part).first().waitFor()
}

await scenario(MICROPHONE, async (browser) => {
  const agent = await visitor(browser, params.agent)
  await inspect(agent, 'sign-in', 'sign-in')
  await signIn(agent, params.agent)
  await agent.locator('[data-testid=device][data-mic=on][data-media=connected]').waitFor()
  await inspect(agent, 'desk, device check', 'device-check')
  await agent.keyboard.press('Shift+F2')
  await agent.getByTestId('pause-dialog').waitFor()
  await step('pause dialog', () => violations(agent, 'pause dialog'))
  await agent.keyboard.press('Escape')
  await deskReady(agent, { processing: true })
  await talking(agent)
  await agent.getByTestId('next-offline').click() // one call is enough
  await agent.getByTestId('next-state').waitFor()
  await agent.getByTestId('note').fill('机器安静，制冷快；希望夏天前再清洗一次。')
  await until('the line has a quality', async () => (await agent.getByTestId('quality').getAttribute('data-grade')) !== 'none')
  await inspect(agent, 'desk, in a call', 'desk')
  await agent.keyboard.press('Alt+k')
  await agent.getByTestId('keypad').waitFor()
  await agent.getByTestId('open-keys').click()
  await agent.getByTestId('keys-dialog').waitFor()
  await step('shortcuts dialog', () => violations(agent, 'shortcuts dialog'))
  await agent.getByTestId('keys-close').click()

  const boss = await person(browser, params.supervisor)
  await boss.getByTestId('live-campaign').first().waitFor()
  await inspect(boss, 'live', 'live')
  await go(boss, 'campaigns', 'campaigns-row')
  await inspect(boss, 'campaigns', 'campaigns')
  await boss.getByTestId('campaign-link').filter({ hasText: params.campaign }).click()
  await boss.getByTestId('follow-ups-row').first().waitFor()
  await inspect(boss, 'campaign', 'campaign')
  await boss.getByTestId('stop-campaign').click()
  await boss.getByTestId('stop-dialog').waitFor()
  await step('stop dialog', () => violations(boss, 'stop dialog'))
  await boss.getByTestId('stop-cancel').click()
  await go(boss, 'campaigns', 'new-campaign')
  await boss.getByTestId('new-campaign').click()
  await boss.getByTestId('campaign-name').fill('春季保养回访')
  await boss.getByTestId('campaign-purpose').fill('提醒春季清洗，问是否需要上门。')
  await choose(boss, 'campaign-agents', params.agentName)
  await choose(boss, 'campaign-list', '十一月')
  await inspect(boss, 'campaign form', 'campaign-form')
  await boss.getByTestId('window-preset').selectOption('hospital')
  await boss.getByTestId('add-exception').click()
  await boss.getByTestId('exception-date').fill('2026-12-31')
  await boss.getByTestId('exception-rule').selectOption('open')
  await boss.locator('[data-testid=window-preview][data-busy=false][data-problems="0"]').waitFor()
  await step('the next two weeks are shown', async () => check((await boss.getByTestId('preview-day').count()) === 14, `${await boss.getByTestId('preview-day').count()} days`))
  await inspect(boss, 'campaign form, all of a window')
  await boss.getByTestId('season-from-day').first().selectOption('31') // 31 June
  await boss.getByTestId('row-error').first().waitFor()
  await boss.getByTestId('campaign-name').fill('')
  await boss.getByTestId('interval-from').first().fill('25:00')
  await boss.getByTestId('save-campaign').click()
  await boss.getByTestId('name-error').waitFor()
  await inspect(boss, 'campaign form with errors')
  await go(boss, 'settings', 'settings-calendar')
  await boss.getByTestId('settings-calendar').click()
  await boss.getByTestId('year-grid').waitFor()
  await inspect(boss, 'calendar')
  await step('a holiday is entered by keyboard and taken back', async () => {
    const year = Number(await boss.getByTestId('calendar').getAttribute('data-year')) + 2 // not announced
    await boss.getByTestId('year-after').click()
    await boss.locator(`[data-testid=calendar][data-year="${year - 1}"]`).waitFor()
    await boss.getByTestId('year-after').click()
    await boss.locator(`[data-testid=calendar][data-year="${year}"][data-known=false]`).waitFor()
    await boss.getByTestId('year-unknown').waitFor()
    await boss.locator('[data-testid=year-grid] button[tabindex="0"]').focus()
    await boss.keyboard.press('PageDown')
    await boss.keyboard.press('Enter')
    await boss.getByTestId('day-dialog').waitFor()
    await violations(boss, 'day dialog')
    await boss.keyboard.type('春节')
    await boss.keyboard.press('Enter')
    const entered = boss.locator(`[data-date="${year}-02-01"][data-kind=holiday][data-override=true]`)
    await entered.waitFor()
    await violations(boss, 'calendar of a year that is not announced')
    await boss.getByTestId('undo').click()
    await entered.waitFor({ state: 'detached' })
  })
  await boss.getByTestId('settings-audit').click()
  await boss.getByTestId('audit-row').first().waitFor()
  await inspect(boss, 'audit trail')
  await go(boss, 'plans', 'new-plan')
  await boss.getByTestId('new-plan').first().click()
  await boss.locator('select[data-testid=plan-type]').selectOption('sale_week')
  await boss.locator('select[data-testid=plan-campaign]').selectOption({ index: 1 })
  await boss.getByTestId('choose-tiers').check()
  await boss.getByTestId('groups').click()
  await boss.getByTestId('add-group').click()
  await boss.getByTestId('regions').click()
  await boss.getByTestId('add-region').click()
  await boss.locator('input[data-testid=rule-zone]').fill('Asia/Peking')
  await boss.getByTestId('rehearse').click()
  await boss.getByTestId('plan-wrong').waitFor()
  await inspect(boss, 'plan form with errors')
  await boss.locator('input[data-testid=rule-zone]').fill('Asia/Shanghai')
  await boss.getByTestId('choose-all').check()
  await boss.getByTestId('group').getByRole('button').click()
  await boss.getByTestId('rehearse').click()
  await boss.locator('[data-testid=forecast]').waitFor()
  await boss.getByTestId('save-plan').click()
  await boss.locator('[data-testid=plan][data-state=draft]').waitFor()
  for (const [act, state] of [['request', 'requested'], ['confirm', 'confirmed'], ['launch', 'running']]) {
    await boss.getByTestId(`plan-${act}`).click()
    await boss.getByTestId('plan-act-dialog').waitFor()
    if (act === 'launch') await step('launch dialog', () => violations(boss, 'launch dialog'))
    await boss.getByTestId('plan-act-confirm').click()
    await boss.locator(`[data-testid=plan][data-state=${state}]`).waitFor()
  }
  await boss.getByTestId('plan-runs-row').first().waitFor({ timeout: 20_000 }) // by itself
  await inspect(boss, 'plan')
  await go(boss, 'plans', 'plans-row')
  await inspect(boss, 'plans')
  await boss.getByTestId('plan-types').click()
  await boss.getByTestId('types-row').first().waitFor()
  await inspect(boss, 'follow-up types')
  await boss.getByTestId('type-link').first().click()
  await boss.getByTestId('type-form').waitFor()
  await inspect(boss, 'follow-up type')
  await go(boss, 'lists', 'lists-row')
  await inspect(boss, 'lists', 'lists')
  await boss.getByTestId('list-link').filter({ hasText: '十一月' }).click()
  await boss.getByTestId('contacts-row').first().waitFor()
  await inspect(boss, 'list', 'list')
  await go(boss, 'dnc', 'dnc-row')
  await inspect(boss, 'do not call')
  await go(boss, 'users', 'users-row')
  await inspect(boss, 'users')
  await boss.getByTestId('about-link').click()
  await boss.getByTestId('about').waitFor()
  await inspect(boss, 'about')

  await agent.getByTestId('disposition-callback').click()
  await agent.getByTestId('quick-tomorrow-1000').click()
  await agent.getByTestId('hang-up').click()
  await state(agent, 'wrap_up')
  await inspect(agent, 'desk, wrap-up with a callback', 'wrap-up')
  await agent.keyboard.press('Alt+1')
  await agent.keyboard.press('Control+Enter')
  await state(agent, 'offline')
  await go(agent, 'calls', 'my-calls-row')
  await inspect(agent, 'own calls')

  await go(agent, 'records', 'records-row')
  await inspect(agent, 'own records')

  await go(boss, 'records', 'records-row')
  await inspect(boss, 'records of calls')
  await boss.getByTestId('record-link').first().click()
  await boss.getByTestId('record').waitFor()
  await inspect(boss, 'record')
  await go(boss, 'ledger', 'ledger-lines-row')
  await inspect(boss, 'ledger')
  await boss.getByTestId('ledger-list').first().click()
  await boss.getByTestId('ledger-items-row').first().waitFor()
  await inspect(boss, 'line of the ledger')
  await go(boss, 'customers', 'customers-numbers')
  await boss.getByTestId('customers-numbers').click()
  await boss.locator('[data-testid=numbers-row], [data-testid=numbers-empty]').first().waitFor()
  await inspect(boss, 'numbers to correct')
  await go(boss, 'imports', 'imports-jobs')
  await boss.getByTestId('imports-jobs').click()
  await boss.locator('[data-testid=jobs-row], [data-testid=jobs-empty]').first().waitFor()
  await inspect(boss, 'background jobs')

  const qa = await person(browser, params.qa)
  await qa.getByTestId('attempts-row').first().waitFor()
  await inspect(qa, 'recordings', 'recordings')
  await qa.getByTestId('attempts-row').filter({ hasText: params.campaign }).filter({ hasText: params.customer }).getByTestId('attempt-link').click()
  await qa.locator('[data-testid=player][data-ready=true]').waitFor()
  await qa.getByTestId('forward5').click()
  await qa.getByTestId('forward5').click()
  await inspect(qa, 'attempt', 'attempt')
  await step('no page has a violation', () => check(found.length === 0, `${found.length}:\n${found.join('\n')}`))
})
