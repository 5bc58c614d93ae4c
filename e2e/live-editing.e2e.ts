import { type EditingScript, editingScript } from '@vss/shared/contracts/files/editing-script.ts'
import { normaliseStory } from '@vss/shared/story/normalise-story.ts'
import { type GeminiStub, openGeminiStub } from '@vss/shared/testing/gemini-stub.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clipsFor, readShown } from '../services/editing/src/testing/open-live-editing.ts'
import { openStudio, type Studio } from './open-studio.ts'
import { englishStory } from './samples.ts'

let stub: GeminiStub
let studio: Studio

beforeAll(async () => {
  stub = await openGeminiStub({
    latencyMs: 50,
    answer: (_schema, prompt) => {
      const shown = readShown(prompt)
      const lastOf = (numbers: { clip: number }[]) => numbers.slice(-1).map(({ clip }) => clip)
      return {
        choices: shown.sentences.map((asked) => ({ sentence: asked.sentence, clips: lastOf(clipsFor(shown, asked)) })),
      }
    },
  })
  const env = { GOOGLE_API_KEY: stub.apiKey, GEMINI_BASE_URL: stub.url, PROVIDER_TIER: 'paid' }
  studio = await openStudio(env, ['editing'])
})
afterAll(async () => {
  await studio?.close()
  await stub?.close()
})

test('with a key alone the model chooses the clips of a film, and every cent is in its file', async () => {
  const client = studio.edge('A')
  const { scenes } = normaliseStory(JSON.parse(englishStory().toString('utf8')), 'blueprint_path')
  const dubbing_script = scenes.slice(0, 20).map(({ id }, at) => ({
    narration: `What happens here comes to sentence ${at}.`,
    source_scene_ids: [id],
    audio_file_path: `tasks/1/audio/${at}.wav`,
    duration_seconds: 3.3,
  }))
  const blueprint_path = await client.upload('story.json', englishStory())
  const dubbing_script_path = await client.upload('dubbing.json', Buffer.from(JSON.stringify({ dubbing_script })))
  const ended = await client.awaitTask(
    await client.createTask('GENERATE_EDITING_SCRIPT', { dubbing_script_path, blueprint_path }),
  )
  expect([ended.status, ended.result]).toMatchObject(['COMPLETED', { sentences_left_to_words: 0, reused_seconds: 0 }])
  const script: EditingScript = editingScript.parse(JSON.parse((await client.downloadResult(ended)).toString('utf8')))
  expect(script.editing_script).toHaveLength(dubbing_script.length)
  expect(stub.bills.map(({ outcome }) => outcome)).toEqual(stub.bills.map(() => 'ok'))
  expect(stub.bills.length).toBeGreaterThan(1)
  expect(script.ai_total_usage).toMatchObject({
    model_used: 'gemini-3.8-flash',
    request_count: stub.bills.length,
    cost_usd: expect.closeTo(stub.billedUsd(), 9),
  })
})
