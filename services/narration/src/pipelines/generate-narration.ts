import { footageMs } from '@vss/shared/story/footage.ts'
import { pickScope } from '@vss/shared/story/pick-scope.ts'
import type { TaskHandler } from '@vss/shared/worker/task-handler.ts'
import type { NarrationDeps } from '../deps.ts'
import { buildQuery } from '../steps/build-query.ts'
import { chooseLanguage } from '../steps/choose-language.ts'
import { composeMessage } from '../steps/compose-message.ts'
import { briefOf } from '../steps/draft-narration.ts'
import { draftSegments } from '../steps/draft-segments.ts'
import { findAssetId } from '../steps/find-asset-id.ts'
import { followedCharacters } from '../steps/followed-characters.ts'
import { groundSegments } from '../steps/ground-segments.ts'
import { loadStory } from '../steps/load-story.ts'
import { paceSegments } from '../steps/pace-segments.ts'
import { planLength } from '../steps/plan-length.ts'
import { requireSegments } from '../steps/require-segments.ts'
import { retrieveContext, retrieveRequestOf } from '../steps/retrieve-context.ts'
import { speakableName } from '../steps/speakable-name.ts'
import { chooseSpeakingRate } from '../steps/speaking-rate.ts'
import { storeNarration } from '../steps/store-narration.ts'
import { MESSAGES } from '../words/messages.ts'

/** A story becomes a narration script: told in its own words, citing its scenes, as long as its footage carries. */
export const makeGenerateNarrationPipeline =
  (deps: NarrationDeps): TaskHandler<'GENERATE_NARRATION'> =>
  async (task, run) => {
    const { payload, orgId, locale } = task
    const params = payload.service_params
    const control = params.control_params
    const say = MESSAGES[locale].progress

    run.progress(0.05, say.reading)
    const story = await loadStory(deps.artifacts, orgId, payload.blueprint_path)
    const language = chooseLanguage(story, params.lang)
    const { lang } = language
    const assetName = speakableName(payload.asset_name, story)
    const assetId = findAssetId(payload.asset_id, story)
    const inScope = pickScope(story, control.scope)

    run.progress(0.15, say.retrieving)
    const people = followedCharacters(control, story)
    const query = buildQuery(control, lang, assetName)
    const request = retrieveRequestOf({
      orgId,
      assetId,
      query,
      story,
      inScope,
      characters: people.known,
      topK: params.rag_top_k,
    })
    const context = await retrieveContext(deps.retrieve, request, inScope, run)

    run.progress(0.4, say.writing)
    const overflowTolerance = params.overflow_tolerance
    const plan = planLength(footageMs(context.scenes) / 1000, control.target_duration_minutes, overflowTolerance)
    const speakingRate = chooseSpeakingRate(lang, params.speaking_rate, 'narration', lang === language.asked)
    const { rate } = speakingRate
    const brief = briefOf({ story, lang, control, assetName, context, plan, rate, overflowTolerance })
    const drafts = await draftSegments(deps.writer, brief, run)
    const grounded = await groundSegments(drafts, context, request, deps.retrieve)

    run.progress(0.8, say.pacing)
    const texts = requireSegments(grounded.segments)
    const segments = await paceSegments(texts, {
      lang,
      speakingRate,
      overflowTolerance,
      scenes: story.scenes,
      hurry: run.hurry,
      shorten: (shorter) => deps.writer.shorten(shorter, run.signal),
    })
    const { model } = deps.writer
    const outputPath = await storeNarration(deps.artifacts, task, { assetName, lang, query, context, segments, model })
    const { droppedCount } = context
    const { removedCount } = grounded
    const unknownCharacters = people.unknown
    const message = composeMessage(locale, {
      segments,
      plan,
      language,
      speakingRate,
      droppedCount,
      removedCount,
      unknownCharacters,
    })
    return { message, outputPath, fields: { total_segments: segments.length, lang } }
  }
