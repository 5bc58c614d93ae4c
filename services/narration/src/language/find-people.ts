import { isPlaceholder } from '@vss/shared/story/json-record.ts'
import type { Scene, Story, StoryLanguage } from '@vss/shared/story/story.ts'
import nlp from 'compromise/two'
import type { BriefScene } from '../brief/brief.ts'
import { escapePattern } from './keywords.ts'
import { LEXICON, SPEECH_EN } from './lexicon.ts'
import { splitSentences } from './sentences.ts'

/** A speaker label without asides; null when it is not a name. */
export const nameOfSpeaker = (raw: string | null, lang: StoryLanguage): string | null => {
  const name = (raw ?? '').replace(/[(（[【].*$/, '').trim()
  const odd = /\d{2,}|[_#{}<>|\\/@:：]/.test(name) || !/\p{L}/u.test(name)
  if (!name || odd || isPlaceholder(name) || name.length > 40 || LEXICON[lang].notNames.includes(name.toLowerCase()))
    return null
  return name
}

export type Gender = 'female' | 'male'

/** The people of a story. */
export type People = {
  /** Speakable names, longest first, so that a short name never hides inside a long one. */
  names: string[]
  gender: ReadonlyMap<string, Gender>
  /** The names a text holds, in order of appearance. */
  namesIn(text: string): string[]
  /** Whether the story also writes the word in lower case: then it is not a name. */
  isCommon(word: string): boolean
  /** The people of a scene: its speakers, and those its texts name. */
  peopleOf(scene: Scene): string[]
}

const finderOf = (names: readonly string[], lang: StoryLanguage) => {
  if (names.length === 0) return (): string[] => []
  const any = names.map(escapePattern).join('|')
  const pattern = new RegExp(lang === 'en' ? `(?<![\\p{L}])(?:${any})(?![\\p{L}])` : any, 'gu')
  return (text: string): string[] => [...new Set(text.match(pattern) ?? [])]
}

const PRONOUN: Record<StoryLanguage, Record<Gender, RegExp>> = {
  en: { female: /\b(?:she|her|hers|herself)\b/gi, male: /\b(?:he|him|his|himself)\b/gi },
  zh: { female: /她(?!们)/g, male: /(?<!其|吉|排)他(?!们|人|乡)/g },
}

const firstAt = (text: string, pattern: RegExp): number => {
  const found = text.search(new RegExp(pattern.source, 'i'))
  return found < 0 ? Number.POSITIVE_INFINITY : found
}

/** A pronoun after a verb or preposition means somebody else ("Okafor shows her; …"). */
const OBJECT = /\b(?:him|her(?=[.,;:!?]|\s+(?:the|a|an|to|in|on|at|by|with|from|for|and|that)\b|$))/gi

/** In English the first pronoun after a lone name nearly always means that person, unless it is an object. */
const englishVote = (after: string): number => {
  const own = after.replace(OBJECT, ' ')
  const [female, male] = [firstAt(own, PRONOUN.en.female), firstAt(own, PRONOUN.en.male)]
  return female === male ? 0 : female < male ? 1 : -1
}

/** In Chinese only a pronoun that opens a clause reliably means the person named before. */
const chineseVote = (after: string): number => {
  if (/[，。；！？]她(?!们)/.test(after)) return /[，。；！？]他(?!们)/.test(after) ? 0 : 1
  return /[，。；！？]他(?!们)/.test(after) ? -1 : 0
}

/** Votes needed for a decision. */
const SURE_VOTES = { en: 1, zh: 2 } as const

/** Votes of the pronouns after each lone name: above zero female, below zero male. */
const countVotes = (texts: readonly string[][], lang: StoryLanguage, namesIn: (text: string) => string[]) => {
  const votes = new Map<string, number>()
  for (const sentences of texts) {
    for (const [index, sentence] of sentences.entries()) {
      const [name, ...others] = namesIn(sentence)
      if (!name || others.length > 0) continue
      // "A chemist recognises the photograph Okafor shows": the pronouns that follow may mean the chemist.
      if (lang === 'en' && /\b(?:a|an)\s+[a-z]/i.test(sentence.slice(0, sentence.indexOf(name)))) continue
      const next = sentences[index + 1] ?? ''
      const after = sentence.slice(sentence.indexOf(name) + name.length) + (namesIn(next).length === 0 ? next : '')
      const vote = lang === 'en' ? englishVote(after) : chineseVote(after)
      votes.set(name, (votes.get(name) ?? 0) + vote)
    }
  }
  return votes
}

/** The characters of a Chinese given name usually show the gender; for English names the tagger has lists. */
const genderOfName = (name: string, lang: StoryLanguage): Gender | null => {
  if (lang === 'en') {
    const title = name.split(/[.\s]/)[0]?.toLowerCase() ?? ''
    if (SPEECH_EN.titlesOf.female.includes(title)) return 'female'
    if (SPEECH_EN.titlesOf.male.includes(title)) return 'male'
    const tags = nlp(name).json()[0]?.terms?.[0]?.tags as string[] | undefined
    if (tags?.includes('FemaleName')) return 'female'
    return tags?.includes('MaleName') ? 'male' : null
  }
  const given = name.slice(1)
  const count = (gender: Gender) => LEXICON.zh.nameCharacters[gender].filter((char) => given.includes(char)).length
  const [female, male] = [count('female'), count('male')]
  return female === male ? null : female > male ? 'female' : 'male'
}

/** What people call themselves: "我是……的女儿". */
const ownWords = (name: string, story: Story, lang: StoryLanguage): Gender | null => {
  if (lang === 'en') return null
  for (const ending of ['female', 'male'] as const) {
    if (LEXICON.zh[ending].some((word) => word.length > 1 && name.endsWith(word))) return ending
  }
  for (const line of story.scenes.flatMap((scene) => scene.dialogues)) {
    if (line.speaker !== name || !/我是|我不是/.test(line.text)) continue
    if (/我是[^，。]{0,6}(?:女儿|妈|姐|妹|孤女|外孙女)/.test(line.text)) return 'female'
    if (/我是[^，。]{0,6}(?:儿子|爸|哥|弟|外孙(?!女))/.test(line.text)) return 'male'
  }
  return null
}

/** How one of two people addresses the other: "王爷，……", "…, ma'am." */
const callsFor = (lang: StoryLanguage, gender: Gender): RegExp => {
  if (lang === 'zh') {
    const words = LEXICON.zh[gender].filter((word) => word.length > 1)
    return new RegExp(`^回?(?:${words.join('|')})[，。！？]`)
  }
  const words = gender === 'female' ? ["ma'am", 'madam', 'miss'] : ['sir']
  return new RegExp(`(?:^|, )(?:${words.join('|')})[,.!?]`, 'i')
}
const CALLS = {
  en: { female: callsFor('en', 'female'), male: callsFor('en', 'male') },
  zh: { female: callsFor('zh', 'female'), male: callsFor('zh', 'male') },
} as const

/** How each person is addressed in scenes of two. */
const addressed = (story: Story, lang: StoryLanguage): ReadonlyMap<string, Gender> => {
  const found = new Map<string, Gender>()
  for (const scene of story.scenes) {
    const speakers = [...new Set(scene.dialogues.map((line) => nameOfSpeaker(line.speaker, lang)))]
    const [one, other] = speakers
    if (speakers.length !== 2 || !one || !other) continue
    for (const line of scene.dialogues) {
      const listener = nameOfSpeaker(line.speaker, lang) === one ? other : one
      for (const gender of ['female', 'male'] as const) {
        if (CALLS[lang][gender].test(line.text) && !found.has(listener)) found.set(listener, gender)
      }
    }
  }
  return found
}

/** The gender of a fact's value; null when it states none. */
export const genderOfFact = (value: string): Gender | null => {
  if (/女|female|woman|girl/i.test(value)) return 'female'
  return /男|male|\bman\b|boy/i.test(value) ? 'male' : null
}

/**
 * The names of a story and their genders.
 *
 * A gender decides which pronoun may stand for a person, and a wrong one makes the narration wrong, so it stays unknown
 * unless there is evidence. The evidence, strongest first: a stated fact; what people call themselves; how the other
 * person in a scene of two addresses them; the pronouns that follow a name in a sentence without other names, counted as
 * votes (one decides in English, two in Chinese); the name itself.
 */
export const findPeople = (story: Story, briefScenes: readonly BriefScene[], lang: StoryLanguage): People => {
  const labels = story.characters.flatMap((raw) => nameOfSpeaker(raw, lang) ?? [])
  const names = [...new Set(labels)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
  const namesIn = finderOf(names, lang)
  const texts = story.scenes.flatMap((scene) =>
    [scene.text, scene.dynamics, scene.mood, ...scene.highlights.map((mark) => mark.description)].map((text) =>
      splitSentences(text, lang),
    ),
  )
  const votes = countVotes(texts, lang, namesIn)
  const calls = addressed(story, lang)
  const gender = new Map<string, Gender>()
  for (const name of names) {
    const facts = briefScenes.flatMap((entry) => entry.facts)
    const fact = facts.find((row) => row.character === name && row.attribute === 'gender')
    const vote = votes.get(name) ?? 0
    const voted = Math.abs(vote) < SURE_VOTES[lang] ? null : vote > 0 ? 'female' : 'male'
    const known =
      (fact && genderOfFact(fact.value)) ??
      ownWords(name, story, lang) ??
      calls.get(name) ??
      voted ??
      genderOfName(name, lang)
    if (known) gender.set(name, known)
  }
  const peopleOf = (scene: Scene): string[] => {
    const told = [scene.text, scene.dynamics, ...scene.highlights.map((mark) => mark.description)].join('\n')
    const speakers = scene.dialogues.flatMap((line) => nameOfSpeaker(line.speaker, lang) ?? [])
    return [...new Set([...namesIn(told), ...speakers])]
  }
  const common = new Set(
    texts
      .flat()
      .join(' ')
      .match(/(?<=\s)[a-z]+/g) ?? [],
  )
  return { names, gender, namesIn, peopleOf, isCommon: (word) => common.has(word) }
}
