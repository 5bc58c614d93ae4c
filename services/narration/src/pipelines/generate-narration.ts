import { noteOtherModel } from '@vss/shared/ai/language-model.ts'
import type { TaskHandler } from '@vss/shared/worker/task-handler.ts'
import type { ShortenRequest } from '../brief/brief.ts'
import type { NarrationDeps } from '../deps.ts'
import { parseAssignment } from '../steps/assignment.ts'
import { checkClaims } from '../steps/check-claims.ts'
import { composeMessage } from '../steps/compose-message.ts'
import { draftSegments, writeBrief } from '../steps/draft-segments.ts'
import { fitToPlan } from '../steps/fit-to-plan.ts'
import { footageMs } from '../steps/footage.ts'
import { groundSegments } from '../steps/ground-segments.ts'
import { loadStory } from '../steps/load-inputs.ts'
import { chooseSpeakingRate, loadVoicePace, planLength } from '../steps/narration-length.ts'
import { paceSegments, requireSegments } from '../steps/pace-segments.ts'
import { makeRetrieveRequest, retrieveContext, retrieveForClaim } from '../steps/retrieve-context.ts'
import { storeNarration } from '../steps/store-script.ts'
import { sentences } from '../words/sentences.ts'

/** A story becomes a narration script: told in its own words, citing its scenes, as long as its footage carries. */
export const makeGenerateNarrationPipeline =
  (deps: NarrationDeps): TaskHandler<'GENERATE_NARRATION'> =>
  async (task, run) => {
    const { orgId, locale, payload } = task
    const writer = deps.writerFor(task, run)

    run.progress(0.05, sentences(locale, 'reading'))
    const story = await loadStory(deps.artifacts, orgId, payload.blueprint_path)
    const assignment = parseAssignment(task, story, writer.languages)
    const { control, inScope, lang, askedLang, askedRate: asked, overflowTolerance } = assignment
    const voicePace = await loadVoicePace(deps.voicePaceOf, orgId, lang, run)
    const speakingRate = chooseSpeakingRate({ kind: 'narration', lang, asked, askedLang, voicePace })

    run.progress(0.15, sentences(locale, 'retrieving'))
    const retrieve = retrieveForClaim(deps.retrieve, task)
    const request = makeRetrieveRequest(assignment)
    const context = await retrieveContext(retrieve, request, inScope, run)

    run.progress(0.4, sentences(locale, 'writing'))
    const plan = planLength(footageMs(context.scenes) / 1000, control.target_duration_minutes, overflowTolerance)
    const brief = writeBrief({ ...assignment, context, plan, speakingRate })
    const drafts = await draftSegments(writer, brief, run)
    const { segments: grounded, removedCount } = await groundSegments(drafts, context, request, retrieve, run)
    const { segments: fitting, cut } = await fitToPlan(grounded, brief, speakingRate, writer, run)
    const checked = await checkClaims(fitting, brief, writer, run)

    run.progress(0.8, sentences(locale, 'pacing'))
    const shorten = (shorter: ShortenRequest) => writer.shorten(shorter, run.signal)
    const pacing = { lang, speakingRate, overflowTolerance, scenes: story.scenes, hurry: run.hurry, shorten }
    const segments = await paceSegments(requireSegments(checked), pacing)

    const usage = await deps.usageOf(task.id, writer.model)
    const narration = { assignment, query: request.query, context, segments, usage }
    const outputPath = await storeNarration(deps.artifacts, task, narration)
    const modelNote = noteOtherModel(locale, payload.service_params.model, writer.model)
    const outcome = { segments, speakingRate, plan, cut, context, removedCount, modelNote }
    const message = composeMessage(locale, assignment, outcome)
    return { message, outputPath, fields: { total_segments: segments.length, lang } }
  }
