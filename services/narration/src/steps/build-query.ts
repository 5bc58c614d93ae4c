import type { ControlParams } from '@vss/shared/contracts/narration-control.ts'
import type { StoryLanguage } from '@vss/shared/story/story.ts'
import { extractKeywords } from '../language/keywords.ts'
import { FOCUSES } from '../language/lexicon.ts'

/** Words taken from one prompt of the person who asked: more would drown the rest of the query. */
const PROMPT_KEYWORDS = 20

/** What retrieval is asked for: what the focus is about, in the language of the story, the people, and the asset. */
export const buildQuery = (control: ControlParams, lang: StoryLanguage, assetName: string): string => {
  const people = control.character_focus.mode === 'specific' ? control.character_focus.characters : []
  const prompt = control.narrative_focus === 'custom' ? (control.custom_prompts?.narrative_focus ?? '') : ''
  const words = [
    ...FOCUSES[lang][control.narrative_focus].keywords,
    ...extractKeywords(prompt, lang).slice(0, PROMPT_KEYWORDS),
    ...people,
    control.perspective === 'first_person' ? (control.perspective_character ?? '') : '',
    assetName,
  ]
  return [...new Set(words.filter((word) => word.trim()))].join(' ')
}
