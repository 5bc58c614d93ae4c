import { noteOtherModel } from '@vss/shared/ai/language-model.ts'
import type { TaskHandler } from '@vss/shared/worker/task-handler.ts'
import type { ShortenRequest } from '../brief/brief.ts'
import type { NarrationDeps } from '../deps.ts'
import { parseLanguages } from '../steps/assignment.ts'
import { composeLocalizedMessage } from '../steps/compose-message.ts'
import { loadScript, loadStory } from '../steps/load-inputs.ts'
import { chooseSpeakingRate, loadVoicePace } from '../steps/narration-length.ts'
import { paceSegments } from '../steps/pace-segments.ts'
import { storeLocalized } from '../steps/store-script.ts'
import { translateSegments } from '../steps/translate-segments.ts'
import { sentences } from '../words/sentences.ts'

/** A narration script in another language, or paced again in its own: every segment, with its original text. */
export const makeLocalizeNarrationPipeline =
  (deps: NarrationDeps): TaskHandler<'LOCALIZE_NARRATION'> =>
  async (task, run) => {
    const { payload, orgId, locale } = task
    const { speaking_rate: asked, overflow_tolerance: overflowTolerance, ...params } = payload.service_params

    run.progress(0.05, sentences(locale, 'reading'))
    const script = await loadScript(deps.artifacts, orgId, payload.master_script_path)
    const story = await loadStory(deps.artifacts, orgId, payload.blueprint_path)
    const languages = parseLanguages(params, script, story)
    const { sourceLang, targetLang: lang } = languages

    run.progress(0.2, sentences(locale, 'translating'))
    const writer = deps.writerFor(task, run)
    const translator = deps.translatorFor?.(task, run) ?? null
    const texts = await translateSegments(translator, script, languages, run)

    run.progress(0.7, sentences(locale, 'pacing'))
    const voicePace = await loadVoicePace(deps.voicePaceOf, orgId, lang, run)
    const speakingRate = chooseSpeakingRate({ kind: 'localised', lang, asked, voicePace })
    const shorten = (shorter: ShortenRequest) => writer.shorten(shorter, run.signal)
    const pacing = { lang, speakingRate, overflowTolerance, scenes: story.scenes, hurry: run.hurry, shorten }
    const segments = await paceSegments(texts, pacing)

    const { model } = sourceLang !== lang && translator ? translator : writer
    const usage = await deps.usageOf(task.id, model)
    const outputPath = await storeLocalized(deps.artifacts, task, script, segments, languages, usage)
    const modelNote = noteOtherModel(locale, params.model, model)
    const message = composeLocalizedMessage(locale, segments, lang, speakingRate, modelNote)
    return { message, outputPath, fields: { source_lang: sourceLang, target_lang: lang } }
  }
