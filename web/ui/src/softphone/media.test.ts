import { afterEach, expect, it, vi } from 'vitest'
import { Media } from './media'

afterEach(() => vi.unstubAllGlobals())

/** asked is the browser's prompt for the microphone, which answers when the test says so. */
function asked() {
  const prompts: { resolve(s: MediaStream): void; reject(e: unknown): void }[] = []
  vi.stubGlobal('navigator', { mediaDevices: {
    getUserMedia: () => new Promise<MediaStream>((resolve, reject) => prompts.push({ resolve, reject })),
    enumerateDevices: async () => [],
  } })
  return prompts
}
function microphone() {
  const track = { enabled: true, stop: vi.fn(), onended: null }
  return { track, stream: { getTracks: () => [track], getAudioTracks: () => [track] } as unknown as MediaStream }
}

it('a microphone that is allowed after the page closed its audio is let go', async () => {
  const prompts = asked()
  const media = new Media(() => undefined)
  const late = media.openMic()
  media.close()
  const again = media.openMic()
  const old = microphone()
  prompts[0]!.resolve(old.stream)
  await late
  expect(old.track.stop).toHaveBeenCalledOnce()
  expect(media.info.mic).toBe('asking') // the second one is still asked for
  const now = microphone()
  prompts[1]!.resolve(now.stream)
  await again
  expect(now.track.stop).not.toHaveBeenCalled()
  expect([media.info.mic, media.localStream === now.stream]).toEqual(['on', true])
})

it('a refusal that comes after the close is no news', async () => {
  const prompts = asked()
  const media = new Media(() => undefined)
  const late = media.openMic()
  media.close()
  prompts[0]!.reject(new DOMException('', 'NotAllowedError'))
  await late
  expect([media.info.mic, media.info.micError]).toEqual(['unknown', undefined])
})
