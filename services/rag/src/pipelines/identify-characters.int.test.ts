import { readFile } from 'node:fs/promises'
import { characterFactsFile } from '@vss/shared/contracts/files/character-facts.ts'
import type { Locale } from '@vss/shared/errors/sentence.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { makeKeywordFactFinder } from '../providers/make-keyword-fact-finder.ts'
import { openRagBench, type RagBench } from '../testing/open-rag-bench.ts'
import { teaStory } from '../testing/tea-story.ts'
import { makeIdentifyCharactersPipeline } from './identify-characters.ts'

let bench: RagBench

beforeAll(async () => {
  bench = await openRagBench()
})
afterAll(() => bench.close())

const identify = async (story: unknown, params: Record<string, unknown> = {}, locale: Locale = 'en') => {
  const tenant = await bench.newTenant()
  const path = await bench.upload(tenant.orgId, story)
  const payload = { input_file_path: path, service_params: params }
  const task = await bench.claim(tenant, 'CHARACTER_IDENTIFIER', payload, locale)
  const deps = { artifacts: bench.artifacts, factFinderFor: makeKeywordFactFinder }
  const outcome = await makeIdentifyCharactersPipeline(deps)(task, bench.run)
  const file = characterFactsFile.parse(await bench.loadResult(tenant.orgId, outcome))
  return { message: outcome.message, file, facts: file.identified_facts_by_character, path }
}

const blueprint = z.looseObject({ scenes: z.record(z.string(), z.unknown()) })
const sample = async (path: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(`../../../../samples/${path}`, import.meta.url), 'utf8'))

describe('identifying characters', () => {
  test('finds facts about every speaker, in Chinese words, when no name is given', async () => {
    const { facts, file, path } = await identify(teaStory())
    expect(facts).toEqual({
      陆青禾: [
        {
          scene_id: 11,
          attribute: '职业',
          value: '领航员',
          source_text: '我是领航员，我认得那盏灯。',
          type: '状态性',
        },
      ],
      程野: [{ scene_id: 12, attribute: '职业', value: '局长', source_text: '程局长，账本在这里。', type: '状态性' }],
    })
    expect(file).toMatchObject({ source_file: path, model_used: 'offline' })
  })

  test('gives an empty list for a name that appears nowhere, and says so', async () => {
    const { facts, message } = await identify(teaStory(), { characters_to_analyze: ['程野', '无名氏', ' '] })
    expect(Object.keys(facts)).toEqual(['程野', '无名氏'])
    expect(facts.无名氏).toEqual([])
    expect(message).toContain('Not in the story: 无名氏.')
  })

  test('finds the same facts for any number of scenes per call', async () => {
    const story = await sample('zh/huigan.blueprint.json')
    const one = await identify(story, { scene_chunk_size: 1 })
    const all = await identify(story, { scene_chunk_size: 200 })
    expect(one.facts).toEqual(all.facts)
  })

  test('answers in the language of the story, and says so when another one was requested', async () => {
    const { facts, message } = await identify(teaStory(), { lang: 'en' }, 'zh')
    expect(facts.程野?.[0]?.attribute).toBe('职业')
    expect(message).toContain('故事是中文，不是英文')
  })

  test('uses the canonical English keys for an English story', async () => {
    const { facts } = await identify(await sample('en/slack-water.dataset.json'), { characters_to_analyze: ['Lydia'] })
    expect(facts.Lydia?.slice(0, 3)).toEqual([
      {
        scene_id: 103,
        attribute: 'occupation',
        value: 'finance director',
        source_text: "I'm the finance director.",
        type: 'stateful',
      },
      {
        scene_id: 202,
        attribute: 'family_status',
        value: 'divorced',
        source_text: "I'm divorced, Miss Lindqvist.",
        type: 'stateful',
      },
      {
        scene_id: 202,
        attribute: 'family_status',
        value: 'has a son',
        source_text: "I have a son of six and a mortgage from my father's bank.",
        type: 'stateful',
      },
    ])
  })

  test('every source text occurs in its scene, word for word', async () => {
    const story = blueprint.parse(await sample('zh/huigan.blueprint.json'))
    const { facts } = await identify(story)
    const rows = Object.values(facts).flat()
    expect(rows.length).toBeGreaterThan(20)
    for (const row of rows) {
      expect(JSON.stringify(story.scenes[String(row.scene_id)])).toContain(JSON.stringify(row.source_text).slice(1, -1))
    }
  })
})
