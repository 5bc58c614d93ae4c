import { recordVoicePace } from '@vss/shared/speech/voice-pace.ts'
import type { TaskHandler } from '@vss/shared/worker/task-handler.ts'
import { openRenderThread } from '../audio/open-render-thread.ts'
import type { DubbingDeps } from '../deps.ts'
import { makeVoiceDirector } from '../providers/voice-director.ts'
import { fill, MESSAGES } from '../speech/prompts.ts'
import { chooseDelivery } from '../steps/choose-delivery.ts'
import { directDelivery, type Line } from '../steps/direct-delivery.ts'
import { directLines } from '../steps/direct-lines.ts'
import { loadNarration } from '../steps/load-narration.ts'
import { masterTake } from '../steps/master-take.ts'
import { measurePace, nameVoice } from '../steps/measure-pace.ts'
import { recordTakes } from '../steps/record-takes.ts'
import { storeDubbing } from '../steps/store-dubbing.ts'
import { storeTake } from '../steps/store-take.ts'
import type { Take } from '../takes/take.ts'

/** Recording is nearly all of the work; the rest is writing the script. */
const RECORDED = 0.95

/** Speaks a narration: load script → choose delivery → direct → record takes (cached) → store. */
export const makeDubbingPipeline = (deps: DubbingDeps): TaskHandler<'GENERATE_DUBBING'> => {
  const { artifacts, concurrency, db, languageModel } = deps
  const mastering = { ffmpegPath: deps.ffmpegPath, render: openRenderThread() }
  return async (task, run) => {
    const { orgId } = task
    const messages = MESSAGES[task.locale]
    const script = await loadNarration(artifacts, orgId, task.payload.input_narration_path)
    const delivery = chooseDelivery({ ...deps, voices: deps.voicesFor(task) }, task.payload.service_params, script)
    const { voice, settings, speakingRate, replaces } = delivery
    const director = languageModel && makeVoiceDirector(languageModel(task))
    const lines = await directLines({ db, orgId, director, delivery }, directDelivery(script, delivery), run)
    const recording = {
      ...{ cache: { db, objects: artifacts.objects }, orgId, settings, concurrency },
      // A voice of this machine gains nothing by speaking ahead of what is mastered.
      ahead: replaces ? 0 : concurrency,
      speak: async ({ index, text, instruct }: Line, signal: AbortSignal) =>
        (await voice.synthesize({ ...settings, name: `take ${index}`, text, instruct, signal })).wav,
      master: (wav: Buffer, { text }: Line, signal: AbortSignal) =>
        masterTake(mastering, { wav, text, speakingRate }, signal),
      store: (take: Take, index: number) => storeTake(artifacts, task, take, index),
      onProgress: (done: number, count: number) =>
        run.progress((done / count) * RECORDED, fill(messages.recording, { done, count })),
    }
    // A direction that is not heard makes no other take.
    const asHeard = delivery.isHeard ? lines : lines.map((line) => ({ ...line, instruct: '' }))
    const recorded = await recordTakes(recording, asHeard, run)
    run.progress(RECORDED, messages.storing)
    const narrations = script.narration_script.map((item) => item.narration)
    const takes = recorded.map(({ take }) => take)
    const spokenAs = { orgId, language: delivery.language, voice: nameVoice(settings) }
    await recordVoicePace(db, spokenAs, measurePace(narrations, takes, delivery.language))
    const model = replaces ? 'offline' : settings.model
    const usage = await deps.usageOf(task.id, model)
    const dubbing = { script, delivery, lines, recorded, usage }
    const { artifact, totalSec } = await storeDubbing(artifacts, task, dubbing)
    const done = fill(messages.done, { count: lines.length, seconds: totalSec, template: delivery.templateName })
    const offline = replaces ? fill(messages.offline, { provider: replaces, voice: settings.provider }) : ''
    return {
      message: `${done} ${offline}`.trim(),
      outputPath: artifact.relativePath,
      fields: { total_duration: totalSec, item_count: lines.length, model_used: model, cost_usd: usage.cost_usd },
    }
  }
}
