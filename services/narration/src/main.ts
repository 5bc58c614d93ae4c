import { makeProviders } from '@vss/shared/ai/make-providers.ts'
import { makeRetrievalClient } from '@vss/shared/messaging/request-retrieval.ts'
import { findVoicePace } from '@vss/shared/speech/voice-pace.ts'
import { runWorkerProcess } from '@vss/shared/worker/run-worker-process.ts'
import { readConfig } from './config.ts'
import { makeGenerateNarrationPipeline } from './pipelines/generate-narration.ts'
import { makeLocalizeNarrationPipeline } from './pipelines/localize-narration.ts'
import { chooseWriters } from './providers/choose-writers.ts'

await runWorkerProcess('narration', readConfig, async (base, config) => {
  const { languageModel, usageOf } = makeProviders(base, config)
  base.log.info({ live: languageModel ? config.GEMINI_MODEL : null, mode: config.AI_MODE }, 'writers')
  const deps = {
    ...base,
    ...chooseWriters(languageModel, config.AI_MODE),
    usageOf,
    retrieve: makeRetrievalClient(base.connection),
    voicePaceOf: (orgId: string, lang: string) => findVoicePace(base.db, orgId, lang),
  }
  return {
    handlers: {
      GENERATE_NARRATION: makeGenerateNarrationPipeline(deps),
      LOCALIZE_NARRATION: makeLocalizeNarrationPipeline(deps),
    },
  }
})
