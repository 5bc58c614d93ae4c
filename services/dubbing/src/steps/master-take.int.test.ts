import { execFileSync, spawnSync } from 'node:child_process'
import { parseWav, writeWav } from '@vss/shared/audio/wav.ts'
import { beforeAll, expect, test } from 'vitest'
import { renderSpeech } from '../audio/render-speech.ts'
import { makeEspeakVoice } from '../providers/espeak.ts'
import { masterTake } from './master-take.ts'

const TEXT = 'The tide had turned before anyone noticed, and the boats were already leaning on the mud.'
const NEVER = new AbortController().signal
/** −1 dBFS as a 16-bit sample. */
const PEAK_LIMIT = 32_768 * 10 ** (-1 / 20)

let speech: Buffer

beforeAll(async () => {
  const settings = { provider: 'espeak-ng', model: 'espeak-ng', voice: 'en-us', language: 'en', rate: 150 }
  speech = (
    await makeEspeakVoice('espeak-ng').synthesize({
      ...settings,
      name: 'take 0',
      text: TEXT,
      instruct: '',
      signal: NEVER,
    })
  ).wav
})

/** The speech again with every sample put through `change`. */
const changed = (change: (sample: number, index: number) => number): Buffer => {
  const { data, sampleRate } = parseWav(speech)
  const samples = Buffer.alloc(data.length)
  for (let i = 0; i < data.length; i += 2) samples.writeInt16LE(Math.round(change(data.readInt16LE(i), i / 2)), i)
  return writeWav(samples, { sampleRate, channels: 1 })
}

const convert = (...format: string[]): Buffer =>
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'wav', '-i', 'pipe:0', ...format, '-f', 'wav', 'pipe:1'], {
    input: speech,
    maxBuffer: 64 * 1024 * 1024,
  })

/** By ffmpeg, which did not choose the gain. */
const loudnessOf = (input: Buffer): number => {
  const args = ['-hide_banner', '-nostats', '-i', 'pipe:0', '-af', 'ebur128=framelog=verbose', '-f', 'null', '-']
  return Number([...String(spawnSync('ffmpeg', args, { input }).stderr).matchAll(/I:\s+(-?[\d.]+) LUFS/g)].at(-1)?.[1])
}

test.each<[string, () => Buffer]>([
  ['as espeak-ng gives it', () => speech],
  ['nearly inaudible', () => changed((sample) => sample * 0.05)],
  ['full of clicks far above the speech', () => changed((sample, n) => (n % 8000 === 0 ? 32_767 : sample * 0.08))],
  ['in stereo at 48 kHz as floats', () => convert('-ac', '2', '-ar', '48000', '-c:a', 'pcm_f32le')],
  ['at 16 kHz in 24 bits', () => convert('-ar', '16000', '-c:a', 'pcm_s24le')],
  ['at 8 kHz in 8 bits', () => convert('-ar', '8000', '-c:a', 'pcm_u8')],
])('speech %s comes out in the one format, as long and as loud as every other', async (_name, source) => {
  const bytes = source()
  const { wav, durationMs } = await masterTake(
    { ffmpegPath: 'ffmpeg', render: renderSpeech },
    { wav: bytes, text: TEXT, speakingRate: 1 },
    NEVER,
  )
  const mastered = parseWav(wav)
  expect(mastered).toMatchObject({
    sampleRate: 24_000,
    channels: 1,
    bitsPerSample: 16,
    encoding: 'int',
    truncated: false,
  })
  expect(mastered.frameCount).toBe(durationMs * 24)
  expect(Number.isInteger(durationMs)).toBe(true)
  // The limiter's tail and the last whole millisecond add a few.
  expect(durationMs / 1000 - parseWav(bytes).durationSec).toBeGreaterThanOrEqual(0)
  expect(durationMs / 1000 - parseWav(bytes).durationSec).toBeLessThan(0.01)
  expect(Math.abs(loudnessOf(wav) - -16)).toBeLessThanOrEqual(1.5)
  let peak = 0
  for (let i = 0; i < mastered.data.length; i += 2) peak = Math.max(peak, Math.abs(mastered.data.readInt16LE(i)))
  expect(peak).toBeLessThanOrEqual(PEAK_LIMIT)
})
