import { loadYaml } from '@vss/shared/process/load-yaml.ts'
import { FACT_ATTRIBUTES, type FactAttribute } from '@vss/shared/story/facts.ts'
import type { StoryLanguage } from '@vss/shared/story/story.ts'
import { z } from 'zod'
import type { Finding } from './language-rules.ts'

const words = z.array(z.string().min(1)).min(1)
/** Words with the value each stands for. */
const values = z.record(z.string().min(1), z.string().min(1))

/** The words of one attribute, by how a sentence uses them. */
const attributeWords = z.strictObject({
  /** "is a …" */
  nouns: z.union([words, values]).optional(),
  /** "is …" */
  states: words.optional(),
  /** Words that may follow a state without changing it. */
  stateTails: words.optional(),
  /** "has …" */
  owned: words.optional(),
  /** "can …" */
  skills: words.optional(),
  /** "is the … of somebody" */
  kin: words.optional(),
  /** "pretends to be …" */
  disguises: words.optional(),
  /** Forms of address. */
  titles: values.optional(),
})
const keywordsFile = z.partialRecord(z.enum(FACT_ATTRIBUTES), attributeWords)

export type Keyword = { word: string; value: string; attribute: FactAttribute }

/** The keywords of one language, longest first, so that the most specific one is found. */
export type Lexicon = {
  nouns: Keyword[]
  states: Keyword[]
  owned: Keyword[]
  skills: Keyword[]
  titles: Keyword[]
  kin: string[]
  disguises: string[]
  tailsOf(attribute: FactAttribute): readonly string[]
}

/**
 * Positions are trades and social standing. Their modifiers are part of the value: a finance director is one, while a
 * "big orphan" is an orphan. And a former position still explains a person, while a past illness or mood says nothing
 * about today.
 */
export const isPosition = ({ attribute }: Finding): boolean =>
  attribute === 'occupation' || attribute === 'social_status'

export const toFinding = ({ attribute, value }: Keyword): Finding => ({ attribute, value })

const longestFirst = (a: string, b: string): number => b.length - a.length || (a < b ? -1 : 1)

const pairsOf = (list: readonly string[] | Record<string, string> = []): [word: string, value: string][] =>
  Array.isArray(list) ? list.map((word: string): [string, string] => [word, word]) : Object.entries(list)

/** Loads `lexicon/<lang>/keywords.yaml`. */
export const loadLexicon = (lang: StoryLanguage): Lexicon => {
  const byAttribute = loadYaml(new URL(`../../../lexicon/${lang}/keywords.yaml`, import.meta.url), keywordsFile)
  const keywordsOf = (use: 'nouns' | 'states' | 'owned' | 'skills' | 'titles'): Keyword[] =>
    FACT_ATTRIBUTES.flatMap((attribute) =>
      pairsOf(byAttribute[attribute]?.[use]).map(([word, value]) => ({ word, value, attribute })),
    ).sort((a, b) => longestFirst(a.word, b.word))
  const wordsOf = (use: 'kin' | 'disguises'): string[] =>
    Object.values(byAttribute)
      .flatMap((one) => one[use] ?? [])
      .toSorted(longestFirst)
  return {
    nouns: keywordsOf('nouns'),
    states: keywordsOf('states'),
    owned: keywordsOf('owned'),
    skills: keywordsOf('skills'),
    titles: keywordsOf('titles'),
    kin: wordsOf('kin'),
    disguises: wordsOf('disguises'),
    tailsOf: (attribute) => byAttribute[attribute]?.stateTails ?? [],
  }
}

/** Loads `lexicon/<lang>/grammar.yaml`. */
export const loadGrammar = <Schema extends z.ZodType>(lang: StoryLanguage, schema: Schema): z.output<Schema> =>
  loadYaml(new URL(`../../../lexicon/${lang}/grammar.yaml`, import.meta.url), schema)
