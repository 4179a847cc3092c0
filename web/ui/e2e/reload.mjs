// The agent's page is loaded anew in the middle of a call: the customer stays, the audio and the half-written note come back.
// Parameters: agent, customer.
import { hears } from './audio.mjs'
import { check, deskReady, MICROPHONE, params, pause, person, say, scenario, state, step, talking, tones, until } from './lib.mjs'

const NOTE = '客户说遥控器不灵'

await scenario(MICROPHONE, async (browser) => {
  const page = await person(browser, params.agent)
  await step('the agent goes ready and talks', async () => {
    await deskReady(page)
    await talking(page)
    say('talking')
    await hears(page, 440)
  })
  await step('a note is begun and the microphone muted', async () => {
    await page.getByTestId('note').fill(NOTE)
    await page.getByTestId('disposition-callback').click()
    await page.getByTestId('draft-kept').waitFor()
    await pause(700)
    await page.getByTestId('mute').click()
    await page.getByTestId('is-muted').waitFor()
    say('muted')
    await pause(500)
  })
  let begin = 0
  await step('the page is loaded anew; the browser asked first', async () => {
    let asked = ''
    page.once('dialog', (d) => {
      asked = d.type()
      begin = Date.now()
      void d.accept()
    })
    await page.reload()
    check(asked === 'beforeunload', 'the browser did not ask before it left a call')
  })
  await step('the customer is heard again within 5 s, without a click', async () => {
    // Playwright's own evaluate counts as a click of the user; this asks without.
    const cdp = await page.context().newCDPSession(page)
    const expression = `(() => { const a = document.querySelector('[data-testid=remote-audio]'); return !!a && !a.paused && a.currentTime > 0.3 })()`
    await until('the audio plays', async () => (await cdp.send('Runtime.evaluate', { expression, userGesture: false })).result.value, 5000)
    const h = await hears(page, 440, 5000)
    const took = Date.now() - begin
    check(took < 5000, `the audio was back after ${took} ms`)
    say('back', { ms: took, ...h })
  })
  await step('the page shows the call as it was', async () => {
    await talking(page)
    check((await page.getByTestId('customer-name').innerText()) === params.customer, 'another customer')
    await page.getByTestId('is-muted').waitFor()
    check((await page.getByTestId('note').inputValue()) === NOTE, 'the note is gone')
    check((await tones(page)).length === 0, 'a beep for a call that was on already')
    await pause(1000)
    say('unmute')
    await page.getByTestId('mute').click()
    await page.getByTestId('is-muted').waitFor({ state: 'detached' })
    say('unmuted')
    await pause(2000)
  })
  await step('hang up; the draft is in the wrap-up', async () => {
    say('hangup')
    await page.getByTestId('hang-up').click()
    await state(page, 'wrap_up')
    check((await page.getByTestId('note').inputValue()) === NOTE, 'the note is gone')
    await page.locator('[data-testid=disposition-callback] input:checked').waitFor()
    await page.keyboard.press('Alt+1')
    await page.getByTestId('save-disposition').click()
    await state(page, 'ready')
  })
})
