import { narrationScript } from '@vss/shared/contracts/files/narration-script.ts'
import type { RetrieveRequest } from '@vss/shared/contracts/retrieve.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import { describe, expect, test } from 'vitest'
import { makeTestService, retrieveFrom } from '../testing/run-pipeline.ts'
import { rawSample, sampleStory } from '../testing/sample-story.ts'

const setUp = async (lang: 'zh' | 'en', retrieve = retrieveFrom(sampleStory(lang))) => {
  const service = makeTestService({ retrieve })
  const blueprint_path = await service.upload(`${lang}.json`, rawSample(lang))
  return { ...service, base: { blueprint_path, asset_id: 'asset-1', asset_name: 'The Asset' } }
}

const failure = async (work: Promise<unknown>): Promise<AppError> => {
  const error = await work.then(
    () => null,
    (caught: unknown) => caught,
  )
  if (error instanceof AppError) return error
  throw new Error(`expected an AppError, got ${String(error)}`)
}

const scriptOf = (content: unknown) => narrationScript.parse(content)

describe('GENERATE_NARRATION', () => {
  test.each(['zh', 'en'] as const)('writes a script that matches its contract, in %s', async (lang) => {
    const { generate, base } = await setUp(lang)
    const { outcome, content } = await generate({
      ...base,
      service_params: { lang, control_params: { target_duration_minutes: 5 } },
    })
    const script = scriptOf(content)
    const predicted = script.narration_script.reduce((sum, item) => sum + item.metadata.pred_audio_duration, 0)
    expect(outcome.outputPath).toMatch(/^tasks\/7\/narration_script_[0-9a-f-]{36}\.json$/)
    expect(script).toMatchObject({ lang, style: 'objective', perspective: 'third_person', asset_name: 'The Asset' })
    expect(script.source_corpus).toContain('asset-1-')
    expect(script.ai_total_usage).toMatchObject({
      model_used: 'offline',
      total_tokens: 0,
      cost_usd: 0,
      request_count: 0,
    })
    expect(Math.abs(predicted - 300)).toBeLessThanOrEqual(30)
    expect(script.narration_script.filter((item) => item.metadata.is_overflow)).toEqual([])
    expect(script.narration_script.every((item) => item.narration_source === null)).toBe(true)
    expect(content).not.toHaveProperty('debug')
  })

  test('records the corpus it was written from, and details only with debug', async () => {
    const { generate, base } = await setUp('en')
    const control_params = { target_duration_minutes: 1 }
    const { content } = await generate({
      ...base,
      service_params: { lang: 'en', debug: true, rag_top_k: 4, control_params },
    })
    expect(content.rag_context_snapshot).toMatchObject({ corpus_version: 3, dropped_count: 0 })
    expect((content.rag_context_snapshot as { hits: unknown[] }).hits).toHaveLength(4)
    expect(content.debug).toHaveProperty('query')
  })

  test('asks for no more scenes than the scope has, and cites none outside it', async () => {
    const asked: RetrieveRequest[] = []
    const answer = retrieveFrom(sampleStory('en'))
    const { generate, base } = await setUp('en', async (request) => {
      asked.push(request)
      return answer(request)
    })
    const control_params = { scope: { type: 'episode_range', value: [2, 2] } }
    const { content } = await generate({ ...base, service_params: { lang: 'en', rag_top_k: 200, control_params } })
    expect(asked[0]).toMatchObject({
      topK: 5,
      sceneIds: [201, 202, 203, 204, 205],
      assetId: 'asset-1',
      task: { epoch: 1 },
    })
    const cited = scriptOf(content).narration_script.flatMap((item) => item.source_scene_ids)
    expect(cited.filter((id) => id < 201 || id > 205)).toEqual([])
  })

  test('a target beyond the footage is cut, and the message says so', async () => {
    const { generate, base } = await setUp('en')
    const control_params = { target_duration_minutes: 30, scope: { type: 'episode_range', value: [1, 1] } }
    const { outcome } = await generate({ ...base, service_params: { lang: 'en', control_params } }, 'zh')
    expect(outcome.message).toMatch(/目标 30\.0 分钟已相应缩短/)
  })

  test('a story in another language than asked is narrated in its own, and the message says so', async () => {
    const { generate, base } = await setUp('en')
    const service_params = { lang: 'zh', speaking_rate: 4.5, control_params: { target_duration_minutes: 1 } }
    const { outcome, content } = await generate({ ...base, service_params })
    expect(content.lang).toBe('en')
    expect(outcome.message).toContain('told in en, not in zh')
    expect(scriptOf(content).narration_script[0]?.metadata).toMatchObject({ speaking_rate: 2.5 })
  })

  test('the asset id falls back to the one of the story', async () => {
    const asked: RetrieveRequest[] = []
    const answer = retrieveFrom(sampleStory('en'))
    const { generate, base } = await setUp('en', async (request) => {
      asked.push(request)
      return answer(request)
    })
    await generate({ blueprint_path: base.blueprint_path, service_params: { lang: 'en' } })
    expect(asked[0]?.assetId).toBe(sampleStory('en').assetId)
  })

  test('a blueprint without an asset id is refused with what to send', async () => {
    const { generate, base } = await setUp('zh')
    const error = await failure(generate({ blueprint_path: base.blueprint_path }))
    expect([error.code, error.key]).toEqual(['payload_invalid', 'narration.asset_id_missing'])
  })

  test('without a corpus it fails naming the asset and what to do first', async () => {
    const { generate, base } = await setUp('en', async () => ({ ok: false, reason: 'no_corpus', detail: '' }) as never)
    const error = await failure(generate({ ...base, service_params: { lang: 'en' } }))
    expect(error.code).toBe('rag_failed')
    expect(error.in('en')).toMatch(/"asset-1": deploy the corpus first/)
  })

  test('scenes of the corpus that the story lacks are dropped and counted', async () => {
    const answer = retrieveFrom(sampleStory('en'))
    const { generate, base } = await setUp('en', async (request) => {
      const reply = await answer(request)
      if (!reply.ok) return reply
      return { ...reply, hits: [{ sceneId: 999_999, score: 9, why: [], facts: [] }, ...reply.hits] }
    })
    const { outcome, content } = await generate({
      ...base,
      service_params: { lang: 'en', control_params: { target_duration_minutes: 1 } },
    })
    expect(outcome.message).toContain('1 scenes of the corpus are not in this story')
    expect(JSON.stringify(content)).not.toContain('999999')
  })

  test('a narrator the story does not have is refused with the names it has', async () => {
    const { generate, base } = await setUp('en')
    const control_params = { perspective: 'first_person', perspective_character: 'Nobody Known' }
    const error = await failure(generate({ ...base, service_params: { lang: 'en', control_params } }))
    expect(error.in('en')).toMatch(/"Nobody Known".*Dinah/)
  })

  test('the same task gives the same segments', async () => {
    const { generate, base } = await setUp('zh')
    const run = () =>
      generate({ ...base, service_params: { control_params: { style: 'healing', target_duration_minutes: 2 } } })
    expect((await run()).content.narration_script).toEqual((await run()).content.narration_script)
  })
})
