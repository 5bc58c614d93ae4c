import { makeProviders } from '@vss/shared/ai/make-providers.ts'
import { serveRetrieval } from '@vss/shared/messaging/request-retrieval.ts'
import { runWorkerProcess } from '@vss/shared/worker/run-worker-process.ts'
import { readConfig } from './config.ts'
import { migrateRag, type RagTables } from './corpus/rag-database.ts'
import { makeDeployRagCorpusPipeline } from './pipelines/deploy-rag-corpus.ts'
import { makeIdentifyCharactersPipeline } from './pipelines/identify-characters.ts'
import { chooseFactFinder } from './providers/choose-fact-finder.ts'
import { makeRetrieve } from './retrieve/make-retrieve.ts'

await runWorkerProcess('rag', readConfig, async (base, config) => {
  await migrateRag(base.db)
  const providers = makeProviders(base, config)
  const deps = {
    ...base,
    db: base.db.withTables<RagTables>(),
    factFinderFor: chooseFactFinder(providers, config.AI_MODE),
    embedder: providers.embedder,
    usageOf: providers.usageOf,
  }
  const live = providers.languageModel ? config.GEMINI_MODEL : null
  base.log.info({ live, mode: config.AI_MODE }, 'facts and embeddings')
  const retrieval = serveRetrieval(base.connection, makeRetrieve(deps), base.log)
  return {
    handlers: {
      CHARACTER_IDENTIFIER: makeIdentifyCharactersPipeline(deps),
      DEPLOY_RAG_CORPUS: makeDeployRagCorpusPipeline(deps),
    },
    stop: retrieval.stop,
  }
})
