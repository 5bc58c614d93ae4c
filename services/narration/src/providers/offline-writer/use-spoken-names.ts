import type { Scene } from '@vss/shared/story/story.ts'
import type { NarrationBrief } from '../../brief/brief.ts'
import { nameOfSpeaker } from '../../language/find-people.ts'
import { escapePattern } from '../../language/keywords.ts'
import { SPEECH_EN } from '../../language/lexicon.ts'

/*
 * Annotators write one person in several ways ("Dr. Clara Pryce", "Clara"). The narration uses one short name per person,
 * so every name form in prose and speaker labels is replaced before anything else happens. A part of a name is used only if
 * it belongs to one person and is not a word of the story.
 */

type Rename = { spoken: string; pattern: RegExp }

const { titles, titlesOf } = SPEECH_EN
const TITLES = titles.map((title) => title.charAt(0).toUpperCase() + title.slice(1)).join('|')

const bare = (word: string): string => word.toLowerCase().replace(/\.$/, '')

/** "Mrs. Vail" stays: her title is how she is called. */
const hasManners = (name: string): boolean =>
  [...titlesOf.female, ...titlesOf.male].includes(bare(name.split(/\s/)[0] ?? ''))

/** The parts of a name that may stand for it: "Clara", "Pryce"; titles and small words may not. */
const partsOf = (name: string): string[] =>
  name.split(/\s+/).filter((word) => /^\p{Lu}\p{L}{2,}$/u.test(word) && !titles.includes(bare(word)))

/** "Clara Pryce" is called "Clara" and "Dr. Hale" "Hale", where nobody else and no other word of the story is. */
const englishRenames = (names: readonly string[], prose: string): Rename[] => {
  const count = new Map<string, number>()
  const parts = names.filter((name) => name.includes(' ')).flatMap((name) => [...new Set(partsOf(name))])
  for (const part of parts) count.set(part, (count.get(part) ?? 0) + 1)
  const isFree = (part: string) => count.get(part) === 1 && !new RegExp(`\\b${part.toLowerCase()}\\b`).test(prose)
  return names.flatMap((name) => {
    if (!name.includes(' ') || hasManners(name)) return []
    const free = partsOf(name).filter(isFree)
    const [spoken] = free
    if (!spoken) return []
    const any = [name, ...free].map(escapePattern).join('|')
    return [{ spoken, pattern: new RegExp(`(?:\\b(?:${TITLES})\\.? )?(?<![\\p{L}])(?:${any})(?![\\p{L}])`, 'gu') }]
  })
}

/** The one who tells is "I" by given name as well: 小满 is 林小满. */
const chineseRenames = (narrator: string | null): Rename[] =>
  narrator && Array.from(narrator).length === 3
    ? [{ spoken: narrator, pattern: new RegExp(`(?<!${narrator.charAt(0)})${escapePattern(narrator.slice(1))}`, 'g') }]
    : []

const renamesOf = (brief: NarrationBrief): Rename[] => {
  if (brief.lang === 'zh') return chineseRenames(brief.narrator)
  const names = brief.story.characters.flatMap((raw) => nameOfSpeaker(raw, 'en') ?? [])
  const prose = brief.story.scenes.flatMap((scene) => [scene.text, scene.dynamics, scene.mood]).join('\n')
  return englishRenames([...new Set(names)], prose)
}

/**
 * The brief with every person under the one name they are called by when told: in prose and as speaker, whatever the
 * annotators wrote. Dialogue itself stays as it was said.
 */
export const useSpokenNames = (brief: NarrationBrief): NarrationBrief => {
  const renames = renamesOf(brief)
  if (renames.length === 0) return brief
  const rename = <Text extends string | null>(text: Text): Text =>
    text === null
      ? text
      : (renames.reduce<string>((told, { spoken, pattern }) => told.replace(pattern, spoken), text) as Text)
  const known = new Map<string, Scene>()
  const renameScene = (scene: Scene): Scene => {
    const told: Scene = known.get(scene.id.toString()) ?? {
      ...scene,
      text: rename(scene.text),
      location: rename(scene.location),
      dynamics: rename(scene.dynamics),
      mood: rename(scene.mood),
      highlights: scene.highlights.map((mark) => ({ ...mark, description: rename(mark.description) })),
      dialogues: scene.dialogues.map((line) => ({ ...line, speaker: rename(line.speaker) })),
    }
    known.set(scene.id.toString(), told)
    return told
  }
  return {
    ...brief,
    story: {
      ...brief.story,
      characters: [...new Set(brief.story.characters.map(rename))],
      scenes: brief.story.scenes.map(renameScene),
    },
    scenes: brief.scenes.map((entry) => ({
      ...entry,
      scene: renameScene(entry.scene),
      facts: entry.facts.map((fact) => ({ ...fact, character: rename(fact.character) })),
    })),
    narrator: rename(brief.narrator),
    characters: brief.characters.map(rename),
  }
}
