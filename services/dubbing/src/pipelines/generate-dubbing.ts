import { joinSentences } from '@vss/shared/errors/sentence.ts'
import type { ClaimedTask, Run, TaskHandler } from '@vss/shared/worker/task-handler.ts'
import { openRenderThread } from '../audio/render-speech.ts'
import type { DubbingDeps } from '../deps.ts'
import { makeVoiceDirector } from '../providers/voice-director.ts'
import { directByModel } from '../steps/direct-by-model.ts'
import { directByStyle } from '../steps/direct-by-style.ts'
import { loadNarration } from '../steps/load-narration.ts'
import { type Mastering, masterTake } from '../steps/master-take.ts'
import { saveVoicePace } from '../steps/measure-pace.ts'
import { planSpeaking, type SpeakingPlan } from '../steps/plan-speaking.ts'
import { type Recording, recordTakes } from '../steps/record-takes.ts'
import { storeDubbing, storeTake } from '../steps/store-dubbing.ts'
import { sentences } from '../words/sentences.ts'

type DubbingTask = ClaimedTask<'GENERATE_DUBBING'>

/** Recording is nearly all of the work; the rest is writing the script. */
const RECORDED = 0.95

/** Speaks a narration: load script → plan → direct → record takes (cached) → store. */
export const makeDubbingPipeline = (deps: DubbingDeps): TaskHandler<'GENERATE_DUBBING'> => {
  const { artifacts, db, languageModel } = deps
  const mastering = { ffmpegPath: deps.ffmpegPath, render: openRenderThread() }
  return async (task, run) => {
    const { orgId, locale } = task
    const script = await loadNarration(artifacts, orgId, task.payload.input_narration_path)
    const plan = planSpeaking({ ...deps, voices: deps.voicesFor(task) }, task.payload.service_params, script)
    const director = languageModel && makeVoiceDirector(languageModel(task))
    const lines = await directByModel({ db, orgId, director, plan }, directByStyle(script, plan), run)
    // Without the directions that this voice does not hear: another direction must not make another take.
    const heard = plan.hearsDirection ? lines : lines.map((line) => ({ ...line, instruct: '' }))
    const recorded = await recordTakes(makeRecording(deps, { mastering, task, plan, run }), heard, run)
    run.progress(RECORDED, sentences(locale, 'storing'))
    await saveVoicePace(db, orgId, { script, plan, recorded })
    const usage = await deps.usageOf(task.id, plan.modelUsed)
    const { artifact, totalSec } = await storeDubbing(artifacts, task, { script, plan, lines, recorded, usage })
    return {
      message: describeDubbing(plan, { count: lines.length, seconds: totalSec }, locale),
      outputPath: artifact.relativePath,
      fields: {
        total_duration: totalSec,
        item_count: lines.length,
        model_used: plan.modelUsed,
        cost_usd: usage.cost_usd,
      },
    }
  }
}

type RecordingContext = { mastering: Mastering; task: DubbingTask; plan: SpeakingPlan; run: Run }

/** How this task makes a take: spoken by the voice of the plan, mastered in the thread, copied to the task. */
const makeRecording = (deps: DubbingDeps, { mastering, task, plan, run }: RecordingContext): Recording => ({
  cache: { db: deps.db, objects: deps.artifacts.objects },
  orgId: task.orgId,
  settings: plan.settings,
  concurrency: deps.concurrency,
  // The offline voice uses the processor that masters: speaking ahead would gain nothing.
  ahead: plan.replaces ? 0 : deps.concurrency,
  speak: async ({ index, text, instruct }, signal) => {
    const request = { ...plan.settings, name: `take ${index}`, text, instruct, signal }
    return (await plan.voice.synthesize(request)).wav
  },
  master: (wav, { text }, signal) => masterTake(mastering, { wav, text, speakingRate: plan.speakingRate }, signal),
  store: (take, index) => storeTake(deps.artifacts, task, take, index),
  onProgress: (done, count) =>
    run.progress((done / count) * RECORDED, sentences(task.locale, 'recording', { done, count })),
})

const describeDubbing = (
  { templateName, replaces, settings }: SpeakingPlan,
  totals: { count: number; seconds: number },
  locale: DubbingTask['locale'],
): string =>
  joinSentences(locale, [
    sentences(locale, 'done', { ...totals, template: templateName }),
    replaces && sentences(locale, 'offline', { provider: replaces, voice: settings.provider }),
  ])
