import { makeRetrievalClient } from '@vss/shared/messaging/request-retrieval.ts'
import { runWorkerProcess } from '@vss/shared/worker/run-worker-process.ts'
import { readConfig } from './config.ts'
import { makeGenerateNarrationPipeline } from './pipelines/generate-narration.ts'
import { makeLocalizeNarrationPipeline } from './pipelines/localize-narration.ts'
import { missingWriter } from './providers/missing-writer.ts'
import { makeOfflineWriter } from './providers/offline-writer/make-offline-writer.ts'

await runWorkerProcess('narration', readConfig, async (base, config) => {
  const deps = {
    ...base,
    retrieve: makeRetrievalClient(base.connection),
    writer: config.AI_MODE === 'live' ? missingWriter : makeOfflineWriter(),
    translator: null,
  }
  return {
    handlers: {
      GENERATE_NARRATION: makeGenerateNarrationPipeline(deps),
      LOCALIZE_NARRATION: makeLocalizeNarrationPipeline(deps),
    },
  }
})
