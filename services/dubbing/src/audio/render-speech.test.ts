import { expect, test } from 'vitest'
import { openRenderThread, renderSpeech } from './render-speech.ts'

const speechOf = (pitch: number) =>
  Float32Array.from({ length: 24_000 }, (_, n) => 0.1 * Math.sin(n / pitch) * Math.abs(Math.sin(n / 3000)))

test('takes that are rendered concurrently come back each as its own, the same as without a thread', async () => {
  const render = openRenderThread()
  const pitches = [3, 5, 8, 13, 21]
  const rendered = await Promise.all(pitches.map((pitch) => render(speechOf(pitch))))
  expect(rendered).toEqual(pitches.map((pitch) => renderSpeech(speechOf(pitch))))
})

test('silence comes back as null', async () => {
  expect(await openRenderThread()(new Float32Array(24_000))).toBeNull()
})
