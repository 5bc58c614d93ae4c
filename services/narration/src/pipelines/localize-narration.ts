import { noteOtherModel } from '@vss/shared/ai/language-model.ts'
import type { TaskHandler } from '@vss/shared/worker/task-handler.ts'
import type { NarrationDeps } from '../deps.ts'
import { chooseLanguages } from '../steps/choose-languages.ts'
import { composeLocalizedMessage } from '../steps/compose-message.ts'
import { loadScript } from '../steps/load-script.ts'
import { loadStory } from '../steps/load-story.ts'
import { paceSegments } from '../steps/pace-segments.ts'
import { chooseSpeakingRate } from '../steps/speaking-rate.ts'
import { storeLocalized } from '../steps/store-localized.ts'
import { translateSegments } from '../steps/translate-segments.ts'
import { sentences } from '../words/sentences.ts'

/** A narration script in another language, or paced again in its own: every segment, the original beside it. */
export const makeLocalizeNarrationPipeline =
  (deps: NarrationDeps): TaskHandler<'LOCALIZE_NARRATION'> =>
  async (task, run) => {
    const { payload, orgId, locale } = task
    const params = payload.service_params

    run.progress(0.05, sentences(locale, 'reading'))
    const script = await loadScript(deps.artifacts, orgId, payload.master_script_path)
    const story = await loadStory(deps.artifacts, orgId, payload.blueprint_path)
    const languages = chooseLanguages(params, script, story)

    run.progress(0.2, sentences(locale, 'translating'))
    const writer = deps.writerFor(task, run)
    const translator = deps.translatorFor?.(task, run) ?? null
    const texts = await translateSegments(translator, script, languages, run)

    run.progress(0.7, sentences(locale, 'pacing'))
    const { targetLang } = languages
    const voicePace = await run.step('voice-pace', 1, targetLang, () => deps.voicePaceOf(orgId, targetLang))
    const speakingRate = chooseSpeakingRate(targetLang, params.speaking_rate, 'localised', voicePace)
    const segments = await paceSegments(texts, {
      lang: targetLang,
      speakingRate,
      overflowTolerance: params.overflow_tolerance,
      scenes: story.scenes,
      hurry: run.hurry,
      shorten: (shorter) => writer.shorten(shorter, run.signal),
    })
    const translated = languages.sourceLang !== languages.targetLang
    const { model } = translated && translator ? translator : writer
    const usage = await deps.usageOf(task.id, model)
    const outputPath = await storeLocalized(deps.artifacts, task, script, segments, languages, usage)
    const modelNote = noteOtherModel(locale, params.model, model)
    const message = composeLocalizedMessage(locale, segments, targetLang, speakingRate, modelNote)
    const fields = { source_lang: languages.sourceLang, target_lang: languages.targetLang }
    return { message, outputPath, fields }
  }
