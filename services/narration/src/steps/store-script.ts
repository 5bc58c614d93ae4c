import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import type {
  AiUsage,
  NarrationScript,
  NarrationScriptInput,
  NarrationSegment,
} from '@vss/shared/contracts/files/narration-script.ts'
import { storeResult } from '@vss/shared/worker/store-result.ts'
import type { ClaimedTask } from '@vss/shared/worker/task-handler.ts'
import type { Assignment, Languages } from './assignment.ts'
import type { Context } from './retrieve-context.ts'

export type NarrationToStore = {
  assignment: Assignment
  query: string
  context: Context
  segments: NarrationSegment[]
  usage: AiUsage
}

/** Stores `narration_script_<uuid>.json` and returns its `relative_path`. */
export const storeNarration = async (
  artifacts: ArtifactStore,
  task: ClaimedTask<'GENERATE_NARRATION'>,
  narration: NarrationToStore,
): Promise<string> => {
  const { context, assignment } = narration
  const { control_params: control, debug } = task.payload.service_params
  const now = new Date().toISOString()
  const script: NarrationScript = {
    schema_version: 1,
    generation_date: now,
    asset_name: assignment.assetName,
    source_corpus: context.corpusName,
    lang: assignment.lang,
    style: control.style,
    perspective: control.perspective,
    rag_context_snapshot: {
      corpus_name: context.corpusName,
      corpus_version: context.corpusVersion,
      hits: context.hits.map((hit) => ({ scene_id: hit.sceneId, score: hit.score })),
      dropped_count: context.droppedCount,
    },
    narration_script: narration.segments,
    ai_total_usage: narration.usage,
    ...(debug && {
      debug: { query: narration.query, why: context.hits.map((hit) => ({ scene_id: hit.sceneId, why: hit.why })) },
    }),
  }
  return (await storeResult(artifacts, task, script)).relativePath
}

/** The script comes back from a client, which may have written anything into its optional keys. */
const textOr = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise)

/** Stores `localized_script_<uuid>.json`: the master script with its segments replaced and its other keys kept. */
export const storeLocalized = async (
  artifacts: ArtifactStore,
  task: ClaimedTask<'LOCALIZE_NARRATION'>,
  script: NarrationScriptInput,
  segments: readonly NarrationSegment[],
  languages: Languages,
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
