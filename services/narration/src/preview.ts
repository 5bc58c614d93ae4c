import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { controlParams } from '@vss/shared/contracts/narration-control.ts'
import { footageMs } from '@vss/shared/story/footage.ts'
import { normaliseStory } from '@vss/shared/story/normalise-story.ts'
import { makeOfflineWriter } from './providers/offline-writer/make-offline-writer.ts'
import { countUnits } from './steps/count-units.ts'
import { briefOf } from './steps/draft-narration.ts'
import { planLength } from './steps/plan-length.ts'
import { chooseSpeakingRate } from './steps/speaking-rate.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    style: { type: 'string' },
    focus: { type: 'string' },
    minutes: { type: 'string' },
    as: { type: 'string' },
  },
})
const story = normaliseStory(JSON.parse(readFileSync(positionals[0] ?? '', 'utf8')), 'story')
const control = controlParams.parse({
  style: values.style,
  narrative_focus: values.focus,
  perspective: values.as ? 'first_person' : 'third_person',
  perspective_character: values.as,
  custom_prompts: { style: '-', narrative_focus: '-' },
})
const { rate } = chooseSpeakingRate(story.lang, null, 'narration')
const plan = planLength(footageMs(story.scenes) / 1000, values.minutes ? Number(values.minutes) : null, 0)
const hits = story.scenes.map((scene) => ({ sceneId: scene.id, score: 1, why: [], facts: [] }))
const brief = briefOf({
  story,
  lang: story.lang,
  control,
  assetName: story.name,
  context: { scenes: story.scenes, hits },
  plan,
  rate,
  overflowTolerance: 0,
})
const segments = await makeOfflineWriter().draft(brief, AbortSignal.timeout(60_000))
for (const { text, sceneIds } of segments) console.log(`[${sceneIds}] ${text}\n`)
const spokenSec = segments.reduce((sum, segment) => sum + countUnits(segment.text, story.lang), 0) / rate
console.log(`${segments.length} segments, ${spokenSec.toFixed(0)} of ${plan.totalSec.toFixed(0)} s`)
