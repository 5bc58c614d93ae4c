import type { Payer } from '@vss/shared/ai/provider-call.ts'
import { aiUsage } from '@vss/shared/contracts/files/narration-script.ts'
import type { RetrieveRequest } from '@vss/shared/contracts/retrieve.ts'
import { openProviderRig, type ReplicaOptions } from '@vss/shared/testing/open-provider-rig.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { RagDeps } from '../deps.ts'
import { makeRetrieve } from '../retrieve/make-retrieve.ts'
import { openRagBench, type RagBench } from '../testing/open-rag-bench.ts'
import { teaStory } from '../testing/tea-story.ts'
import { makeDeployRagCorpusPipeline } from './deploy-rag-corpus.ts'

let rig: Awaited<ReturnType<typeof openProviderRig>>
let bench: RagBench
let tenant: Awaited<ReturnType<RagBench['newTenant']>>
beforeEach(async () => {
  rig = await openProviderRig()
  bench = await openRagBench(rig.db)
  tenant = await bench.newTenant()
})
afterEach(async () => {
  await bench?.close()
  await rig?.close()
})

const embedderWith =
  (settings: ReplicaOptions['settings'] = {}): NonNullable<RagDeps['embedder']> =>
  (payer: Payer) =>
    rig.openReplica(payer, { settings }).embedder

const claim = async (story: unknown = teaStory()) => {
  const path = await bench.upload(tenant.orgId, story)
  return bench.claim(tenant, 'DEPLOY_RAG_CORPUS', { blueprint_input_path: path, asset_id: 'tea' })
}
const attempt = async (task: Awaited<ReturnType<typeof claim>>, embedder: RagDeps['embedder'] = embedderWith()) => {
  const outcome = await makeDeployRagCorpusPipeline({ ...bench, embedder })(task, bench.runOf(task))
  await bench.commit(outcome)
  return bench.loadResult(tenant.orgId, outcome)
}

const ask = async (request: Partial<RetrieveRequest>, embedder: RagDeps['embedder'] = embedderWith()) => {
  const reply = await makeRetrieve({ ...bench, embedder })({
    orgId: tenant.orgId,
    assetId: 'tea',
    query: '',
    sceneIds: null,
    characters: [],
    topK: 10,
    corpusVersion: null,
    ...request,
  })
  if (!reply.ok) throw new Error(reply.detail)
  return reply.hits
}
const askOffline = (request: Partial<RetrieveRequest>) => ask(request, null)

const embedBody = z.object({ requests: z.array(z.object({ taskType: z.string() })) })
/** The requests to the stub, each a list of texts to embed. */
const embedRequests = () => rig.stub.bodies.map((body) => embedBody.parse(body).requests)

/** A story of `count` scenes, each of `bytes` bytes and with words of its own, or with the text given for it. */
const series = (count: number, bytes: number, texts: Record<number, string> = {}) => {
  const ids = Array.from({ length: count }, (_, at) => at + 1)
  return teaStory({
    chapters: { '1': { id: 1, name: 'One', scene_ids: ids } },
    scenes: Object.fromEntries(
      ids.map((id) => [
        id,
        {
          id,
          chapter_id: 1,
          start_time: '00:00:00.000',
          end_time: '00:00:09.000',
          textual: texts[id] ?? `w${id} `.repeat(bytes / 5),
        },
      ]),
    ),
    narrative_timeline: {
      type: 'linear',
      sequence: Object.fromEntries(ids.map((id) => [id, { narrative_index: id }])),
    },
  })
}

describe('deploying a corpus with embeddings', () => {
  test('embeds every scene once, as a document, and reports the exact cost', async () => {
    const report = await attempt(await claim())
    expect(report).toMatchObject({
      total_scene_count: 3,
      embedding_model: 'gemini-embedding-001',
      embedding_dimensions: 768,
    })
    const usage = aiUsage.parse(report.ai_total_usage)
    expect(usage).toMatchObject({ model_used: 'gemini-embedding-001', request_count: 1, completion_tokens: 0 })
    expect(usage.cost_usd).toBeGreaterThan(0)
    expect(usage.cost_usd).toBeCloseTo(rig.stub.billedUsd(), 9)
    const [requests = []] = embedRequests()
    expect(requests.map(({ taskType }) => taskType)).toEqual(Array.from({ length: 3 }, () => 'RETRIEVAL_DOCUMENT'))
  })

  test('another attempt embeds nothing twice, and makes the same corpus', async () => {
    // Outputs of steps of this size are stored in the object store.
    const task = await claim(series(230, 300))
    rig.stub.plan(null, null, { kind: 'error', status: 400 })
    await expect(attempt(task)).rejects.toMatchObject({ code: 'rag_failed' })
    const report = await attempt(task)
    expect(rig.stub.bills.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'error', 'ok'])
    expect(aiUsage.parse(report.ai_total_usage).cost_usd).toBeCloseTo(rig.stub.billedUsd(), 9)
    const sent = embedRequests().map((requests) => requests.length)
    expect(sent).toEqual([100, 100, 30, 30])
    const [first] = await ask({ query: 'w17', topK: 1 })
    expect(first).toMatchObject({ sceneId: 17, why: ['w17', expect.stringMatching(/^meaning /)] })
  })

  test('a new deployment embeds changed scenes only, and the others are found as before', async () => {
    await attempt(await claim(series(5, 300)))
    const changed = series(6, 300, { 2: 'lanterns over the quay' })
    await attempt(await claim(changed))
    const sent = embedRequests().map((requests) => requests.length)
    expect(sent).toEqual([5, 2])
    const [kept] = await ask({ query: 'w4', topK: 1 })
    expect(kept).toMatchObject({ sceneId: 4, why: ['w4', expect.stringMatching(/^meaning /)] })
    const before = rig.stub.bodies.length
    await attempt(await claim(changed))
    expect(rig.stub.bodies).toHaveLength(before)
  })

  test('a scene without a word is neither embedded nor lost', async () => {
    const silent = { id: 13, chapter_id: 1, start_time: '00:00:40.000', end_time: '00:01:00.000', dialogues: [] }
    const chapters = { '1': { id: 1, name: '', scene_ids: [11, 12, 13] } }
    const scenes = { ...teaStory().scenes, '13': silent }
    await attempt(await claim(teaStory({ chapters, scenes })))
    const hits = await ask({ query: '雨里等船' })
    expect(hits.map(({ sceneId }) => sceneId)).toEqual([11, 12, 13])
    expect(hits[2]).toMatchObject({ score: 0, why: [] })
  })

  test('fails when the provider refuses', async () => {
    rig.stub.plan({ kind: 'error', status: 403 })
    await expect(attempt(await claim())).rejects.toMatchObject({ code: 'rag_failed', key: 'provider.unauthorised' })
  })
})

