import { makeProviders } from '@vss/shared/ai/make-providers.ts'
import { runWorkerProcess } from '@vss/shared/worker/run-worker-process.ts'
import { readConfig } from './config.ts'
import { makeEditingPipeline } from './pipelines/generate-editing-script.ts'
import { chooseClipChooser } from './providers/live/make-model-chooser.ts'

await runWorkerProcess('editing', readConfig, async (base, config) => {
  const providers = makeProviders(base, config)
  base.log.info({ live: providers.languageModel ? config.GEMINI_MODEL : null, mode: config.AI_MODE }, 'clip choice')
  return {
    handlers: { GENERATE_EDITING_SCRIPT: makeEditingPipeline({ ...base, chooser: chooseClipChooser(providers) }) },
  }
})
