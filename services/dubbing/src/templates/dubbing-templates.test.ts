import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseTemplates } from './dubbing-templates.ts'

const SHIPPED = readFileSync(new URL('../../../../conf/dubbing_templates.yaml', import.meta.url), 'utf8')

test('the shipped file has the two templates deployed clients name, and a voice for every language', () => {
  const { templates, offline } = parseTemplates(SHIPPED, 'shipped')
  expect(templates.chinese_gemini_emotional).toMatchObject({
    provider: 'google_tts',
    model: 'gemini-2.5-pro-tts',
    voice: 'Despina',
    speaking_rate: 1.1,
  })
  expect(templates.chinese_paieas_replication).toMatchObject({
    provider: 'aliyun_paieas',
    model: 'CosyVoice2-0.5B',
    mode: 'natural_language_replication',
  })
  expect(Object.keys(offline.languages)).toEqual(['zh', 'en', 'fr', 'ja', 'ko', 'de', 'es', 'it', 'pt', 'ru'])
})

test('an operator can add a template', () => {
  const added = SHIPPED.replace(
    'offline:',
    '  slow:\n    { provider: google_tts, model: m, voice: Kore, voices: [Kore], speaking_rate: 0.8 }\noffline:',
  )
  expect(parseTemplates(added, 'x').templates.slow).toMatchObject({ voice: 'Kore' })
})

test.each([
  ['provider: google_tts', 'provider: acme', 'templates.chinese_gemini_emotional.provider'],
  ['speaking_rate: 1.1', 'speaking_rate: 11', 'templates.chinese_gemini_emotional.speaking_rate'],
  ['voice: Despina', 'voice: Nobody', 'templates.chinese_gemini_emotional.voice: "Nobody" is not one of voices'],
  ['model: CosyVoice2-0.5B', 'modell: CosyVoice2-0.5B', 'templates.chinese_paieas_replication'],
  ['{ voice: cmn,', '{ voice: "-w /tmp/x",', 'offline.languages.zh.voice'],
  ['\ntemplates:', '\ntemplates: [', 'broken.yaml is not valid YAML'],
])('%s written as "%s" is refused with its place', (right, wrong, message) => {
  const parse = () => parseTemplates(SHIPPED.replace(right, wrong), 'broken.yaml')
  expect(parse).toThrow('broken.yaml')
  expect(parse).toThrow(message)
})
