import type { RetrieveReply, RetrieveRequest } from '@vss/shared/contracts/retrieve.ts'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrateRag } from '../corpus/rag-database.ts'
import { makeRetrieve } from '../retrieve/make-retrieve.ts'
import { openRagBench, type RagBench } from '../testing/open-rag-bench.ts'
import { teaStory } from '../testing/tea-story.ts'
import { makeDeployRagCorpusPipeline } from './deploy-rag-corpus.ts'

type Tenant = Awaited<ReturnType<RagBench['newTenant']>>

let bench: RagBench
let tenant: Tenant

beforeAll(async () => {
  bench = await openRagBench()
  tenant = await bench.newTenant()
})
afterAll(() => bench.close())

const claimDeploy = async (payload: Record<string, unknown>, story: unknown = teaStory(), owner = tenant) => {
  const path = await bench.upload(owner.orgId, story)
  return bench.claim(owner, 'DEPLOY_RAG_CORPUS', { blueprint_input_path: path, ...payload })
}
const run = (task: Awaited<ReturnType<typeof claimDeploy>>) => makeDeployRagCorpusPipeline(bench)(task, bench.run)

const deploy = async (payload: Record<string, unknown>, story?: Record<string, unknown>, owner?: Tenant) => {
  const outcome = await run(await claimDeploy(payload, story, owner))
  await bench.commit(outcome)
  return outcome
}

const ask = (assetId: string, request: Partial<RetrieveRequest> = {}): Promise<RetrieveReply> =>
  makeRetrieve(bench)({
    orgId: tenant.orgId,
    assetId,
    query: '',
    sceneIds: null,
    characters: [],
    topK: 10,
    corpusVersion: null,
    ...request,
  })

const answered = async (assetId: string, request?: Partial<RetrieveRequest>) => {
  const reply = await ask(assetId, request)
  if (!reply.ok) throw new Error(reply.detail)
  return reply
}

const plainDataset = {
  project_metadata: { asset_name: 'Tea' },
  chapters: { '1': { chapter_uuid: 'c1', local_id: 1, name: 'One', scene_ids: ['1'] } },
  scenes: { '1': { id: 1, start_time: '00:00:00.000', end_time: '00:00:10.000', dialogues: [] } },
}

const renamed = (location: string) => {
  const story = teaStory()
  story.scenes['13'].inferred_location = location
  return story
}

describe('migrateRag', () => {
  test('runs once, and is safe to run again', async () => {
    expect(await migrateRag(bench.db)).toEqual({ ran: [], newer: [] })
  })
})

describe('deploying a corpus', () => {
  test('makes the story searchable and reports how many scenes it has', async () => {
    const outcome = await deploy({ asset_id: 'tea' })
    expect(outcome.fields).toEqual({ total_scene_count: 3, corpus_name: `tea-${tenant.orgId}` })
    expect(await bench.loadResult(tenant.orgId, outcome)).toMatchObject({
      total_scene_count: 3,
      corpus_name: `tea-${tenant.orgId}`,
      message: outcome.message,
      dialogue_count: 3,
      facts_merged: 0,
      facts_skipped: 0,
    })
    const reply = await answered('tea', { query: '雨里等船' })
    expect(reply.corpusName).toBe(`tea-${tenant.orgId}`)
    expect(reply.hits.map(({ sceneId }) => sceneId)).toEqual([11, 12, 13])
    expect(reply.hits[0]?.why).toContain('雨里')
  })

  test('shows nothing before the task completes', async () => {
    await run(await claimDeploy({ asset_id: 'unfinished' }))
    expect(await ask('unfinished')).toMatchObject({ ok: false, reason: 'no_corpus' })
  })

  test('registers the corpus under the payload’s asset id and the story’s own', async () => {
    const outcome = await deploy({ asset_id: 'outer' }, { asset_uuid: 'inner', ...plainDataset })
    expect(outcome.fields?.corpus_name).toBe(`outer-${tenant.orgId}`)
    expect((await answered('inner')).corpusVersion).toBe((await answered('outer')).corpusVersion)
  })

  test('fails with a clear sentence when nothing names the asset', async () => {
    const task = await claimDeploy({})
    await expect(run(task)).rejects.toMatchObject({ code: 'payload_invalid', key: 'corpus.no_asset_id' })
  })

  test('merges facts, leaves out rows that do not fit, and reports both numbers', async () => {
    const fact = { scene_id: 11, attribute: '职业', value: '领航员', source_text: '我是领航员', type: '状态性' }
    const facts = await bench.upload(tenant.orgId, {
      identified_facts_by_character: { 陆青禾: [fact, fact, { ...fact, scene_id: 99 }, { scene_id: 'x' }] },
    })
    const outcome = await deploy({ asset_id: 'facts', facts_input_path: facts })
    expect(await bench.loadResult(tenant.orgId, outcome)).toMatchObject({ facts_merged: 1, facts_skipped: 2 })
    expect(outcome.message).toContain('2 rows')
    const [first] = (await answered('facts', { query: '码头', topK: 1 })).hits
    expect(first?.facts).toEqual([{ character: '陆青禾', attribute: 'occupation', value: '领航员', type: 'stateful' }])
  })

  test('says that the story is in another language than requested', async () => {
    expect((await deploy({ asset_id: 'lang', lang: 'en-US' })).message).toContain('The story is in Chinese')
  })

  test('a second attempt of a task replaces the version that the first one left', async () => {
    const task = await claimDeploy({ asset_id: 'twice' })
    await run(task)
    await bench.commit(await run(task))
    const { count } = await bench.db
      .selectFrom('rag.corpus_version')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('task_id', '=', task.id)
      .executeTakeFirstOrThrow()
    expect(count).toBe(1)
    expect((await answered('twice')).hits).toHaveLength(3)
  })
})

