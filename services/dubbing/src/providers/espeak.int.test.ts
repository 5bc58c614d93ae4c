import { readFileSync } from 'node:fs'
import { parseWav } from '@vss/shared/audio/wav.ts'
import { expect, test } from 'vitest'
import { renderSpeech } from '../audio/render-speech.ts'
import { speechLengthBounds } from '../speech/speech-length.ts'
import { masterTake } from '../steps/master-take.ts'
import { parseTemplates } from '../templates/dubbing-templates.ts'
import { makeEspeakVoice } from './espeak.ts'

const SHIPPED = new URL('../../../../conf/dubbing_templates.yaml', import.meta.url)
const { offline } = parseTemplates(readFileSync(SHIPPED, 'utf8'), 'shipped')
const voice = makeEspeakVoice('espeak-ng')
const NEVER = new AbortController().signal

const speak = (language: string, text: string, signal = NEVER, timbre = '') => {
  const own = offline.languages[language]
  if (!own) throw new Error(`no voice for ${language}`)
  const settings = {
    name: 'take 0',
    provider: 'espeak-ng',
    model: 'espeak-ng',
    language,
    voice: own.voice + timbre,
    pitch: own.pitch,
  }
  return voice.synthesize({ ...settings, rate: own.words_per_minute, text, instruct: '', signal })
}

test.each([
  ['zh', '港口很黑，他站在码头上等人。'],
  ['en', 'The harbour was dark; he waited on the quay.'],
  ['fr', 'Le port était sombre ; il attendait sur le quai.'],
  ['ja', '港は暗く、かれは埠頭で待っていた。'],
  ['ko', '항구는 어두웠고 그는 부두에서 기다렸다.'],
  ['de', 'Der Hafen war dunkel; er wartete am Kai.'],
  ['es', 'El puerto estaba oscuro; él esperaba en el muelle.'],
  ['it', 'Il porto era buio; lui aspettava sul molo.'],
  ['pt', 'O porto estava escuro; ele esperava no cais.'],
  ['ru', 'В порту было темно; он ждал на причале.'],
])('speaks %s at a speed people speak at', async (language, text) => {
  const { durationSec, truncated } = parseWav((await speak(language, text)).wav)
  const { minSec, maxSec } = speechLengthBounds(text, 1)
  expect(truncated).toBe(false)
  expect(durationSec).toBeGreaterThan(minSec)
  expect(durationSec).toBeLessThan(maxSec)
})

test('every timbre of the shipped templates exists and changes the voice', async () => {
  const plain = (await speak('en', 'Wait here.')).wav
  for (const variant of new Set(Object.values(offline.timbres))) {
    expect([variant, (await speak('en', 'Wait here.', NEVER, `+${variant}`)).wav.equals(plain)]).toEqual([
      variant,
      false,
    ])
  }
})

test('text is data: what looks like an option or a command is spoken', async () => {
  const spoken = parseWav((await speak('en', '-w /tmp/never.wav; echo "$(id)"')).wav)
  expect(spoken.durationSec).toBeGreaterThan(1)
})

test('an unknown voice fails with what espeak-ng said', async () => {
  const request = {
    name: 'take 0',
    provider: 'espeak-ng',
    model: '',
    language: 'xx',
    voice: 'xx-none',
    rate: 150,
    text: 'a',
    instruct: '',
    signal: NEVER,
  }
  await expect(voice.synthesize(request)).rejects.toMatchObject({ code: 'tts_failed', key: 'dubbing.tool_failed' })
})

test('an abort ends the program and gives its reason', async () => {
  const stop = new AbortController()
  const spoken = speak('zh', '很长的一句话。'.repeat(700), stop.signal)
  stop.abort(new Error('cancelled'))
  await expect(spoken).rejects.toBe(stop.signal.reason)
})

test('the same words give the same bytes', async () => {
  const text = '同样的话，同样的声音。'
  const record = async () =>
    masterTake(
      { ffmpegPath: 'ffmpeg', render: renderSpeech },
      { wav: (await speak('zh', text)).wav, text, speakingRate: 1 },
      NEVER,
    )
  expect((await record()).wav.equals((await record()).wav)).toBe(true)
})
