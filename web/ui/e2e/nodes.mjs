// An agent asks a colleague who sits at another node: the colleague's page follows his seat by itself, and he takes the call over.
// Parameters: agent, colleague (logins), colleagueId, otherUrl.
import { hears, hearsNothing } from './audio.mjs'
import { check, deskReady, MICROPHONE, params, person, scenario, state, step, talking, until } from './lib.mjs'

const AGENT = 1000 // every microphone has this tone

await scenario(MICROPHONE, async (browser) => {
  const agent = await person(browser, params.agent)
  await step('the agent talks to the customer', async () => {
    await deskReady(agent)
    await talking(agent)
    await hears(agent, 440)
  })
  const colleague = await person(browser, params.colleague, { url: params.otherUrl })
  await step('the colleague is ready at the other node', async () => {
    await deskReady(colleague)
    // Nothing of the move may be asked of him, or alarm him.
    await colleague.evaluate(() => {
      window.__alarms = []
      new MutationObserver(() => {
        for (const id of ['elsewhere', 'link-down', 'signin-submit']) {
          if (document.querySelector(`[data-testid=${id}]`) && !window.__alarms.includes(id)) window.__alarms.push(id)
        }
      }).observe(document.body, { childList: true, subtree: true })
    })
  })
  await step('the agent finds him in the directory, marked', async () => {
    await agent.keyboard.press('Alt+t')
    const choice = agent.getByTestId(`ask-agent-${params.colleagueId}`)
    await choice.waitFor()
    await until('he can be chosen', () => choice.locator('input').isEnabled())
    await agent.getByTestId(`ask-away-${params.colleagueId}`).waitFor()
    await choice.locator('input').check()
  })
  await step('asked, his page comes and rings', async () => {
    await agent.getByTestId('ask-consult').click()
    await colleague.locator('[data-testid=guest][data-side=guest][data-state=asked]').waitFor()
    await agent.locator('[data-testid=guest][data-state=asked]').waitFor()
  })
  await step('they talk, and he takes the customer over', async () => {
    await colleague.keyboard.press('F2')
    await agent.locator('[data-testid=guest][data-state=consulting]').waitFor()
    await hears(agent, AGENT)
    await hears(colleague, AGENT)
    await agent.getByTestId('guest-complete').click()
    await talking(colleague)
    await hears(colleague, 440)
    await hearsNothing(agent)
  })
  await step('he writes the record', async () => {
    await colleague.keyboard.press('F4')
    await state(colleague, 'wrap_up')
    await colleague.getByTestId('disposition-completed').click()
    await colleague.getByTestId('save-disposition').click()
    await state(colleague, 'ready')
  })
  const alarms = await colleague.evaluate(() => window.__alarms)
  check(alarms.length === 0, `the colleague's page showed ${alarms.join(', ')}`)
})
