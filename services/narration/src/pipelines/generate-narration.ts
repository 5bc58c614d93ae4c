import { noteOtherModel } from '@vss/shared/ai/language-model.ts'
import type { RetrieveRequest } from '@vss/shared/contracts/retrieve.ts'
import type { TaskHandler } from '@vss/shared/worker/task-handler.ts'
import type { ShortenRequest } from '../brief/brief.ts'
import type { NarrationDeps } from '../deps.ts'
import { checkClaims } from '../steps/check-claims.ts'
import { composeMessage } from '../steps/compose-message.ts'
import { draftSegments } from '../steps/draft-segments.ts'
import { fitToPlan } from '../steps/fit-to-plan.ts'
import { footageMs } from '../steps/footage.ts'
import { groundSegments } from '../steps/ground-segments.ts'
import { loadStory } from '../steps/load-story.ts'
import { paceSegments } from '../steps/pace-segments.ts'
import { planLength } from '../steps/plan-length.ts'
import { readAssignment } from '../steps/read-assignment.ts'
import { requireSegments } from '../steps/require-segments.ts'
import { retrieveContext, retrieveRequestOf } from '../steps/retrieve-context.ts'
import { storeNarration } from '../steps/store-narration.ts'
import { writeBrief } from '../steps/write-brief.ts'
import { sentences } from '../words/sentences.ts'

/** A story becomes a narration script: told in its own words, citing its scenes, as long as its footage carries. */
export const makeGenerateNarrationPipeline =
  ({ artifacts, retrieve, writerFor, voicePaceOf, usageOf }: NarrationDeps): TaskHandler<'GENERATE_NARRATION'> =>
  async (task, run) => {
    const writer = writerFor(task, run)

    run.progress(0.05, sentences(task.locale, 'reading'))
    const story = await loadStory(artifacts, task.orgId, task.payload.blueprint_path)
    // Kept as a step: a voice that is measured meanwhile must not have a paid draft written anew.
    const paceOf = (spoken: string) => run.step('voice-pace', 1, spoken, () => voicePaceOf(task.orgId, spoken))
    const assignment = await readAssignment(task, story, writer.languages, paceOf)
    const { control, lang, overflowTolerance } = assignment

    run.progress(0.15, sentences(task.locale, 'retrieving'))
    const request = retrieveRequestOf(assignment)
    // Not part of the request, which names the step that keeps its answer: the next attempt is another claim.
    const ask = (wanted: RetrieveRequest) => retrieve({ ...wanted, task: { id: task.id, epoch: task.fence.epoch } })
    const context = await retrieveContext(ask, request, assignment.inScope, run)

    run.progress(0.4, sentences(task.locale, 'writing'))
    const plan = planLength(footageMs(context.scenes) / 1000, control.target_duration_minutes, overflowTolerance)
    const brief = writeBrief({ ...assignment, context, plan })
    const drafts = await draftSegments(writer, brief, run)
    const repair = (wanted: RetrieveRequest) => run.step('repair', 1, wanted, () => ask(wanted))
    const { segments: grounded, removedCount } = await groundSegments(drafts, context, request, repair)
    const { segments: fitting, cut } = await fitToPlan(grounded, brief, assignment.speakingRate, writer, run)
    const checked = await checkClaims(fitting, brief, writer, run)

    run.progress(0.8, sentences(task.locale, 'pacing'))
    const shorten = (wanted: ShortenRequest) => writer.shorten(wanted, run.signal)
    const pacing = { ...assignment, scenes: story.scenes, hurry: run.hurry, shorten }
    const segments = await paceSegments(requireSegments(checked), pacing)

    const narration = {
      assignment,
      query: request.query,
      context,
      segments,
      usage: await usageOf(task.id, writer.model),
    }
    const outputPath = await storeNarration(artifacts, task, narration)
    const { droppedCount } = context
    const modelNote = noteOtherModel(task.locale, task.payload.service_params.model, writer.model)
    const message = composeMessage(task.locale, assignment, {
      segments,
      plan,
      cut,
      droppedCount,
      removedCount,
      modelNote,
    })
    return { message, outputPath, fields: { total_segments: segments.length, lang } }
  }
