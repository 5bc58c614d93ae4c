import { readJsonInput } from '@vss/shared/artifacts/read-json-input.ts'
import { normaliseStory } from '@vss/shared/story/normalise-story.ts'
import { readCharacterFacts } from '@vss/shared/story/read-facts.ts'
import { storeResult } from '@vss/shared/worker/store-result.ts'
import type { ClaimedTask, Run, TaskHandler } from '@vss/shared/worker/task-handler.ts'
import { corpusName, listAssetIds } from '../corpus/corpus-version.ts'
import type { RagTables } from '../corpus/rag-database.ts'
import type { Deps } from '../deps.ts'
import { message } from '../message.ts'
import { buildSceneDocuments, type SceneDocument } from '../steps/build-scene-documents.ts'
import { describeDeployment } from '../steps/describe-result.ts'
import { embedDocuments, findKnownVectors } from '../steps/embed-documents.ts'
import { mergeFacts } from '../steps/merge-facts.ts'
import { findNewerDeploys, publishCorpus, removeExpiredVersions, stageCorpus } from '../steps/publish-corpus.ts'

type DeployTask = ClaimedTask<'DEPLOY_RAG_CORPUS'>
type DeployDeps = Pick<Deps, 'db' | 'artifacts' | 'embedder' | 'usageOf'>

const loadStory = async (deps: DeployDeps, { orgId, payload }: DeployTask) => {
  const key = 'blueprint_input_path'
  return normaliseStory(await readJsonInput(deps.artifacts, orgId, { key, path: payload[key] }), key)
}

const loadFacts = async (deps: DeployDeps, { orgId, payload }: DeployTask) => {
  const key = 'facts_input_path'
  const path = payload[key]
  return path
    ? readCharacterFacts(await readJsonInput(deps.artifacts, orgId, { key, path }), key)
    : { facts: [], skipped: 0 }
}

type ToEmbed = { documents: SceneDocument[]; assetIds: string[] }

const embed = async (
  { db, embedder, usageOf }: DeployDeps,
  task: DeployTask,
  { documents, assetIds }: ToEmbed,
  run: Run,
) => {
  if (!embedder) return { embeddings: null, report: {} }
  const own = embedder(task)
  const known = await findKnownVectors(db, { orgId: task.orgId, assetIds }, own)
  const embeddings = await embedDocuments(own, documents, known, run, (done, total) =>
    run.progress(0.3 + (0.6 * done) / total, message(task.locale, 'progress_embedding', { done, total })),
  )
  const { model, dimensions } = embeddings
  const usage = await usageOf(task.id, model)
  return {
    embeddings,
    report: {
      embedding_model: model,
      embedding_dimensions: dimensions,
      ...(usage.request_count > 0 && { ai_total_usage: usage }),
    },
  }
}

/** DEPLOY_RAG_CORPUS: makes a story searchable, in one step for everyone who asks. */
export const makeDeployRagCorpusPipeline =
  (deps: DeployDeps): TaskHandler<'DEPLOY_RAG_CORPUS'> =>
  async (task, run) => {
    const { locale, orgId, id: taskId, payload } = task
    run.progress(0.05, message(locale, 'progress_reading'))
    const story = await loadStory(deps, task)
    const assetIds = listAssetIds(payload.asset_id, story.assetId)
    const given = await loadFacts(deps, task)
    const merged = mergeFacts(given.facts, story.scenes)
    const documents = buildSceneDocuments(story, merged.facts)

    run.progress(0.3, message(locale, 'progress_writing'))
    const { embeddings, report: embedded } = await embed(deps, task, { documents, assetIds }, run)
    await removeExpiredVersions(deps.db)
    const content = { orgId, taskId, assetIds, lang: story.lang, documents, facts: merged.facts, embeddings }
    const version = await stageCorpus(deps.db, content, run.signal)

    const scenes = documents.length
    const corpus = corpusName(assetIds[0], orgId)
    const skipped = given.skipped + merged.skipped
    const outdated = await findNewerDeploys(deps.db, { orgId, taskId, assetIds })
    const text = describeDeployment(locale, story, {
      corpus,
      facts: merged.facts.length,
      skipped,
      outdated,
      askedLang: payload.lang ?? payload.service_params.lang,
    })
    const fields = { total_scene_count: scenes, corpus_name: corpus }
    const report = await storeResult(deps.artifacts, task, {
      generation_date: new Date().toISOString(),
      ...fields,
      message: text,
      asset_ids: assetIds,
      lang: story.lang,
      dialogue_count: story.scenes.reduce((sum, { dialogues }) => sum + dialogues.length, 0),
      facts_merged: merged.facts.length,
      facts_skipped: skipped,
      notes: story.notes,
      ...embedded,
    })
    return {
      message: text,
      outputPath: report.relativePath,
      fields,
      commit: (trx) => publishCorpus(trx.$extendTables<RagTables>(), { version, orgId, taskId, assetIds }),
    }
  }
