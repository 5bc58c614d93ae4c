import { runWorkerProcess } from '@vss/shared/worker/run-worker-process.ts'
import { readConfig } from './config.ts'
import { makeEditingPipeline } from './pipelines/generate-editing-script.ts'
import { chooseByWords } from './providers/choose-by-words.ts'

await runWorkerProcess('editing', readConfig, async (base) => ({
  handlers: { GENERATE_EDITING_SCRIPT: makeEditingPipeline({ ...base, chooser: chooseByWords }) },
}))
