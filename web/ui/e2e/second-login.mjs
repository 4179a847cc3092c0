// The same agent opens a second page in the middle of a call: it asks, takes the call over, and gives it back.
// Parameters: agent, customer.
import { hears } from './audio.mjs'
import { check, connectMicrophone, deskReady, MICROPHONE, openMicrophones, params, pause, person, say, scenario, state, step, talking, until } from './lib.mjs'

await scenario(MICROPHONE, async (browser) => {
  const first = await person(browser, params.agent)
  await step('the agent talks on the first page', async () => {
    await deskReady(first)
    await talking(first)
    say('talking')
    await hears(first, 440)
  })
  const second = await step('the second page asks and changes nothing', async () => {
    const page = await person(browser, params.agent)
    await page.locator('[data-testid=elsewhere][data-phase=elsewhere]').getByText('您已在别处登录工作台').waitFor()
    check((await page.getByTestId('desk').count()) === 0, 'the desk is shown beside the question')
    await talking(first)
    await hears(first, 440)
    return page
  })
  await step('it takes over; the first page says so', async () => {
    await second.getByTestId('take-over').click()
    await talking(second)
    await first.locator('[data-testid=elsewhere][data-phase=taken_over]').getByText('工作台已被另一页面接管').waitFor()
    await until('the first page lets go of the microphone', async () => (await openMicrophones(first)) === 0, 2000)
    await connectMicrophone(second)
    await hears(second, 440)
    check((await second.getByTestId('customer-name').innerText()) === params.customer, 'another customer')
    say('taken')
    await pause(1500)
  })
  await step('the first page takes it back', async () => {
    await first.getByTestId('take-over').click()
    await talking(first)
    await second.locator('[data-testid=elsewhere][data-phase=taken_over]').waitFor()
    await hears(first, 440)
  })
  await step('hang up and dispose', async () => {
    say('hangup')
    await first.getByTestId('hang-up').click()
    await state(first, 'wrap_up')
    await first.keyboard.press('Alt+1')
    await first.keyboard.press('Control+Enter')
    await state(first, 'ready')
  })
})
