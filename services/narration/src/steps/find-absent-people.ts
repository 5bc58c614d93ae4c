import type { Story } from '@vss/shared/story/story.ts'
import type { BriefScene } from '../brief/brief.ts'
import { textOfScene } from '../brief/brief.ts'
import { nameOfSpeaker } from '../language/find-people.ts'
import { escapePattern } from '../language/keywords.ts'
import { SPEECH_EN } from '../language/lexicon.ts'

/** Two letters of a name are too few to tell it from a word. */
const SHORTEST_PART = 3

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })
/** Whether a dictionary knows it: "天明" and "护士" are words before they are anybody. */
const isChineseWord = (form: string): boolean => {
  const [first, ...rest] = segmenter.segment(form)
  return first !== undefined && rest.length === 0
}

const partsOf = (name: string, lang: Story['lang']): string[] => {
  const characters = Array.from(name)
  if (lang === 'zh') return characters.length === 3 ? [characters.slice(1).join('')] : []
  return name.split(/\s+/).filter((word) => {
    const isTitle = SPEECH_EN.titles.includes(word.toLowerCase().replace(/\.$/, ''))
    return word.length >= SHORTEST_PART && /^\p{Lu}/u.test(word) && !isTitle
  })
}

/**
 * Finds whom a text names although none of its scenes does. A person goes by the whole name and by each part of it that
 * is nobody else's and no word of the story; any part of a name in a scene counts as being there. So what it finds is
 * certain, and what it does not know (pronouns, nicknames) it leaves alone.
 */
export const makeAbsentPeopleFinder = (story: Story) => {
  const { lang } = story
  const names = [...new Set(story.characters.flatMap((raw) => nameOfSpeaker(raw, lang) ?? []))]
  const owners = new Map<string, Set<string>>()
  const own = (form: string, name: string) => owners.set(form, (owners.get(form) ?? new Set()).add(name))
  for (const name of names) for (const form of [name, ...partsOf(name, lang)]) own(form, name)
  const words = new Set(
    story.scenes.flatMap((scene) => textOfScene({ scene, facts: [] }).match(/(?<!\p{L})\p{Ll}+/gu) ?? []),
  )
  const nameOf = new Map(
    [...owners].flatMap(([form, who]): [string, string][] => {
      const [name, ...others] = who
      const isWord =
        Array.from(form).length < 2 || (lang === 'zh' ? isChineseWord(form) : words.has(form.toLowerCase()))
      return name && others.length === 0 && !isWord ? [[form, name]] : []
    }),
  )
  const forms = [...nameOf.keys()].sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
  const any = forms.map(escapePattern).join('|')
  const pattern = new RegExp(lang === 'en' ? `(?<!\\p{L})(?:${any})(?!\\p{L})` : any, 'gu')

  return (text: string, scenes: readonly Pick<BriefScene, 'scene' | 'facts'>[]): string[] => {
    if (forms.length === 0) return []
    const named = new Set((text.match(pattern) ?? []).flatMap((form) => nameOf.get(form) ?? []))
    const material = scenes.map(textOfScene).join('\n')
    return [...named].filter((name) => ![name, ...partsOf(name, lang)].some((form) => material.includes(form)))
  }
}
