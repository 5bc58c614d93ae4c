import type { Artifact, ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import type { DubbingScript } from '@vss/shared/contracts/files/dubbing-script.ts'
import type { AiUsage, NarrationScriptInput } from '@vss/shared/contracts/files/narration-script.ts'
import { storeResult } from '@vss/shared/worker/store-result.ts'
import type { ClaimedTask } from '@vss/shared/worker/task-handler.ts'
import type { Take } from '../cache/take-cache.ts'
import type { Line } from './direct-by-style.ts'
import type { SpeakingPlan } from './plan-speaking.ts'
import type { RecordedLine } from './record-takes.ts'

const INDEX_DIGITS = 4

/** Copies a take to the task as `audio/<index>_<hash>.wav`. Names are unique even where sentences are equal. */
export const storeTake = (
  artifacts: ArtifactStore,
  task: Pick<ClaimedTask, 'orgId' | 'fence'>,
  take: Take,
  index: number,
): Promise<Artifact> => {
  const name = `audio/${String(index).padStart(INDEX_DIGITS, '0')}_${take.sha256.slice(0, 8)}.wav`
  return artifacts.copyForTask(task.orgId, task.fence, name, take, 'audio/wav')
}

type Item = NarrationScriptInput['narration_script'][number]

/** The narration item with its take. Fields that an earlier dubbing left in it are replaced. */
const dubItem = (item: Item, line: Line, take: Take, audioPath: string): DubbingScript['dubbing_script'][number] => {
  const { tts_instruct: _instruct, narration_for_audio: _spoken, ...kept } = item
  return {
    ...kept,
    source_scene_ids: (item.source_scene_ids ?? []).map(Number),
    audio_file_path: audioPath,
    duration_seconds: take.durationMs / 1000,
    tts_instruct: line.instruct,
    ...(line.text === item.narration ? {} : { narration_for_audio: line.text }),
  }
}

type Dubbing = {
  script: NarrationScriptInput
  plan: SpeakingPlan
  lines: readonly Line[]
  recorded: readonly RecordedLine[]
  usage: AiUsage
}

/** Stores the dubbing script, which names the audio files. `totalSec` is the sum of all takes. */
export const storeDubbing = async (
  artifacts: ArtifactStore,
  task: ClaimedTask<'GENERATE_DUBBING'>,
  { script, plan, lines, recorded, usage }: Dubbing,
): Promise<{ artifact: Artifact; totalSec: number }> => {
  const totalSec = recorded.reduce((sum, { take }) => sum + take.durationMs, 0) / 1000
  const { narration_script: items, rag_context_snapshot: _context, ai_total_usage: _usage, ...kept } = script
  const content: DubbingScript = {
    ...kept,
    schema_version: 1,
    generation_date: new Date().toISOString(),
    template_name: plan.templateName,
    lang: plan.language,
    provider: plan.replaces ? `offline: ${plan.settings.provider}` : plan.settings.provider,
    model_used: plan.modelUsed,
    total_duration: totalSec,
    ai_total_usage: usage,
    dubbing_script: items.flatMap((item, index) => {
      const [line, own] = [lines[index], recorded[index]]
      return line && own ? [dubItem(item, line, own.take, own.file.relativePath)] : []
    }),
  }
  return { artifact: await storeResult(artifacts, task, content), totalSec }
}
