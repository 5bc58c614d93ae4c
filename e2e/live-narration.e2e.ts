import { type NarrationScript, narrationScript } from '@vss/shared/contracts/files/narration-script.ts'
import { type GeminiStub, openGeminiStub } from '@vss/shared/testing/gemini-stub.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerAsModel } from '../services/narration/src/testing/answer-as-model.ts'
import { openStudio, type Studio } from './open-studio.ts'
import { englishStory } from './samples.ts'

let stub: GeminiStub
let studio: Studio

beforeAll(async () => {
  stub = await openGeminiStub({ answer: answerAsModel() })
  const env = { GOOGLE_API_KEY: stub.apiKey, GEMINI_BASE_URL: stub.url, PROVIDER_TIER: 'paid' }
  studio = await openStudio(env, ['rag', 'narration'])
})
afterAll(async () => {
  await studio?.close()
  await stub?.close()
})

test('with a key alone the services write and translate with the model, and every cent is in the files', async () => {
  const client = studio.edge('B')
  const run = async (type: string, payload: Record<string, unknown>) => {
    const ended = await client.awaitTask(await client.createTask(type, payload))
    expect([type, ended.status, ended.result]).toMatchObject([type, 'COMPLETED', {}])
    const path = String(ended.result?.output_file_path)
    return { path, bytes: await client.downloadResult(ended) }
  }
  const costOf = ({ ai_total_usage: usage }: NarrationScript) => usage.cost_usd
  const billed = (task: 'generate' | 'embed') =>
    stub.bills.reduce((sum, bill) => sum + (bill.task === task ? bill.usd : 0), 0)
  const story = await client.upload('slack.json', englishStory())
  const common = { blueprint_path: story, asset_id: 'en-1' }
  await run('DEPLOY_RAG_CORPUS', { blueprint_input_path: story, asset_id: 'en-1' })
  const deployed = stub.bills.length

  const control_params = { target_duration_minutes: 8 }
  const told = await run('GENERATE_NARRATION', { ...common, service_params: { lang: 'en', control_params } })
  const script = narrationScript.parse(JSON.parse(told.bytes.toString('utf8')))
  expect(script.ai_total_usage.model_used).toBe('gemini-3.8-flash')
  expect(stub.bills.length - deployed).toBeGreaterThan(1)

  const localized = await run('LOCALIZE_NARRATION', {
    master_script_path: told.path,
    blueprint_path: story,
    service_params: { target_lang: 'fr' },
  })
  const french = narrationScript.parse(JSON.parse(localized.bytes.toString('utf8')))
  expect(french.narration_script.map((item) => item.narration_source)).toEqual(
    script.narration_script.map((item) => item.narration),
  )
  const written = costOf(script) + costOf(french)
  expect(written).toBeGreaterThanOrEqual(billed('generate') - 1e-9)
  expect(written).toBeLessThanOrEqual(billed('generate') + billed('embed') + 1e-9)
  const refused = stub.bills.filter(({ outcome }) => outcome !== 'ok')
  expect(refused).toEqual([])
})
