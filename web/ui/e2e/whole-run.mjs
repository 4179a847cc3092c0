// From a file of contacts to a disposition and a recording, by the clicks and keys of three people.
// Parameters: supervisor, agent, qa (logins), agentName, list (a GB18030 file), customer, product, number.
import { hears, hearsNothing } from './audio.mjs'
import { check, choose, deskReady, MICROPHONE, mask, params, pause, person, say, scenario, signIn, state, step, talking, tones, until, visitor, watchFor } from './lib.mjs'

const CAMPAIGN = '空调安装回访'
const NOTE = '客户满意，已约十二月保养。'

await scenario(MICROPHONE, async (browser) => {
  const boss = await step('the sign-in page is Chinese', async () => {
    const page = await visitor(browser, 'supervisor')
    check((await page.locator('html').getAttribute('lang')) === 'zh-CN', 'html lang is not zh-CN')
    check((await page.getByTestId('signin-submit').innerText()) === '登录', 'the button does not say 登录')
    return page
  })
  const bossSaw = watchFor(boss, params.number)
  await step('a wrong password is refused in words', async () => {
    await boss.getByTestId('login').fill(params.supervisor)
    await boss.getByTestId('password').fill('not this one')
    await boss.getByTestId('signin-submit').click()
    await boss.getByTestId('signin-error').getByText('用户名或密码不正确').waitFor()
  })
  await step('the supervisor signs in', () => signIn(boss, params.supervisor))

  await step('a GB18030 file is uploaded; bad rows are refused with reasons', async () => {
    await boss.getByTestId('nav-lists').click()
    await boss.locator('input[type=file][data-testid=list-file]').setInputFiles(params.list)
    await boss.locator('input[data-testid=list-name]').fill('十一月安装客户')
    await boss.getByTestId('upload').click()
    await boss.locator('[data-testid=list][data-taken="1"][data-refused="2"]').waitFor()
    const refused = boss.getByTestId('list-errors-row')
    await until('two rows are refused', async () => (await refused.count()) === 2)
    await refused.filter({ hasText: '1390123' }).getByText('号码太短').waitFor()
    await refused.filter({ hasText: params.number }).getByText('与前面的行号码重复').waitFor()
    const taken = await boss.getByTestId('contacts-row').innerText()
    for (const want of [params.customer, params.number, params.product]) check(taken.includes(want), `the contact shows ${taken}, not ${want}`)
  })

  await step('a campaign is made with the form', async () => {
    await boss.getByTestId('list-new-campaign').click()
    await boss.getByTestId('save-campaign').click() // without a name
    await boss.getByTestId('name-error').waitFor()
    await boss.getByTestId('campaign-name').fill(CAMPAIGN)
    await boss.getByTestId('campaign-purpose').fill('确认安装日期，使用是否正常。')
    await boss.getByTestId('campaign-list').getByText('十一月安装客户').waitFor() // the list that the button came from
    await choose(boss, 'campaign-agents', params.agentName)
    await choose(boss, 'campaign-trunk', 'carrier')
    await choose(boss, 'campaign-caller-id', '01062345679')
    await boss.getByTestId('window-holidays').selectOption('ignore') // the test also runs on holidays
    await boss.getByTestId('interval-remove').last().click()
    const interval = boss.getByTestId('interval')
    check((await interval.count()) === 1, `${await interval.count()} intervals`)
    await interval.getByRole('button', { name: '每天' }).click()
    await boss.getByTestId('interval-from').fill('0')
    await boss.getByTestId('interval-to').fill('24:00')
    await boss.locator('input[data-testid=max-attempts], [data-testid=max-attempts] input').fill('1')
    await boss.locator('input[data-testid=wrapup], [data-testid=wrapup] input').fill('30')
    await boss.getByTestId('save-campaign').click()
    await boss.locator('[data-testid=campaign][data-state=draft]').waitFor()
  })
  await step('it starts and says what it waits for', async () => {
    await boss.getByTestId('start-campaign').click()
    await boss.locator('[data-testid=campaign][data-state=running]').waitFor()
    await boss.getByTestId('reasons').getByText('没有示闲的坐席').waitFor()
    await boss.getByTestId('nav-live').click()
    await boss.getByTestId('live-campaign').getByText(CAMPAIGN).waitFor()
  })

  const agent = await step('the agent signs in', () => person(browser, params.agent))
  const leaked = watchFor(agent, params.number)
  await step('the device check hears the microphone; the agent goes ready', async () => {
    await deskReady(agent)
  })
  const beeps = (await tones(agent)).length

  await step('it rings', async () => {
    await agent.locator('[data-testid=call][data-phase=ringing]').waitFor()
    check((await agent.getByTestId('call-phase').innerText()).includes('振铃中'), 'the phase is not in words')
    const phone = await agent.getByTestId('customer-phone').innerText()
    check(phone === mask(params.number), `the desk shows the number ${phone}`)
    await boss.getByTestId('live-agents-row').filter({ hasText: params.agentName }).getByText('外呼中').waitFor()
  })
  await step('the customer answers: beep, name, details', async () => {
    await talking(agent)
    say('talking')
    check((await agent.getByTestId('customer-name').innerText()) === params.customer, 'the desk shows another customer')
    check((await agent.getByTestId('extra').innerText()).includes(params.product), 'the further columns are not shown')
    check((await agent.getByTestId('call-phase').innerText()).includes('通话中'), 'the phase is not in words')
    await agent.getByTestId('recording-on').waitFor()
    const played = await until('the beep', async () => {
      const list = (await tones(agent)).slice(beeps)
      return list.length > 0 && list
    })
    check(played.length === 2 && played.every((t) => t.context === 'running'), `played ${JSON.stringify(played)}`)
    await boss.getByTestId('live-agents-row').filter({ hasText: params.agentName }).getByText('通话中').waitFor()
  })
  await step('the agent hears the customer', async () => {
    say('heard', await hears(agent, 440))
    await pause(1500)
  })
  await step('mute', async () => {
    say('mute')
    await agent.getByTestId('mute').click()
    await agent.getByTestId('is-muted').waitFor()
    say('muted')
    await pause(1300)
    await hears(agent, 440)
    say('unmute')
    await agent.keyboard.press('F9')
    await agent.getByTestId('is-muted').waitFor({ state: 'detached' })
    say('unmuted')
    await pause(1300)
  })
  await step('hold', async () => {
    say('hold')
    await agent.getByTestId('hold').click()
    await agent.getByTestId('is-held').waitFor()
    say('held')
    say('silence', await hearsNothing(agent))
    await pause(1000)
    await hearsNothing(agent, 500)
    say('unhold')
    await agent.getByTestId('hold').click()
    await agent.getByTestId('is-held').waitFor({ state: 'detached' })
    say('unheld')
    await hears(agent, 440)
    await pause(1300)
  })
  await step('F4 hangs up', async () => {
    say('hangup')
    await agent.keyboard.press('F4')
    await state(agent, 'wrap_up')
    check((await agent.getByTestId('hung-up-by').innerText()).includes('坐席'), 'the desk does not say that the agent hung up')
    say('hungup')
  })
  await step('no disposition, no saving', async () => {
    await agent.keyboard.press('Control+Enter')
    await agent.getByTestId('wrap-up-error').getByText('请选择小结').waitFor()
    await state(agent, 'wrap_up')
  })
  await step('Alt+1, a note, Ctrl+Enter', async () => {
    await agent.keyboard.press('Alt+1')
    await agent.locator('[data-testid=disposition-completed] input:checked').waitFor()
    check((await agent.getByTestId('disposition-completed').innerText()).includes('已完成'), 'Alt+1 is not 已完成')
    await agent.getByTestId('note').fill(NOTE)
    await agent.keyboard.press('Control+Enter')
    await state(agent, 'ready')
    await until('today counts it', async () => (await agent.getByTestId('today-completed').innerText()) === '1')
    say('saved')
  })
  await step('the agent finds the call in the own log', async () => {
    await agent.getByTestId('nav-calls').click()
    const row = agent.getByRole('row').filter({ hasText: params.customer })
    for (const want of [mask(params.number), '已完成']) await row.getByText(want).first().waitFor()
  })
  check(bossSaw.length > 0, 'the watch for the whole number does not see it where it is shown')
  check(leaked.length === 0, `the agent's browser was sent the whole number: ${leaked.join(' ')}`)
  await step('the supervisor sees the campaign finished', async () => {
    await boss.getByTestId('nav-campaigns').click()
    await boss.getByTestId('campaign-link').filter({ hasText: CAMPAIGN }).click()
    await boss.locator('[data-testid=campaign][data-state=finished]').waitFor({ timeout: 15_000 })
    await boss.getByTestId('follow-ups-row').filter({ hasText: params.number }).getByText('已完成').first().waitFor()
  })

  const qa = await step('QA signs in', () => person(browser, params.qa))
  const qaLeaked = watchFor(qa, params.number)
  await step('QA finds the call by its campaign', async () => {
    await choose(qa, 'filter-campaign', CAMPAIGN)
    await qa.getByTestId('search').click()
    await until('one call is found', async () => (await qa.getByTestId('attempts-row').count()) === 1)
    const row = await qa.getByTestId('attempts-row').innerText()
    for (const want of [params.customer, mask(params.number), params.agentName, '已接通', '已完成', '完整']) check(row.includes(want), `the row ${row} lacks ${want}`)
    await qa.getByTestId('attempt-link').click()
  })
  await step('both channels have a waveform', async () => {
    await qa.locator('[data-testid=player][data-ready=true]').waitFor()
    await until('something is drawn', async () => {
      // wavesurfer draws each channel on a canvas, of the wave and of its played part.
      const drawn = await qa.locator('[data-testid=waveform] canvas').evaluateAll((list) =>
        list.map((c) => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v) => v > 0)))
      return drawn.length >= 2 && drawn.every(Boolean)
    })
  })
  const cursorAtSound = (when) =>
    until(`the waveform's cursor stands where the sound does ${when}`, async () => {
      const [at, left] = await Promise.all([
        qa.getByTestId('recording-audio').evaluate((a) => (100 * a.currentTime) / a.duration),
        qa.locator('[data-testid=waveform] [part~=cursor]').evaluate((c) => parseFloat(c.style.left)),
      ])
      if (Math.abs(at - left) < 2) return true
      throw new Error(`cursor at ${left} %, sound at ${at.toFixed(1)} %`)
    }, 2000)
  await step('the recording plays', async () => {
    const audio = qa.getByTestId('recording-audio')
    await qa.getByTestId('play').click()
    await until('it plays for a second', () => audio.evaluate((a) => !a.paused && a.currentTime > 1))
    await qa.getByTestId('forward5').click()
    await until('it jumped', () => audio.evaluate((a) => a.currentTime > 5))
    await qa.getByTestId('play').click()
    await until('it stopped', () => audio.evaluate((a) => a.paused || a.ended))
    await cursorAtSound('after a jump')
    await qa.getByTestId('theme').selectOption('dark')
    await cursorAtSound('in other colours')
  })
  await step('the timeline has the steps', async () => {
    const kinds = await qa.getByTestId('timeline').locator('li').evaluateAll((list) => list.map((li) => li.dataset.kind))
    const order = ['created', 'dialled', 'ringing', 'answered', 'bridged', 'hold', 'unhold', 'hangup', 'ended'].map((k) => kinds.indexOf(k))
    check(order.every((at, i) => at >= 0 && (i === 0 || at > order[i - 1])), `timeline ${kinds.join(' ')}`)
    await qa.getByTestId('attempt-disposition').getByText('已完成').waitFor()
    check((await qa.getByTestId('attempt-hung-up-by').innerText()) === '坐席', 'who hung up is not shown')
    const text = await qa.locator('main').innerText()
    check(text.includes(mask(params.number)) && text.includes(NOTE), 'masked number and note are not shown')
  })
  check(qaLeaked.length === 0, `QA's browser was sent the whole number: ${qaLeaked.join(' ')}`)
})
