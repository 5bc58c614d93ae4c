import { readFileSync } from 'node:fs'
import { AppError } from '@vss/shared/errors/app-error.ts'
import { expect, test } from 'vitest'
import type { LiveVoice, Voice, Voices } from '../providers/voice-provider.ts'
import { parseTemplates } from '../templates/dubbing-templates.ts'
import type { References } from '../templates/load-references.ts'
import { planSpeaking } from './plan-speaking.ts'

const SHIPPED = new URL('../../../../conf/dubbing_templates.yaml', import.meta.url)
const templates = parseTemplates(readFileSync(SHIPPED, 'utf8'), 'shipped')
const voice: Voice = { synthesize: async () => ({ wav: Buffer.alloc(0) }) }
const LIVE: LiveVoice = { ...voice, canSpeak: () => true, hearsDirection: () => true }
const OFFLINE: Voices = { live: {}, offline: voice }

const choose = (
  params: object = {},
  script: object = {},
  voices: Voices = OFFLINE,
  references: References = new Map(),
) =>
  planSpeaking(
    { templates, references, voices },
    { template_name: 'chinese_gemini_emotional', ...params },
    { narration_script: [{ narration: '他走了。' }], ...script },
  )

const errorOf = (run: () => unknown): AppError => {
  try {
    run()
  } catch (error) {
    if (error instanceof AppError) return error
  }
  throw new Error('nothing was refused')
}

test('an unknown template is refused, naming those there are', () => {
  const error = errorOf(() => choose({ template_name: 'toString' }))
  expect(error.code).toBe('payload_invalid')
  expect(error.message).toContain('"toString"')
  expect(error.message).toContain('chinese_gemini_emotional, chinese_paieas_replication')
})

test.each([
  [{ target_lang: 'en-US', language_code: 'fr-FR' }, { lang: 'zh' }, 'en'],
  [{ language_code: 'fr-FR' }, { lang: 'zh', target_lang: 'ja' }, 'ja'],
  [{ language_code: 'fr-FR' }, { lang: 'de' }, 'de'],
  [{ language_code: 'cmn-CN' }, { lang: 'N/A' }, 'zh'],
  [{ language_code: ' ' }, { lang: null, narration_script: [{ narration: 'He left.' }] }, 'en'],
  [{}, {}, 'zh'],
])('parameters %j and script %j are spoken in %s', (params, script, language) => {
  expect(choose(params, script).language).toBe(language)
})

test('a language without a voice is refused with its place', () => {
  expect(errorOf(() => choose({}, { lang: 'ar' })).message).toContain(
    'input_narration_path: lang: no voice here speaks "ar"',
  )
})

test('the offline voice stands in with its language, the timbre of the named voice and as much faster than the template as was asked for', () => {
  const { settings, replaces, speakingRate } = choose({ voice_name: 'Puck', speaking_rate: 1.65 })
  expect(settings).toEqual({
    provider: 'espeak-ng',
    model: 'espeak-ng',
    voice: 'cmn+m3',
    language: 'zh',
    rate: 375,
    pitch: 42,
  })
  expect({ replaces, speakingRate }).toEqual({ replaces: 'google_tts', speakingRate: 1.65 })
})

test('the replicating template takes its speed from `speed`', () => {
  expect(choose({ template_name: 'chinese_paieas_replication', speed: 0.5 }).settings).toMatchObject({
    voice: 'cmn',
    rate: 125,
  })
})

test('a voice the template does not have is refused', () => {
  expect(errorOf(() => choose({ voice_name: 'Nobody' })).message).toContain('Puck, Charon')
})

test('a live voice speaks where there is one', () => {
  const { settings, replaces } = choose({ model_name: 'm2' }, {}, { live: { google_tts: LIVE }, offline: voice })
  expect(settings).toMatchObject({ provider: 'google_tts', model: 'm2', voice: 'Despina', rate: 1.1 })
  expect(replaces).toBeNull()
})

test('a model without a price is refused by name where it would be called, and only there', () => {
  const unpriced: LiveVoice = { ...LIVE, canSpeak: ({ model }) => model !== 'm2' }
  const error = errorOf(() => choose({ model_name: 'm2' }, {}, { live: { google_tts: unpriced }, offline: voice }))
  expect(error.code).toBe('payload_invalid')
  expect(error.message).toContain('"m2" of google_tts')
  expect(choose({ model_name: 'm2' }).replaces).toBe('google_tts')
})

test('a replicated voice is named by what its clip says, not by where it lies', () => {
  const reference = { id: 'hash', fileName: 'a.wav', audio: Buffer.alloc(1), text: '你好' }
  const live: Voices = { live: { aliyun_paieas: LIVE }, offline: voice }
  const params = { template_name: 'chinese_paieas_replication' }
  const { settings } = choose(params, {}, live, new Map([[params.template_name, reference]]))
  expect(settings).toMatchObject({ voice: 'hash', mode: 'natural_language_replication', rate: 1 })
  const error = errorOf(() => choose(params, {}, live))
  expect(error.code).toBe('tts_failed')
  expect(error.message).toContain('chinese_paieas_replication')
})

test('without credentials and without the offline voice the template fails with what to set', () => {
  const error = errorOf(() => choose({}, {}, { live: {}, offline: null }))
  expect(error.code).toBe('tts_failed')
  expect(error.message).toContain('google_tts')
})

test('style and perspective come from the client, else from the narration', () => {
  expect(choose({ style: 'healing' }, { style: 'serious', perspective: 'first_person' })).toMatchObject({
    style: 'healing',
    perspective: 'first_person',
  })
  expect(choose()).toMatchObject({ style: 'objective', perspective: 'third_person' })
})