describe('retrieving by meaning', () => {
  test('finds by meaning a scene that shares no word, and words still count', async () => {
    await attempt(await claim())
    // The vectors of the stub count single characters, while words are pairs: only meaning matches 灯 and 塔 apart.
    const [hit] = await ask({ query: '塔的灯', topK: 1 })
    expect(hit).toMatchObject({ sceneId: 13, why: [expect.stringMatching(/^meaning 0\.\d\d$/)] })
    const [words] = await ask({ query: '雨里等船', topK: 1 })
    expect(words?.why.slice(0, -1)).toEqual((await askOffline({ query: '雨里等船', topK: 1 }))[0]?.why)
  })

  test('is paid by the requesting task, or by the organisation without one', async () => {
    const task = await claim()
    await attempt(task)
    await ask({ query: '灯塔' })
    const asking = await claim()
    await ask({ query: '灯塔', task: { id: asking.id, epoch: asking.fence.epoch } })
    const calls = await rig.calls()
    expect(calls).toMatchObject([
      { step_key: 'embed document', task_id: task.id, org_id: tenant.orgId },
      { step_key: 'embed query', task_id: null, org_id: tenant.orgId, state: 'ok' },
      { step_key: 'embed query', task_id: asking.id, org_id: tenant.orgId, state: 'ok' },
    ])
    expect(calls.reduce((sum, call) => sum + Number(call.cost_usd), 0)).toBeCloseTo(rig.stub.billedUsd(), 9)
  })

  test('stays within the scope', async () => {
    await attempt(await claim())
    expect((await ask({ query: '塔的灯', sceneIds: [12, 11] })).map(({ sceneId }) => sceneId).toSorted()).toEqual([
      11, 12,
    ])
  })

  test('answers by words, and says so, when the query cannot be embedded', async () => {
    await attempt(await claim())
    const words = await askOffline({ query: '雨里等船' })
    const note = 'words only: the query could not be embedded'
    const expected = words.map((hit) => ({ ...hit, why: [...hit.why, note] }))
    rig.stub.plan({ kind: 'error', status: 400 })
    expect(await ask({ query: '雨里等船' })).toEqual(expected)
    rig.stub.plan({ kind: 'hang' })
    const startedMs = performance.now()
    expect(await ask({ query: '雨里等船' })).toEqual(expected)
    expect(performance.now() - startedMs).toBeLessThan(9_000)
  })

  test.each<Record<string, string>>([
    { GEMINI_EMBEDDING_DIMENSIONS: '256' },
    { GEMINI_EMBEDDING_MODEL: 'gemini-embedding-002' },
  ])('answers by words, says so and pays nothing, when the corpus has other embeddings: %j', async (settings) => {
    await attempt(await claim())
    const words = await askOffline({ query: '雨里等船' })
    const hits = await ask({ query: '雨里等船' }, embedderWith(settings))
    const note = 'words only: the corpus is not embedded with the model of today, deploy it again'
    expect(hits).toEqual(words.map((hit) => ({ ...hit, why: [...hit.why, note] })))
    expect(rig.stub.bills).toHaveLength(1)
  })

  test('says the same of a corpus that was never embedded', async () => {
    await attempt(await claim(), null)
    const [hit] = await ask({ query: '雨里等船' })
    expect(hit?.why.at(-1)).toMatch(/^words only: the corpus/)
    expect(rig.stub.bills).toEqual([])
  })

  test('offline, search ignores embeddings, and a deployment reports none', async () => {
    const offline = await attempt(await claim(), null)
    const plain = await askOffline({ query: '灯塔', characters: ['程野'] })
    const live = await attempt(await claim())
    expect(await askOffline({ query: '灯塔', characters: ['程野'] })).toEqual(plain)
    expect(Object.keys(live).filter((key) => !(key in offline))).toEqual([
      'embedding_model',
      'embedding_dimensions',
      'ai_total_usage',
    ])
    expect(live.message).toBe(offline.message)
  })

  test('a query without a word is not embedded', async () => {
    await attempt(await claim())
    expect(await ask({ query: ' ' })).toEqual(await askOffline({ query: ' ' }))
    expect(rig.stub.bills).toHaveLength(1)
  })
})
