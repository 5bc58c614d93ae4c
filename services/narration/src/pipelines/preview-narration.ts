import { controlParams } from '@vss/shared/contracts/narration-control.ts'
import type { Story } from '@vss/shared/story/story.ts'
import type { DraftSegment } from '../brief/brief.ts'
import { countUnits } from '../language/count-units.ts'
import { makeOfflineWriter } from '../providers/offline-writer/make-offline-writer.ts'
import { writeBrief } from '../steps/draft-segments.ts'
import { footageMs } from '../steps/footage.ts'
import { chooseSpeakingRate, planLength } from '../steps/narration-length.ts'

/** A narration made without a task, and its length against the plan. */
export type Preview = { segments: DraftSegment[]; spokenSec: number; plannedSec: number }

/** What the offline writer makes of a story when every scene is retrieved. `control` as a client sends it. */
export const previewNarration = async (story: Story, control: Record<string, unknown>): Promise<Preview> => {
  const parsed = controlParams.parse(control)
  const speakingRate = chooseSpeakingRate({ kind: 'narration', lang: story.lang, asked: null, voicePace: 1 })
  const plan = planLength(footageMs(story.scenes) / 1000, parsed.target_duration_minutes, 0)
  const hits = story.scenes.map((scene) => ({ sceneId: scene.id, score: 1, why: [], facts: [] }))
  const context = { scenes: story.scenes, hits }
  const brief = writeBrief({
    story,
    lang: story.lang,
    control: parsed,
    assetName: story.name,
    context,
    plan,
    speakingRate,
    overflowTolerance: 0,
    temperature: null,
  })
  const segments = await makeOfflineWriter().draft(brief, new AbortController().signal)
  const units = segments.reduce((sum, segment) => sum + countUnits(segment.text, story.lang), 0)
  return { segments, spokenSec: units / speakingRate.rate, plannedSec: plan.totalSec }
}
