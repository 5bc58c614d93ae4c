import type { Scene } from '@vss/shared/story/story.ts'
import type { FoundFact } from '../providers/fact-finder.ts'

/** A longer "value" is a sentence about somebody, not a fact. */
const MAX_VALUE_CHARS = 200
/** A single letter occurs in every scene and proves nothing. */
const MIN_SOURCE_LETTERS = 2
/** A longer passage is searched for literally only. */
const MAX_PATTERN_CHARS = 2_000

/** Marks that writers, keyboards and models swap without a change of meaning. */
const ALIKE = [`"“”„«»「」『』`, `'‘’‚\``, '—–―-', '…⋯', ',，', '.。', '!！', '?？', ':：', ';；', '(（', ')）']

/** All prose, speech and captions of a scene, text by text. */
export const textsOfScene = (scene: Scene): string[] =>
  [
    scene.text,
    scene.dynamics,
    scene.mood,
    ...scene.dialogues.map(({ text }) => text),
    ...scene.captions.map(({ text }) => text),
    ...scene.highlights.map(({ description }) => description),
  ].filter((text) => text !== null)

const escaped = (character: string) => character.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&')
const patternOf = (character: string): string => {
  const alike = ALIKE.find((characters) => characters.includes(character))
  return alike ? `[${[...alike].map(escaped).join('')}]` : escaped(character)
}

/** Matches a passage whatever its white space and variants of marks. */
const toPattern = (source: string): RegExp =>
  new RegExp(
    source
      .trim()
      .split(/\s+/)
      .map((word) => [...word].map(patternOf).join(''))
      .join('\\s+'),
    'u',
  )

/** The passage as the scene has it; null if the scene does not contain it. */
const findQuote = (scene: Scene | undefined, source: string): string | null => {
  if (!scene || (source.match(/[\p{L}\p{N}]/gu)?.length ?? 0) < MIN_SOURCE_LETTERS) return null
  const texts = textsOfScene(scene)
  if (texts.some((text) => text.includes(source))) return source
  if (source.length > MAX_PATTERN_CHARS) return null
  const pattern = toPattern(source)
  for (const text of texts) {
    const found = pattern.exec(text)
    if (found) return found[0]
  }
  return null
}

/**
 * The facts whose source text occurs in the scene they name, which must be one of `scenes`, those that were read. Their
 * source text becomes the wording of the scene. All others are dropped: a finder may make things up, a result may not.
 */
export const filterStatedFacts = (facts: readonly FoundFact[], scenes: readonly Scene[]): FoundFact[] => {
  const sceneOf = new Map(scenes.map((scene) => [scene.id, scene]))
  return facts.flatMap((fact) => {
    const sourceText = findQuote(sceneOf.get(fact.sceneId), fact.sourceText)
    const value = fact.value.replace(/\s+/g, ' ').trim()
    if (sourceText === null || value === '' || value.length > MAX_VALUE_CHARS) return []
    return [{ ...fact, value, sourceText }]
  })
}
