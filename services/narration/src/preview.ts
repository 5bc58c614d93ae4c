import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { normaliseStory } from '@vss/shared/story/normalise-story.ts'
import { previewNarration } from './pipelines/preview-narration.ts'

// Reads a story and prints what the offline writer makes of it: for people who edit the word files.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    style: { type: 'string' },
    focus: { type: 'string' },
    minutes: { type: 'string' },
    as: { type: 'string' },
    prompt: { type: 'string', default: '-' },
  },
})
const story = normaliseStory(JSON.parse(readFileSync(positionals[0] ?? '', 'utf8')), 'story')
const told = await previewNarration(story, {
  style: values.style,
  narrative_focus: values.focus,
  perspective: values.as ? 'first_person' : 'third_person',
  perspective_character: values.as,
  custom_prompts: { style: values.prompt, narrative_focus: values.prompt },
  target_duration_minutes: values.minutes ? Number(values.minutes) : null,
})
for (const { text, sceneIds } of told.segments) console.log(`[${sceneIds}] ${text}\n`)
console.log(`${told.segments.length} segments, ${told.spokenSec.toFixed(0)} of ${told.plannedSec.toFixed(0)} s`)
