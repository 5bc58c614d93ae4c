import { readFileSync } from 'node:fs'
import { controlParams } from '@vss/shared/contracts/narration-control.ts'
import { normaliseStory } from '@vss/shared/story/normalise-story.ts'
import type { Story } from '@vss/shared/story/story.ts'
import { countUnits } from '../language/count-units.ts'
import type { DraftSegment } from '../providers/narration-writer.ts'
import { makeOfflineWriter } from '../providers/offline-writer/make-offline-writer.ts'
import { footageMs } from '../steps/footage.ts'
import { planLength } from '../steps/plan-length.ts'
import { chooseSpeakingRate } from '../steps/speaking-rate.ts'
import { writeBrief } from '../steps/write-brief.ts'

const FILES = { zh: 'zh/huigan.blueprint.json', en: 'en/slack-water.dataset.json' } as const

const sampleUrl = (lang: 'zh' | 'en') => new URL(`../../../../samples/${FILES[lang]}`, import.meta.url)

/** A sample story of the repository as an Edge uploads it. */
export const rawSample = (lang: 'zh' | 'en'): Record<string, unknown> =>
  JSON.parse(readFileSync(sampleUrl(lang), 'utf8')) as Record<string, unknown>

export const sampleStory = (lang: 'zh' | 'en'): Story => normaliseStory(rawSample(lang), 'sample')

export type Told = { segments: DraftSegment[]; spokenSec: number; plannedSec: number }

/** A story told offline with every scene retrieved. `control` as a client sends it. */
export const tellStory = async (story: Story, control: Record<string, unknown>): Promise<Told> => {
  const parsed = controlParams.parse(control)
  const speakingRate = chooseSpeakingRate(story.lang, null, 'narration', 1)
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
