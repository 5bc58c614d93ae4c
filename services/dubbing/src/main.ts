import { makeProviders } from '@vss/shared/ai/make-providers.ts'
import { runWorkerProcess } from '@vss/shared/worker/run-worker-process.ts'
import { readConfig } from './config.ts'
import { makeDubbingPipeline } from './pipelines/generate-dubbing.ts'
import { makeVoicesFor, openSpeakers } from './providers/open-speakers.ts'
import { offlineProvider } from './providers/voice-providers.ts'
import { listModels, loadTemplates } from './templates/dubbing-templates.ts'
import { loadReferences } from './templates/load-references.ts'

await runWorkerProcess('dubbing', readConfig, async (base, config) => {
  const templates = await loadTemplates(config.DUBBING_TEMPLATES)
  const { references, problems } = await loadReferences(templates, config.DUBBING_TEMPLATES)
  const { speakers, problems: missing } = await openSpeakers(config, [...references.values()])
  for (const problem of [...problems, ...missing]) base.log.warn(problem)
  const providers = makeProviders(base, config, listModels(templates, speakers))
  const offline = config.AI_MODE === 'live' ? null : offlineProvider.open(config)
  const director = providers.languageModel ? config.GEMINI_MODEL : null
  base.log.info({ live: Object.keys(speakers), offline: offline !== null, director }, 'voices')
  const deps = {
    ...base,
    templates,
    references,
    voicesFor: makeVoicesFor(speakers, offline, providers, { db: base.db, objects: base.artifacts.objects }),
    languageModel: providers.languageModel,
    usageOf: providers.usageOf,
    ffmpegPath: config.FFMPEG_PATH,
    concurrency: config.DUBBING_CONCURRENCY,
  }
  return { handlers: { GENERATE_DUBBING: makeDubbingPipeline(deps) } }
})
