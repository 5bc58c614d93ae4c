import { storeResult } from '@vss/shared/worker/store-result.ts'
import type { TaskHandler } from '@vss/shared/worker/task-handler.ts'
import { corpusName, listAssetIds } from '../corpus/corpus-version.ts'
import type { RagTables } from '../corpus/rag-database.ts'
import type { RagDeps } from '../deps.ts'
import { buildSceneDocuments } from '../steps/build-scene-documents.ts'
import { describeDeployment, makeDeploymentReport } from '../steps/describe-result.ts'
import { embedCorpus } from '../steps/embed-corpus.ts'
import { loadFacts, loadStory } from '../steps/load-inputs.ts'
import { mergeFacts } from '../steps/merge-facts.ts'
import { findNewerDeploys, publishCorpus, removeExpiredVersions, stageCorpus } from '../steps/publish-corpus.ts'
import { sentences } from '../words/sentences.ts'

/** DEPLOY_RAG_CORPUS: makes a story searchable. Nothing of it is visible before the task completes. */
export const makeDeployRagCorpusPipeline =
  (deps: Pick<RagDeps, 'db' | 'artifacts' | 'embedder' | 'usageOf'>): TaskHandler<'DEPLOY_RAG_CORPUS'> =>
  async (task, run) => {
    const { locale, orgId, id: taskId, payload } = task
    const { asset_id, lang, service_params } = payload
    run.progress(0.05, sentences(locale, 'progress_reading'))
    const story = await loadStory(deps.artifacts, orgId, payload, 'blueprint_input_path')
    const assetIds = listAssetIds(asset_id, story.assetId)
    const given = await loadFacts(deps.artifacts, orgId, payload)
    const merged = mergeFacts(given.facts, story.scenes)
    const { facts } = merged
    const documents = buildSceneDocuments(story, facts)

    run.progress(0.3, sentences(locale, 'progress_writing'))
    const onBatch = (done: number, total: number) =>
      run.progress(0.3 + (0.6 * done) / total, sentences(locale, 'progress_embedding', { done, total }))
    const { embeddings, report } = await embedCorpus(deps, task, { documents, assetIds }, run, onBatch)
    await removeExpiredVersions(deps.db)
    const staged = { orgId, taskId, assetIds, lang: story.lang, documents, facts, embeddings }
    const version = await stageCorpus(deps.db, staged, run.signal)

    const outdated = await findNewerDeploys(deps.db, { orgId, taskId, assetIds })
    const skipped = given.skipped + merged.skipped
    const corpus = corpusName(assetIds[0], orgId)
    const deployment = { assetIds, corpus, facts: facts.length, skipped, outdated }
    const message = describeDeployment(locale, story, deployment, lang ?? service_params.lang)
    const result = { ...makeDeploymentReport(story, deployment, message), ...report }
    const file = await storeResult(deps.artifacts, task, result)
    return {
      message,
      outputPath: file.relativePath,
      fields: { total_scene_count: documents.length, corpus_name: corpus },
      commit: (trx) => publishCorpus(trx.$extendTables<RagTables>(), { version, orgId, taskId, assetIds }),
    }
  }
