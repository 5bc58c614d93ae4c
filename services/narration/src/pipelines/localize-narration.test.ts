import { narrationScript } from '@vss/shared/contracts/files/narration-script.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import { expect, test } from 'vitest'
import type { Translator } from '../providers/narration-writer.ts'
import { makeTestService } from '../testing/run-pipeline.ts'
import { rawSample } from '../testing/sample-story.ts'

const master = {
  lang: 'en',
  style: 'serious',
  debug: { kept: true },
  narration_script: [
    { narration: 'Dinah comes back.', source_scene_ids: ['102'], mark: 'kept' },
    { narration: 'Nobody knows her name. '.repeat(40).trim(), source_scene_ids: [103] },
    { narration: 'Something without a source.' },
  ],
}

const setUp = async (translator: Translator | null = null) => {
  const service = makeTestService({ translator })
  const master_script_path = await service.upload('master.json', master)
  const blueprint_path = await service.upload('story.json', rawSample('en'))
  const localize = (target_lang: string, source_lang?: string) =>
    service.localize({ master_script_path, blueprint_path, service_params: { target_lang, source_lang } })
  return { localize }
}

const failure = (work: Promise<unknown>) =>
  work.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: unknown) => error as AppError,
  )

test('with the same source and target language every segment is kept and paced, and nothing is translated', async () => {
  const { outcome, content } = await (await setUp()).localize('en-US', 'en')
  const script = narrationScript.parse(content)
  expect(script.narration_script).toHaveLength(3)
  expect(script.narration_script.map((item) => item.narration_source)).toEqual([null, null, null])
  expect(script.narration_script[0]).toMatchObject({
    narration: 'Dinah comes back.',
    source_scene_ids: [102],
    mark: 'kept',
  })
  expect(script.narration_script[1]?.metadata).toMatchObject({ refined: true, is_overflow: false })
  expect(script.narration_script[2]?.metadata.validation_error).toContain('cites no scene')
  expect(content).toMatchObject({ source_lang: 'en', target_lang: 'en', style: 'serious', debug: { kept: true } })
  expect(outcome.fields).toEqual({ source_lang: 'en', target_lang: 'en' })
})

test('another language without a translator fails naming the variable to set', async () => {
  const error = await failure((await setUp()).localize('fr', 'en'))
  expect(error).toBeInstanceOf(AppError)
  expect(error.code).toBe('llm_failed')
  expect(error.in('zh')).toContain('GOOGLE_API_KEY')
})

test('a translation keeps the original text', async () => {
  const translate: Translator['translate'] = async ({ texts }) => texts.map((_, at) => `Phrase numéro ${at}.`)
  const { content } = await (await setUp({ model: 'test', translate })).localize('fr', 'en')
  const script = narrationScript.parse(content)
  expect(script.narration_script[0]).toMatchObject({
    narration: 'Phrase numéro 0.',
    narration_source: 'Dinah comes back.',
  })
  expect(script).toMatchObject({ lang: 'fr', ai_total_usage: { model_used: 'test' } })
})

test('a missing translation fails the task', async () => {
  const translate: Translator['translate'] = async ({ texts }) => texts.map((text, at) => (at === 1 ? ' ' : text))
  const error = await failure((await setUp({ model: 'test', translate })).localize('fr', 'en'))
  expect(error.key).toBe('narration.translation_missing')
  expect(error.params).toMatchObject({ index: 1 })
})

test('keys that a client filled with other types still give a valid script', async () => {
  const service = makeTestService({})
  const spoilt = { ...master, asset_name: [1], source_corpus: 7, style: null, perspective: null }
  const master_script_path = await service.upload('master.json', spoilt)
  const blueprint_path = await service.upload('story.json', rawSample('en'))
  const service_params = { target_lang: 'en' }
  const { content } = await service.localize({ master_script_path, blueprint_path, service_params })
  expect(narrationScript.parse(content)).toMatchObject({
    asset_name: '',
    source_corpus: '',
    style: 'objective',
    perspective: 'third_person',
    debug: { kept: true },
  })
})

test('a script nested too deeply is refused with the place', async () => {
  const service = makeTestService({})
  const deep = Array.from({ length: 100 }).reduce<unknown>((inner) => [inner], 'x')
  const master_script_path = await service.upload('master.json', { ...master, notes: deep })
  const blueprint_path = await service.upload('story.json', rawSample('en'))
  const error = await failure(
    service.localize({ master_script_path, blueprint_path, service_params: { target_lang: 'en' } }),
  )
  expect(error).toMatchObject({ code: 'payload_invalid', key: 'input.too_deep' })
  expect(error.message).toContain('master_script_path: notes[0]')
})
