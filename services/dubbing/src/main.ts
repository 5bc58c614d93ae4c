import { runWorkerProcess } from '@vss/shared/worker/run-worker-process.ts'
import { readConfig } from './config.ts'
import { makeDubbingPipeline } from './pipelines/generate-dubbing.ts'
import { makeEspeakVoice } from './providers/espeak-voice.ts'
import { makeLiveSpeakers } from './providers/make-live-speakers.ts'
import { makePartedVoice } from './providers/parted-voice.ts'
import { loadReferences } from './templates/load-references.ts'
import { loadTemplates } from './templates/load-templates.ts'

await runWorkerProcess('dubbing', readConfig, async (base, config) => {
  const templates = await loadTemplates(config.DUBBING_TEMPLATES)
  const { references, problems } = await loadReferences(templates, config.DUBBING_TEMPLATES)
  const { speakers, problems: missing } = await makeLiveSpeakers(config, references)
  for (const problem of [...problems, ...missing]) base.log.warn(problem)
  const live = Object.fromEntries(Object.entries(speakers).map(([name, speaker]) => [name, makePartedVoice(speaker)]))
  const offline = config.AI_MODE === 'live' ? null : makeEspeakVoice(config.ESPEAK_PATH)
  base.log.info({ live: Object.keys(live), offline: offline !== null }, 'voices')
  const deps = {
    ...base,
    templates,
    references,
    voices: { live, offline },
    ffmpegPath: config.FFMPEG_PATH,
    concurrency: config.DUBBING_CONCURRENCY,
  }
  return { handlers: { GENERATE_DUBBING: makeDubbingPipeline(deps) } }
})
