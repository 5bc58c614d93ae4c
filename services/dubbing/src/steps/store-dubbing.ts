import type { Artifact } from '@vss/shared/artifacts/artifact.ts'
import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import { storeResult } from '@vss/shared/artifacts/store-result.ts'
import type { DubbingScript } from '@vss/shared/contracts/files/dubbing-script.ts'
import type { AiUsage, NarrationScriptInput } from '@vss/shared/contracts/files/narration-script.ts'
import type { ClaimedTask } from '@vss/shared/worker/task-handler.ts'
import pLimit from 'p-limit'
import type { Take } from '../takes/take.ts'
import type { Delivery } from './choose-delivery.ts'
import type { Line } from './direct-delivery.ts'

const INDEX_DIGITS = 4

type Item = NarrationScriptInput['narration_script'][number]

/** The narration item as it came, with its take. What an earlier dubbing left in it is replaced. */
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

/** Puts the takes under the task, `audio/<index>_<hash>.wav`: names are unique even where sentences are equal. */
const storeTakes = (
  artifacts: ArtifactStore,
  task: ClaimedTask<'GENERATE_DUBBING'>,
  takes: readonly Take[],
  concurrency: number,
): Promise<Artifact[]> => {
  const limit = pLimit(concurrency)
  const fence = { taskId: task.id, epoch: task.epoch }
  return Promise.all(
    takes.map((take, index) => {
      const name = `audio/${String(index).padStart(INDEX_DIGITS, '0')}_${take.sha256.slice(0, 8)}.wav`
      return limit(() => artifacts.copyForTask(task.orgId, fence, name, take, 'audio/wav'))
    }),
  )
}

type Dubbing = {
  script: NarrationScriptInput
  delivery: Delivery
  lines: readonly Line[]
  takes: readonly Take[]
  usage: AiUsage
}

/** Writes the dubbing script and the audio it names. `totalSec` is the sum of all takes. */
export const storeDubbing = async (
  artifacts: ArtifactStore,
  task: ClaimedTask<'GENERATE_DUBBING'>,
  { script, delivery, lines, takes, usage }: Dubbing,
  concurrency: number,
): Promise<{ artifact: Artifact; totalSec: number }> => {
  const files = await storeTakes(artifacts, task, takes, concurrency)
  const totalSec = takes.reduce((sum, take) => sum + take.durationMs, 0) / 1000
  const { narration_script: items, rag_context_snapshot: _context, ai_total_usage: _usage, ...kept } = script
  const content: DubbingScript = {
    ...kept,
    schema_version: 1,
    generation_date: new Date().toISOString(),
    template_name: delivery.templateName,
    lang: delivery.language,
    provider: delivery.replaces ? `offline: ${delivery.settings.provider}` : delivery.settings.provider,
    model_used: delivery.replaces ? 'offline' : delivery.settings.model,
    total_duration: totalSec,
    ai_total_usage: usage,
    dubbing_script: items.flatMap((item, index) => {
      const [line, take, file] = [lines[index], takes[index], files[index]]
      return line && take && file ? [dubItem(item, line, take, file.relativePath)] : []
    }),
  }
  return { artifact: await storeResult(artifacts, task, content), totalSec }
}
