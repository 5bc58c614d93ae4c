import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import type { AiUsage, NarrationScriptInput, NarrationSegment } from '@vss/shared/contracts/files/narration-script.ts'
import { storeResult } from '@vss/shared/worker/store-result.ts'
import type { ClaimedTask } from '@vss/shared/worker/task-handler.ts'

/** The file came back from a client, which may have written anything into the keys nobody asks for. */
const textOr = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise)

/** Writes `localized_script_<uuid>.json`: the master script with its segments replaced, its other keys kept. */
export const storeLocalized = async (
  artifacts: ArtifactStore,
  task: ClaimedTask<'LOCALIZE_NARRATION'>,
  script: NarrationScriptInput,
  segments: readonly NarrationSegment[],
  languages: { sourceLang: string; targetLang: string },
  usage: AiUsage,
): Promise<string> => {
  const now = new Date().toISOString()
  const { asset_name: assetName, source_corpus: corpus, style, perspective } = script
  const content = {
    rag_context_snapshot: null,
    ...script,
    asset_name: textOr(assetName, ''),
    source_corpus: textOr(corpus, ''),
    style: style ?? 'objective',
    perspective: perspective ?? 'third_person',
    schema_version: 1,
    generation_date: now,
    lang: languages.targetLang,
    source_lang: languages.sourceLang,
    target_lang: languages.targetLang,
    narration_script: segments.map((segment, at) => ({ ...script.narration_script[at], ...segment })),
    ai_total_usage: usage,
  }
  return (await storeResult(artifacts, task, content)).relativePath
}
