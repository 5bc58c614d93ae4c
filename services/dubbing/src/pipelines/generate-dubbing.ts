import type { TaskHandler } from '@vss/shared/worker/task-handler.ts'
import type { DubbingDeps } from '../deps.ts'
import { fill, MESSAGES } from '../speech/prompts.ts'
import { chooseDelivery } from '../steps/choose-delivery.ts'
import { directDelivery, type Line } from '../steps/direct-delivery.ts'
import { loadNarration } from '../steps/load-narration.ts'
import { masterTake } from '../steps/master-take.ts'
import { recordTakes } from '../steps/record-takes.ts'
import { storeDubbing } from '../steps/store-dubbing.ts'

/** Recording is nearly all of the work; the rest is copying takes and writing the script. */
const RECORDED = 0.95

/** Speaks a narration: load script → choose delivery → direct → record takes (cached) → store. */
export const makeDubbingPipeline =
  (deps: DubbingDeps): TaskHandler<'GENERATE_DUBBING'> =>
  async (task, run) => {
    const { artifacts, concurrency, ffmpegPath } = deps
    const messages = MESSAGES[task.locale]
    const script = await loadNarration(artifacts, task.orgId, task.payload.input_narration_path)
    const delivery = chooseDelivery(deps, task.payload.service_params, script)
    const { voice, settings, speakingRate, replaces } = delivery
    const lines = directDelivery(script, delivery)
    const record = async ({ text, instruct }: Line, signal: AbortSignal) => {
      const { wav } = await voice.synthesize({ ...settings, text, instruct, signal })
      return masterTake(ffmpegPath, { wav, text, speakingRate }, signal)
    }
    const onProgress = (done: number, count: number) =>
      run.progress((done / count) * RECORDED, fill(messages.recording, { done, count }))
    const cache = { db: deps.db, objects: artifacts.objects }
    const takes = await recordTakes({ cache, orgId: task.orgId, settings, concurrency, record, onProgress }, lines, run)
    run.progress(RECORDED, messages.storing)
    const { artifact, totalSec } = await storeDubbing(artifacts, task, { script, delivery, lines, takes }, concurrency)
    const done = fill(messages.done, { count: takes.length, seconds: totalSec, template: delivery.templateName })
    const offline = replaces ? fill(messages.offline, { provider: replaces, voice: settings.provider }) : ''
    return {
      message: `${done} ${offline}`.trim(),
      outputPath: artifact.relativePath,
      fields: { total_duration: totalSec, item_count: takes.length, model_used: replaces ? 'offline' : settings.model },
    }
  }
