import type { Scene } from '@vss/shared/story/story.ts'
import type { BriefScene, NarrationBrief } from '../../brief/brief.ts'
import type { People } from '../../language/find-people.ts'
import { extractKeywords } from '../../language/keywords.ts'
import { FOCUSES } from '../../language/lexicon.ts'
import type { Beat } from './beat.ts'

/** Factors a scene's weight is multiplied by; chosen so that a focus decides, and retrieval breaks ties. */
const FACTOR = {
  perFocusHit: 0.3,
  mostFocusHits: 6,
  offFocus: 0.5,
  withPeople: 2.5,
  withoutPeople: 0.4,
  absentTeller: 0.15,
  edge: 1.25,
}

const wordsOf = (scene: Scene): string =>
  [
    scene.name,
    scene.text,
    scene.dynamics,
    scene.mood,
    scene.contentType,
    ...scene.highlights.flatMap((mark) => [mark.description, mark.type, mark.mood, ...mark.tags]),
    ...scene.dialogues.map((line) => line.text),
  ]
    .filter(Boolean)
    .join('\n')
    .toLowerCase()

/** The words that mark what the narration is about. */
export const focusWords = (brief: NarrationBrief): string[] => {
  const own = FOCUSES[brief.lang][brief.focus].keywords
  const prompts = [brief.focus === 'custom' ? brief.focusPrompt : '', brief.style === 'custom' ? brief.stylePrompt : '']
  return [...new Set([...own, ...prompts.flatMap((prompt) => extractKeywords(prompt, brief.lang))])].map((word) =>
    word.toLowerCase(),
  )
}

/** How much each scene matters for this narration; 1 is ordinary. */
export const weighScene = (
  entry: BriefScene,
  beats: readonly Beat[],
  brief: NarrationBrief,
  people: People,
  focusHits: ((text: string) => number) | null,
): number => {
  const { scene } = entry
  const top = Math.max(...brief.scenes.map((other) => other.score), 1e-9)
  const hits = focusHits === null ? 0 : focusHits(wordsOf(scene))
  const focus =
    focusHits === null
      ? 1
      : hits === 0
        ? FACTOR.offFocus
        : 1 + FACTOR.perFocusHit * Math.min(hits, FACTOR.mostFocusHits)
  const present = people.peopleOf(scene)
  const followed =
    brief.characters.length === 0
      ? 1
      : brief.characters.some((name) => present.includes(name))
        ? FACTOR.withPeople
        : FACTOR.withoutPeople
  const teller = brief.narrator && !present.includes(brief.narrator) ? FACTOR.absentTeller : 1
  const isEdge = scene === brief.scenes[0]?.scene || scene === brief.scenes.at(-1)?.scene
  const rich = Math.min(1, beats.length / 5)
  return focus * followed * teller * (isEdge ? FACTOR.edge : 1) * (0.7 + 0.3 * (entry.score / top)) * (0.5 + 0.5 * rich)
}
