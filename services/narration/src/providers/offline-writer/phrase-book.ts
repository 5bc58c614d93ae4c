import type { NarrationStyle } from '@vss/shared/contracts/narration-control.ts'
import type { StoryLanguage } from '@vss/shared/story/story.ts'
import { PHRASES, type Phrases, type SceneTag } from '../../language/lexicon.ts'

type ListName = {
  [Name in keyof Phrases]: Phrases[Name] extends string[] ? Name : never
}[keyof Phrases]

export type PhraseWish = {
  /** In the words of no style, where its manner would contradict what is told. */
  plain?: boolean
  /** Only phrases with this slot, if there are any. */
  slot?: string
}

/** The phrases of one style, taken in turn so that none comes twice in a row. */
export type PhraseBook = Pick<Phrases, 'weights' | 'commentEvery' | 'lightComments'> & {
  next(list: ListName): string
  /** All the ways to put one thing. */
  options(list: ListName, wish?: PhraseWish): readonly string[]
  all(list: ListName): readonly string[]
  /** A comment not yet made, about one of the tags if there is one; null when all are used up. */
  takeComment(tags: readonly SceneTag[], isDark: boolean): string | null
}

/** The built-in style a custom prompt asks for: the one with most of its words in the prompt, else `custom`. */
const styleOf = (style: NarrationStyle, prompt: string, lang: StoryLanguage): NarrationStyle => {
  if (style !== 'custom') return style
  const text = prompt.toLowerCase()
  const hits = Object.entries(PHRASES[lang].styles).map(([name, entry]) => ({
    name: name as NarrationStyle,
    count: (entry.alias ?? []).filter((word) => text.includes(word)).length,
  }))
  const best = hits.reduce((a, b) => (b.count > a.count ? b : a))
  // A plain wish still is a wish: it is never told exactly as nobody's wish would be.
  return best.count > 0 && best.name !== 'objective' ? best.name : 'custom'
}

export const makePhraseBook = (style: NarrationStyle, prompt: string, lang: StoryLanguage): PhraseBook => {
  const { base, styles } = PHRASES[lang]
  const phrases: Phrases = { ...base, ...styles[styleOf(style, prompt, lang)] }
  const turn = new Map<string, number>()
  const used = new Set<string>()
  const take = (key: string, entries: readonly string[]): string => {
    const at = turn.get(key) ?? 0
    turn.set(key, at + 1)
    return entries[at % entries.length] ?? ''
  }
  return {
    weights: phrases.weights,
    commentEvery: phrases.commentEvery,
    lightComments: phrases.lightComments,
    all: (list) => phrases[list],
    next: (list) => take(list, phrases[list]),
    options: (list, { plain = false, slot = '' } = {}) => {
      const all = plain ? base[list] : phrases[list]
      const fitting = all.filter((phrase) => phrase.includes(slot))
      return fitting.length > 0 ? fitting : all
    },
    takeComment: (tags, isDark) => {
      const general = isDark && phrases.lightComments ? [] : ['any' as const]
      const found = [...tags, ...general]
        .flatMap((tag) => phrases.comments[tag] ?? [])
        .find((comment) => !used.has(comment))
      if (found) used.add(found)
      return found ?? null
    },
  }
}
