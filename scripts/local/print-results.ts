import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { ProductionResult } from '../../harness/run-production.ts'
import { ROOT } from '../../harness/service-process.ts'

type Row = { file: string; seconds: string; scenes: string; what: string }

type Content = Record<string, unknown> & {
  identified_facts_by_character?: Record<string, unknown[]>
  total_scene_count?: number
  narration_script?: { source_scene_ids: number[]; metadata: { pred_audio_duration: number } }[]
  dubbing_script?: { source_scene_ids: number[]; duration_seconds: number }[]
  editing_script?: { b_roll_clips: { scene_id: number; duration: number }[] }[]
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
const distinct = (ids: number[]) => String(new Set(ids).size)

const describe = (content: Content): Omit<Row, 'file'> => {
  const { identified_facts_by_character: facts, narration_script: narration } = content
  const { dubbing_script: dubbing, editing_script: editing } = content
  if (facts) {
    const rows = Object.values(facts)
    return { seconds: '', scenes: '', what: `${sum(rows.map((row) => row.length))} facts on ${rows.length} characters` }
  }
  if (narration) {
    return {
      seconds: sum(narration.map((item) => item.metadata.pred_audio_duration)).toFixed(1),
      scenes: distinct(narration.flatMap((item) => item.source_scene_ids)),
      what: `${narration.length} segments (seconds predicted)`,
    }
  }
  if (dubbing) {
    return {
      seconds: sum(dubbing.map((item) => item.duration_seconds)).toFixed(1),
      scenes: distinct(dubbing.flatMap((item) => item.source_scene_ids)),
      what: `${dubbing.length} takes (seconds measured)`,
    }
  }
  if (editing) {
    const clips = editing.flatMap((entry) => entry.b_roll_clips)
    return {
      seconds: sum(clips.map((clip) => clip.duration)).toFixed(1),
      scenes: distinct(clips.map((clip) => clip.scene_id)),
      what: `${clips.length} clips under ${editing.length} sentences`,
    }
  }
  return { seconds: '', scenes: String(content.total_scene_count ?? ''), what: 'searchable scenes' }
}

/** Writes every file of a production below `folder`, replacing an earlier run's, and returns a row for each result. */
export const saveProduction = (folder: string, result: ProductionResult): Row[] => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(folder, 'audio'), { recursive: true })
  for (const take of result.takes) writeFileSync(join(folder, 'audio', take.name), take.bytes)
  return result.files.map(({ name, bytes }) => {
    const path = join(folder, name)
    writeFileSync(path, bytes)
    return { file: relative(ROOT, path), ...describe(JSON.parse(bytes.toString('utf8')) as Content) }
  })
}

export const renderTable = (rows: Row[]): string => {
  const head: Row = { file: 'file', seconds: 'seconds', scenes: 'scenes', what: 'what' }
  const width = (key: keyof Row) => Math.max(...[head, ...rows].map((row) => row[key].length))
  const line = (row: Row) =>
    `  ${row.file.padEnd(width('file'))}  ${row.seconds.padStart(width('seconds'))}  ${row.scenes.padStart(width('scenes'))}  ${row.what}`
  return [head, ...rows].map(line).join('\n')
}
