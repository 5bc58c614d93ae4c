import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import type { AiUsage, NarrationScript, NarrationSegment } from '@vss/shared/contracts/files/narration-script.ts'
import { storeResult } from '@vss/shared/worker/store-result.ts'
import type { ClaimedTask } from '@vss/shared/worker/task-handler.ts'
import type { Assignment } from './read-assignment.ts'
import type { Context } from './retrieve-context.ts'

export type NarrationToStore = {
  assignment: Assignment
  query: string
  context: Context
  segments: NarrationSegment[]
  usage: AiUsage
}

/** Writes `narration_script_<uuid>.json` and returns its `relative_path`. */
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
