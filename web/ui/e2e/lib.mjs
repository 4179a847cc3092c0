// What the scenarios share. A scenario is a whole run in real Chromium; cmd/huifang/browser_test.go starts the service,
// the telephones and then the scenario, with its parameters as JSON in HUIFANG_E2E. It reports JSON lines: {event, at
// (ms of the wall clock), ...}. A step that fails names itself, saves a picture and ends the process with status 1.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

/** url, chromium, dir (for pictures of failures), password, microphone (a WAV file), screenshots ("" for none), and the scenario's own. */
export const params = JSON.parse(process.env.HUIFANG_E2E ?? '{}')

export function say(event, fields = {}) {
  process.stdout.write(`${JSON.stringify({ event, at: Date.now(), ...fields })}\n`)
}

let doing = 'start'

/** step names what is being done, for the error message and the record of times. */
export async function step(name, f) {
  doing = name
  const begin = performance.now()
  const result = await f()
  say('step', { name, ms: Math.round(performance.now() - begin) })
  return result
}

export class Failure extends Error {}

export function check(ok, message) {
  if (!ok) throw new Failure(message)
}

/** until asks again and again until f gives something true; what f throws or gives last is part of the error. */
export async function until(what, f, limit = 8000) {
  const deadline = Date.now() + limit
  for (;;) {
    let last
    try {
      last = await f()
      if (last) return last
    } catch (e) {
      last = e
    }
    if (Date.now() > deadline) throw new Failure(`not within ${limit} ms: ${what}; last: ${last instanceof Error ? last.message : JSON.stringify(last)}`)
    await pause(50)
  }
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

// Everything on the loopback address, nothing to the network. Root has no sandbox, and all pages are ours.
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--allow-loopback-in-peer-connection', '--use-fake-device-for-media-stream',
]
/** The microphone is allowed without a question and hears the file, again and again. */
export const MICROPHONE = ['--use-fake-ui-for-media-stream', ...(params.microphone ? [`--use-file-for-fake-audio-capture=${params.microphone}`] : [])]
/** Every question for a permission is answered with no. */
export const REFUSING = ['--deny-permission-prompts']

