import { FACT_ATTRIBUTES, type FactAttribute } from '@vss/shared/story/character-fact.ts'

/** A list of words, or words with the value each stands for. */
type WordList = readonly string[] | Readonly<Record<string, string>>

/** A file of `keywords/<lang>/`: the words of one attribute, by how a sentence uses them. */
type KeywordFile = {
  /** "is a …" */
  nouns?: WordList
  /** "is …" */
  states?: readonly string[]
  /** Words that may follow a state without changing it. */
  stateTails?: readonly string[]
  /** "has …" */
  owned?: readonly string[]
  /** "can …" */
  skills?: readonly string[]
  /** "is somebody's …" */
  kin?: readonly string[]
  /** "pretends to be …" */
  disguises?: readonly string[]
  /** Forms of address. */
  titles?: Readonly<Record<string, string>>
}

export type KeywordFiles = Partial<Record<FactAttribute, KeywordFile>>
export type Keyword = { word: string; value: string; attribute: FactAttribute }

/** The keywords of one language, longest first, so that the most exact one is found. */
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

const longestFirst = (a: string, b: string): number => b.length - a.length || (a < b ? -1 : 1)

const pairsOf = (words: WordList = []): [string, string][] =>
  Array.isArray(words) ? words.map((word: string): [string, string] => [word, word]) : Object.entries(words)

export const makeLexicon = (files: KeywordFiles): Lexicon => {
  const collect = (pick: (file: KeywordFile) => WordList | undefined): Keyword[] =>
    FACT_ATTRIBUTES.flatMap((attribute) =>
      pairsOf(pick(files[attribute] ?? {})).map(([word, value]) => ({ word, value, attribute })),
    ).sort((a, b) => longestFirst(a.word, b.word))
  const all = (pick: (file: KeywordFile) => readonly string[] | undefined): string[] =>
    Object.values(files)
      .flatMap((file) => pick(file) ?? [])
      .toSorted(longestFirst)
  return {
    nouns: collect(({ nouns }) => nouns),
    states: collect(({ states }) => states),
    owned: collect(({ owned }) => owned),
    skills: collect(({ skills }) => skills),
    titles: collect(({ titles }) => titles),
    kin: all(({ kin }) => kin),
    disguises: all(({ disguises }) => disguises),
    tailsOf: (attribute) => files[attribute]?.stateTails ?? [],
  }
}
