// The microphone is refused: the page says so and how to go on, and nobody goes ready without audio. Parameters: agent.
import { check, params, pause, person, REFUSING, scenario, state, step } from './lib.mjs'

await scenario(REFUSING, async (browser) => {
  const page = await person(browser, params.agent)
  await step('the page explains the refusal', async () => {
    await page.getByTestId('allow-mic').click()
    const error = page.getByTestId('mic-error')
    await error.getByText('麦克风被拒绝').waitFor()
    await error.getByText('点地址栏左侧的图标').waitFor()
  })
  await step('ready is not possible, by button or key', async () => {
    check(await page.getByTestId('go-ready').isDisabled(), 'the button is enabled')
    await page.keyboard.press('F2')
    await page.getByTestId('toasts').getByText('音频还没有接通').waitFor()
    await pause(500)
    await state(page, 'offline')
  })
  await step('once it is allowed, the desk goes on', async () => {
    await page.context().grantPermissions(['microphone'])
    await page.getByTestId('mic-retry').click()
    await page.locator('[data-testid=device][data-mic=on][data-media=connected]').waitFor()
    await page.getByTestId('go-ready').click()
    await state(page, 'ready')
  })
})
