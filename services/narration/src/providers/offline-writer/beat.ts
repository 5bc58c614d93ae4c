import type { Dialogue, StoryLanguage } from '@vss/shared/story/story.ts'
import type { BriefScene } from '../../brief/brief.ts'
import { LEXICON } from '../../language/lexicon.ts'

export type BeatKind = 'text' | 'dynamics' | 'highlight' | 'speech' | 'quote' | 'mood'

/** One thing worth telling about a scene, as a whole sentence. */
export type Beat = {
  kind: BeatKind
  sceneId: number
  sentence: string
  /** Other ways to put it, and the list they come from: told in turn, so that no phrase becomes a refrain. */
  variants: readonly string[]
  family: string
  /** Length in units of the language: characters or words. */
  units: number
  /** When in the scene it is told, in milliseconds of its chapter; ties by order of appearance. */
  atMs: number
  /** The beat it cannot stand without: its words point there. */
  needs: Beat | null
  /** How it goes on when it is told right after the beat it follows in its text. */
  following: { after: Beat; sentence: string } | null
  /** The line of dialogue it retells or quotes: a line is told once. */
  line: Dialogue | null
  /** How much it is worth telling before style and focus are asked. */
  value: number
  /** What it is about, for finding beats that say the same: content words, or pairs of characters. */
  marks: ReadonlySet<string>
}

/** A scene with everything that could be told of it. */
export type TellableScene = BriefScene & { beats: Beat[]; people: string[]; weight: number }

/** Endings that make no other word: walks, walked, walking. */
const stem = (word: string): string => word.replace(/(?:'s|’s)$/, '').replace(/(?:ing|ed|es|s)$/, '')

/** Chinese characters that carry no content of their own, and everything that is no character. */
const LIGHT = new RegExp(`[${LEXICON.zh.lightCharacters}]|[^\u3400-\u9fff]`, 'g')

/** What a text is about: stems of English content words, Chinese characters of content. */
export const contentMarks = (text: string, lang: StoryLanguage): ReadonlySet<string> => {
  if (lang === 'zh') return new Set(text.replace(LIGHT, ''))
  const words = text.toLowerCase().match(/[a-z][a-z'’-]{2,}/g) ?? []
  return new Set(words.filter((word) => !LEXICON.en.stopWords.includes(word)).map(stem))
}

/** How much two texts say the same: shared marks by the marks of the shorter one, 0…1. */
export const likeness = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a]
  if (small.size === 0) return 0
  let common = 0
  for (const mark of small) if (large.has(mark)) common += 1
  return common / small.size
}