/** scenario runs f in a browser and ends the process: 0 when all went well. */
export async function scenario(flags, f) {
  const browser = await chromium.launch({ executablePath: params.chromium, args: [...FLAGS, ...flags], timeout: 60_000 })
  try {
    await f(browser)
    check(troubles.length === 0, `pages reported troubles:\n${troubles.join('\n')}`)
    say('done')
  } catch (e) {
    const pictures = await picturesOf(browser)
    const more = troubles.length > 0 ? `\npages reported:\n${troubles.join('\n')}` : ''
    const why = e instanceof Failure ? e.message : String(e?.stack ?? e).replace(/\x1b\[\d+m/g, '') // Playwright paints
    process.stderr.write(`step "${doing}": ${why}${more}\npictures: ${pictures.join(' ')}\n`)
    process.exitCode = 1
  } finally {
    await browser.close()
  }
}

async function picturesOf(browser) {
  const out = []
  await mkdir(params.dir, { recursive: true })
  for (const [i, context] of browser.contexts().entries()) {
    for (const [j, page] of context.pages().entries()) {
      const path = join(params.dir, `failed-${i}-${j}.png`)
      await page.screenshot({ path, timeout: 5000 }).then(() => out.push(path), () => undefined) // a dead page has no picture
    }
  }
  return out
}

const troubles = []

/** visitor opens a window of its own (cookies, storage) on the sign-in page, of another node with url. */
export async function visitor(browser, name, { url = params.url, ...options } = {}) {
  const context = await browser.newContext({
    locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', ...options,
  })
  context.setDefaultTimeout(10_000)
  await context.addInitScript(observe)
  const page = await context.newPage()
  page.on('pageerror', (e) => troubles.push(`${name}: uncaught ${e.stack ?? e}`))
  page.on('console', (m) => {
    // A refused request (401 before the sign-in, 422 of a bad form) is the page's to show, and Chromium logs it too.
    if (m.type() === 'error' && !/^Failed to load resource/.test(m.text())) troubles.push(`${name}: console: ${m.text()}`)
  })
  page.on('response', (r) => {
    if (r.status() >= 500) troubles.push(`${name}: ${r.status()} of ${r.url()}`)
  })
  await page.goto(url)
  await page.getByTestId('signin-submit').waitFor()
  return page
}

export async function signIn(page, login) {
  await page.getByTestId('login').fill(login)
  await page.getByTestId('password').fill(params.password)
  await page.getByTestId('signin-submit').click()
  await page.locator(`[data-testid=me][data-login="${login}"]`).waitFor()
  return page
}

export const person = async (browser, login, options) => signIn(await visitor(browser, login, options), login)

/** observe runs in each page before the app: it keeps what the page plays (its beeps) and the microphones that it opened. */
function observe() {
  window.__tones = []
  const start = OscillatorNode.prototype.start
  OscillatorNode.prototype.start = function (...args) {
    window.__tones.push({ hz: this.frequency.value, context: this.context.state })
    return start.apply(this, args)
  }
  window.__microphones = []
  const devices = navigator.mediaDevices
  const open = devices.getUserMedia.bind(devices)
  devices.getUserMedia = async (wanted) => {
    const stream = await open(wanted)
    window.__microphones.push(...stream.getAudioTracks())
    return stream
  }
}

export const tones = (page) => page.evaluate(() => window.__tones)
export const openMicrophones = (page) => page.evaluate(() => window.__microphones.filter((t) => t.readyState === 'live').length)

/** choose picks an option of one of antd's selects by a part of its text. */
export async function choose(page, testid, text) {
  const box = page.getByTestId(testid)
  await box.click()
  const option = page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: text })
  await option.click()
  await until(`${testid} shows ${text}`, async () => (await box.innerText()).includes(text))
  if (await option.isVisible()) await page.keyboard.press('Escape') // one that takes several stays open
}

/** deskReady passes the device check and goes ready, by clicks. processing off lets a steady tone through as it is. */
export async function deskReady(page, { processing = false } = {}) {
  await connectMicrophone(page)
  if (!processing) {
    await page.getByTestId('processing').uncheck()
    await page.locator('[data-testid=device][data-mic=on][data-media=connected]').waitFor()
  }
  await until('the meter shows the voice', async () => Number(await page.getByTestId('mic-level').getAttribute('aria-valuenow')) > 30)
  await page.getByTestId('go-ready').click()
  await state(page, 'ready', 'reserved', 'on_call')
}

export async function connectMicrophone(page) {
  const device = page.getByTestId('device')
  await device.waitFor()
  // A browser that says that the microphone is allowed is not asked again.
  await until('the device check goes on', async () => ['on', 'unknown'].includes(await device.getAttribute('data-mic')))
  if ((await device.getAttribute('data-mic')) === 'unknown') await page.getByTestId('allow-mic').click()
  await page.locator('[data-testid=device][data-mic=on][data-media=connected]').waitFor()
}

/** state waits until the desk shows one of the agent's states. */
export async function state(page, ...states) {
  await page.locator(states.map((s) => `[data-testid=agent-state][data-state=${s}]`).join(', ')).waitFor({ timeout: 15_000 })
}

export const talking = (page) => page.locator('[data-testid=call][data-phase=talking]').waitFor({ timeout: 15_000 })

/** mask is a phone number as agents and QA see it. */
export const mask = (number) => `${number.slice(0, 3)}****${number.slice(7)}`

/** watchFor notes whether a text comes to the page over the network, on whatever way. */
export function watchFor(page, text) {
  const seen = []
  page.on('response', (r) => {
    if (!/json|csv/.test(r.headers()['content-type'] ?? '')) return
    r.text().then((body) => body.includes(text) && seen.push(r.url()), () => undefined) // gone with its page
  })
  page.on('websocket', (ws) => ws.on('framereceived', (f) => String(f.payload).includes(text) && seen.push(ws.url())))
  return seen
}