describe('deploying again', () => {
  test('answers from the new version, and from the old one when it is pinned', async () => {
    await deploy({ asset_id: 'swap' }, renamed('磨坊'))
    const before = await answered('swap')
    await deploy({ asset_id: 'swap' }, renamed('天文台'))
    const after = await answered('swap', { query: '天文台', topK: 1 })
    expect(after.corpusVersion).not.toBe(before.corpusVersion)
    expect(after.hits[0]).toMatchObject({ sceneId: 13, why: ['天文', '文台'] })
    const pinned = await answered('swap', { query: '磨坊', topK: 1, corpusVersion: before.corpusVersion })
    expect(pinned.hits[0]).toMatchObject({ sceneId: 13, why: ['磨坊'] })
  })

  test('deletes the old version half an hour later', async () => {
    await deploy({ asset_id: 'expiring' })
    const { corpusVersion } = await answered('expiring')
    await deploy({ asset_id: 'expiring' })
    await bench.db
      .updateTable('rag.corpus_version')
      .set({ superseded_at: sql<Date>`now() - interval '31 minutes'` })
      .where('version', '=', corpusVersion)
      .execute()
    expect(await ask('expiring', { corpusVersion })).toMatchObject({ ok: false, reason: 'no_corpus' })
    await deploy({ asset_id: 'someone else' })
    const rows = await bench.db
      .selectFrom('rag.scene_document')
      .selectAll()
      .where('version', '=', corpusVersion)
      .execute()
    expect(rows).toEqual([])
  })

  test('a deployment that finishes late does not replace a newer one', async () => {
    const older = await claimDeploy({ asset_id: 'race' }, renamed('磨坊'))
    const late = await run(older)
    await deploy({ asset_id: 'race' }, renamed('天文台'))
    const { corpusVersion } = await answered('race')
    await bench.commit(late)
    expect((await answered('race')).corpusVersion).toBe(corpusVersion)
    expect((await run(older)).message).toContain('newer deployment of race')
  })

  test('a version stays current for an asset that no other deployment took', async () => {
    await deploy({ asset_id: 'first' }, { asset_uuid: 'common', ...plainDataset })
    const { corpusVersion } = await answered('first')
    await deploy({ asset_id: 'second' }, { asset_uuid: 'common', ...plainDataset })
    expect((await answered('first')).corpusVersion).toBe(corpusVersion)
    expect((await answered('common')).corpusVersion).not.toBe(corpusVersion)
  })
})

describe('organisations', () => {
  test('never see each other’s corpora, not even by version number', async () => {
    const other = await bench.newTenant()
    await deploy({ asset_id: 'private' }, teaStory(), other)
    const theirs = await answered('private', { orgId: other.orgId })
    expect(await ask('private')).toMatchObject({ ok: false, reason: 'no_corpus' })
    await deploy({ asset_id: 'private' })
    const mine = await answered('private')
    expect(mine.corpusVersion).not.toBe(theirs.corpusVersion)
    expect(await ask('private', { corpusVersion: theirs.corpusVersion })).toMatchObject({ ok: false })
  })
})
