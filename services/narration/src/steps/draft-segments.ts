import type { Run } from '@vss/shared/worker/task-handler.ts'
import type { DraftSegment, NarrationBrief } from '../brief/brief.ts'
import type { NarrationWriter } from '../providers/narration-writer.ts'

/** Raised when what a draft means changes, so that drafts kept from before are not used. */
const DRAFT_VERSION = 1

/** Has the narration written, once per task: a re-run takes the draft it already has. */
export const draftSegments = (writer: NarrationWriter, brief: NarrationBrief, run: Run): Promise<DraftSegment[]> => {
  const { story, scenes, ...rest } = brief
  const input = {
    ...rest,
    model: writer.model,
    story: story.name,
    scenes: scenes.map(({ scene, ...entry }) => ({ id: scene.id, ...entry })),
  }
  return run.step('draft', DRAFT_VERSION, input, (signal) => writer.draft(brief, signal))
}
