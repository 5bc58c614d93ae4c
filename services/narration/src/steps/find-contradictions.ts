import type { StoryLanguage } from '@vss/shared/story/story.ts'
import type { BriefScene, Contradiction, NarrationBrief } from '../brief/brief.ts'
import { textOfScene } from '../brief/brief.ts'
import { type Gender, genderOfFact } from '../language/find-people.ts'
import { escapePattern } from '../language/keywords.ts'
import { SPEECH_EN, SPEECH_ZH } from '../language/lexicon.ts'

/** A value of one letter is found in every other word. */
const SHORTEST_VALUE = 2

const anyOf = (words: readonly string[]): string => [...words].map(escapePattern).join('|')

/** A name with a title that tells a gender: "Mrs Pryce", "沈知夏女士". */
const titlePattern = (name: string, gender: Gender, lang: StoryLanguage): RegExp =>
  lang === 'en'
    ? new RegExp(`\\b(?:${anyOf(SPEECH_EN.titlesOf[gender])})\\.? ${escapePattern(name)}(?!\\p{L})`, 'iu')
    : new RegExp(`${escapePattern(name)}(?:${anyOf(SPEECH_ZH.titlesOf[gender])})`, 'u')

/** What makes somebody something and ends there: "Clara is a nurse.", "Clara, a nurse, …", "沈知夏是律师，…". */
const rolePattern = (name: string, value: string, lang: StoryLanguage): RegExp =>
  lang === 'en'
    ? new RegExp(
        `(?<!\\p{L})${escapePattern(name)}(?:,| is| was) (?:an?|the) ${escapePattern(value)}(?=[.,;:!?]|$)`,
        'iu',
      )
    : new RegExp(`${escapePattern(name)}是(?:一?[名位个])?${escapePattern(value)}(?=[，。；！？]|$)`, 'u')

/** Finds statements against the facts in a text that is shown with those scenes. */
type Check = (text: string, scenes: readonly BriefScene[]) => Contradiction[]

/** Genders all facts of somebody agree on, against the title the text gives. */
const genderCheck = (name: string, values: readonly string[], lang: StoryLanguage): Check => {
  const known = new Set(values.map(genderOfFact))
  const [gender] = known
  if (!gender || known.size > 1) return () => []
  const wrong = titlePattern(name, gender === 'female' ? 'male' : 'female', lang)
  return (text) => {
    const said = wrong.exec(text)?.[0]
    return said ? [{ name, said, known: [...new Set(values)] }] : []
  }
}

/** An occupation the facts give to somebody else alone, and the words of the scenes do not speak of. */
const occupationCheck = (
  name: string,
  values: readonly string[],
  all: readonly string[],
  lang: StoryLanguage,
): Check => {
  const own = values.map((value) => value.toLowerCase())
  const foreign = all.filter((value) => {
    const word = value.toLowerCase()
    return word.length >= SHORTEST_VALUE && !own.some((mine) => mine.includes(word) || word.includes(mine))
  })
  const patterns = foreign.map((value) => ({ value, pattern: rolePattern(name, value, lang) }))
  return (text, scenes) =>
    patterns.flatMap(({ value, pattern }) => {
      const said = pattern.exec(text)?.[0]
      const isShown =
        said &&
        scenes
          .map(({ scene }) => textOfScene({ scene, facts: [] }))
          .join('\n')
          .toLowerCase()
          .includes(value.toLowerCase())
      return said && !isShown ? [{ name, said, known: [...new Set(values)] }] : []
    })
}

/**
 * Finds what a text says of people against the character facts that came with the scenes of the brief: a title of the
 * other gender, or the occupation of somebody else. Only what is said in so many words counts, so that what it finds
 * is certain; who has no fact of that kind can be anything.
 */
export const makeContradictionFinder = ({ scenes, lang }: Pick<NarrationBrief, 'scenes' | 'lang'>): Check => {
  const facts = scenes.flatMap((entry) => entry.facts)
  const valuesOf = (attribute: string) =>
    Map.groupBy(
      facts.filter((fact) => fact.attribute === attribute),
      (fact) => fact.character,
    )
  const occupations = valuesOf('occupation')
  const all = [...new Set([...occupations.values()].flat().map((fact) => fact.value))]
  const checks = [
    ...[...valuesOf('gender')].map(([name, own]) =>
      genderCheck(
        name,
        own.map(({ value }) => value),
        lang,
      ),
    ),
    ...[...occupations].map(([name, own]) =>
      occupationCheck(
        name,
        own.map(({ value }) => value),
        all,
        lang,
      ),
    ),
  ]
  return (text, cited) => checks.flatMap((check) => check(text, cited))
}
