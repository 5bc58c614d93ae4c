import { runWorkerProcess } from '@vss/shared/worker/run-worker-process.ts'
import { readConfig } from './config.ts'
import { makeDubbingPipeline } from './pipelines/generate-dubbing.ts'
import { makeEspeakVoice } from './providers/espeak-voice.ts'
import { loadTemplates } from './templates/load-templates.ts'

await runWorkerProcess('dubbing', readConfig, async (base, config) => {
  const deps = {
    ...base,
    templates: await loadTemplates(config.DUBBING_TEMPLATES),
    voices: { live: {}, offline: config.AI_MODE === 'live' ? null : makeEspeakVoice(config.ESPEAK_PATH) },
    ffmpegPath: config.FFMPEG_PATH,
    concurrency: config.DUBBING_CONCURRENCY,
  }
  return { handlers: { GENERATE_DUBBING: makeDubbingPipeline(deps) } }
})
