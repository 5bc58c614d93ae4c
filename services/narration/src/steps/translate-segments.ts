import type { NarrationScriptInput } from '@vss/shared/contracts/files/narration-script.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import type { Run } from '@vss/shared/worker/task-handler.ts'
import type { Translator } from '../providers/narration-writer.ts'
import type { Languages } from './assignment.ts'
import type { PaceInput } from './pace-segments.ts'

/**
 * Every segment in the target language, with its original text. If source and target are the same, the text stays.
 * Throws 3002 when there is no translator, and when a translation is missing: all segments are translated or none.
 */
export const translateSegments = async (
  translator: Translator | null,
  script: NarrationScriptInput,
  { sourceLang, targetLang }: Languages,
  run: Run,
): Promise<PaceInput[]> => {
  const segments = script.narration_script.map((segment) => ({
    text: segment.narration,
    sceneIds: (segment.source_scene_ids ?? []).map(Number),
  }))
  if (sourceLang === targetLang) return segments.map((segment) => ({ ...segment, narrationSource: null }))
  if (!translator) throw new AppError('llm_failed', 'narration.no_translator', { sourceLang, targetLang })
  const texts = segments.map((segment) => segment.text)
  const request = { texts, sourceLang, targetLang }
  const translated = await run.step('translate', 1, { ...request, model: translator.model }, (signal) =>
    translator.translate(request, signal),
  )
  return segments.map(({ text, sceneIds }, index) => {
    const translation = translated[index] ?? ''
    if (!translation.trim()) throw new AppError('llm_failed', 'narration.translation_missing', { index, targetLang })
    return { text: translation, narrationSource: text, sceneIds }
  })
}
