// Two agents and a supervisor in one call, by clicks and keys: consultation, conference, transfer, paused recording, help,
// listening and whispering. Every state is looked at in both languages, light and dark.
// Parameters: supervisor, agent, colleague (logins), colleagueName, agentName, customer.
import { hears, hearsNothing } from './audio.mjs'
import { wrongs } from './axe.mjs'
import { check, connectMicrophone, deskReady, Failure, MICROPHONE, params, pause, person, say, scenario, state, step, talking, until } from './lib.mjs'

const LOOKS = [['en', 'dark'], ['en', 'light'], ['zh-CN', 'dark'], ['zh-CN', 'light']] // the last one stays
const AGENT = 1000 // every microphone has this tone
const NOTE = '客户问合同条款'

/** inspect looks at a page as it stands. */
async function inspect(page, name, looks = LOOKS) {
  const found = []
  for (const [lang, theme] of looks) {
    if (looks === LOOKS) {
      await page.getByTestId('lang').selectOption(lang)
      await page.getByTestId('theme').selectOption(theme)
      await page.locator(`html[lang="${lang}"][data-theme=${theme}]`).waitFor()
    }
    found.push(...(await wrongs(page)).map((v) => `${name}, ${lang}, ${theme}: ${v}`))
  }
  if (found.length > 0) throw new Failure(found.join('\n'))
}

await scenario(MICROPHONE, async (browser) => {
  const boss = await person(browser, params.supervisor)
  await boss.getByTestId('nav-live').click()
  const colleague = await step('the colleague is there, on a break', async () => {
    const page = await person(browser, params.colleague)
    await connectMicrophone(page)
    return page
  })
  const agent = await person(browser, params.agent)
  await step('the agent talks to the customer', async () => {
    await deskReady(agent)
    await talking(agent)
    await hears(agent, 440)
    await pause(1000) // the customer hears the agent from now on, on a busy machine too
  })
  await step('the recording is paused and goes on, by key', async () => {
    await agent.keyboard.press('Alt+r')
    await agent.getByTestId('recording-paused').waitFor()
    say('paused')
    await inspect(agent, 'recording paused')
    await pause(1000)
    say('resume')
    await agent.keyboard.press('Alt+r')
    await agent.getByTestId('recording-on').waitFor()
  })
  await step('hold has a reason, which is remembered', async () => {
    await agent.getByTestId('hold-reason').selectOption('system')
    await agent.getByTestId('hold-agreed').check()
    await agent.keyboard.press('F8')
    await agent.getByTestId('is-held').waitFor()
    await agent.keyboard.press('F8')
    await agent.getByTestId('is-held').waitFor({ state: 'detached' })
    check(!(await agent.getByTestId('hold-agreed').isChecked()), 'the consent of one hold is taken for that of the next')
  })
  await step('the directory of departments is looked at in the call', async () => {
    await agent.getByTestId('nav-directory').click()
    await agent.locator('[data-testid=departments], [data-testid=directory-empty]').waitFor()
    await agent.getByTestId('nav-desk').click()
    await talking(agent)
  })
  await step('a colleague who is not free cannot be asked', async () => {
    await agent.keyboard.press('Alt+t')
    const dialog = agent.getByTestId('ask-dialog')
    await dialog.getByText(params.colleagueName).waitFor()
    check(await dialog.locator('input[name=whom]').first().isDisabled(), 'a colleague on a break can be chosen')
    check((await dialog.getByTestId('ask-outside').count()) === 0, 'outside numbers are offered without the right to dial them')
    await inspect(agent, 'whom to ask', [['zh-CN', 'light']])
  })
  await step('the colleague goes ready and is asked', async () => {
    await deskReady(colleague)
    const choice = agent.getByTestId('ask-dialog').locator('input[name=whom]').first()
    await until('he can be chosen', () => choice.isEnabled())
    await choice.check()
    await agent.getByTestId('ask-note').fill(NOTE)
    await agent.getByTestId('ask-consult').click()
    await agent.getByTestId('ask-dialog').waitFor({ state: 'detached' })
    const card = colleague.locator('[data-testid=guest][data-side=guest][data-state=asked]')
    await card.waitFor()
    check((await card.innerText()).includes(params.agentName), 'the colleague does not see who asks')
    check((await colleague.getByTestId('guest-note').innerText()) === NOTE, 'the colleague does not see why')
    check((await colleague.getByTestId('customer-name').innerText()) === params.customer, 'the colleague does not see the customer')
    await agent.getByTestId('is-held').waitFor()
    check(await agent.getByTestId('hang-up').isDisabled(), 'the agent can hang up on a customer who waits')
  })
  await step('he answers by key: they hear each other, the customer waits', async () => {
    await colleague.keyboard.press('F2')
    await agent.locator('[data-testid=guest][data-state=consulting]').waitFor()
    await colleague.locator('[data-testid=guest][data-state=consulting]').waitFor()
    await hears(agent, AGENT)
    await hears(colleague, AGENT)
    say('consulting')
    await inspect(agent, 'consulting')
    await inspect(colleague, 'consulted')
    await pause(1000)
    say('consulted')
  })
  await step('a conference', async () => {
    await agent.getByTestId('guest-conference').click()
    await colleague.locator('[data-testid=guest][data-state=conference]').waitFor()
    await agent.getByTestId('is-held').waitFor({ state: 'detached' })
    await inspect(agent, 'conference')
  })
  await step('the agent asks for help; the supervisor sees it and listens', async () => {
    await agent.keyboard.press('Alt+h')
    await agent.getByTestId('help-asked').waitFor()
    const row = boss.getByTestId('live-agents-row').filter({ hasText: params.agentName })
    await row.getByTestId('help-wanted').waitFor()
    await row.getByTestId('coach-listen').click()
    await boss.locator('[data-testid=coach][data-mode=listen]').waitFor()
    await inspect(boss, 'listening')
    await pause(500)
    check((await agent.getByTestId('coach-here').count()) === 0, 'the agent sees a listener, against the policy')
  })
  await step('the supervisor whispers: the agent sees it', async () => {
    await boss.getByTestId('coach').getByTestId('coach-whisper').click()
    await boss.locator('[data-testid=coach][data-mode=whisper]').waitFor()
    await agent.getByTestId('coach-here').waitFor()
    await inspect(agent, 'whispered to')
    await boss.getByTestId('coach-leave').click()
    await agent.getByTestId('coach-here').waitFor({ state: 'detached' })
  })
  await step('the colleague takes the customer over; the agent is free, without a form', async () => {
    await agent.getByTestId('guest-complete').click()
    await colleague.locator('[data-testid=guest][data-state=taken]').waitFor()
    await talking(colleague)
    await agent.getByTestId('desk-idle').waitFor()
    check((await agent.getByTestId('wrap-up').count()) === 0, 'the agent who has left has a form')
    await hears(colleague, 440)
    await hearsNothing(agent)
    await inspect(colleague, 'taken over')
  })
  await step('he writes the record', async () => {
    await colleague.keyboard.press('F4')
    await state(colleague, 'wrap_up')
    await colleague.getByTestId('disposition-completed').click()
    await colleague.getByTestId('save-disposition').click()
    await state(colleague, 'ready', 'offline', 'paused')
  })
  await step('the policy for showing supervisors', async () => {
    await boss.goto(`${params.url}/settings/rules`)
    await boss.getByTestId('show-coach-always').check()
    await boss.getByText('已保存').first().waitFor()
    await inspect(boss, 'policy')
  })
})
