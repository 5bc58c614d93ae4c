import { serveRetrieval } from '@vss/shared/messaging/request-retrieval.ts'
import { runWorkerProcess } from '@vss/shared/worker/run-worker-process.ts'
import { readConfig } from './config.ts'
import { migrateRag } from './migrate-rag.ts'
import { makeDeployRagCorpusPipeline } from './pipelines/deploy-rag-corpus.ts'
import { makeIdentifyCharactersPipeline } from './pipelines/identify-characters.ts'
import { makeKeywordFactFinder } from './providers/make-keyword-fact-finder.ts'
import { missingFactFinder } from './providers/missing-fact-finder.ts'
import type { RagTables } from './rag-database.ts'
import { makeRetrieve } from './retrieve/make-retrieve.ts'

await runWorkerProcess('rag', readConfig, async (base, config) => {
  await migrateRag(base.db)
  const deps = {
    ...base,
    db: base.db.withTables<RagTables>(),
    factFinder: config.AI_MODE === 'live' ? missingFactFinder : makeKeywordFactFinder(),
  }
  const retrieval = serveRetrieval(base.connection, makeRetrieve(deps), base.log)
  return {
    handlers: {
      CHARACTER_IDENTIFIER: makeIdentifyCharactersPipeline(deps),
      DEPLOY_RAG_CORPUS: makeDeployRagCorpusPipeline(deps),
    },
    stop: retrieval.stop,
  }
})
