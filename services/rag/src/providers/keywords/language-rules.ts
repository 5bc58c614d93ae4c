import type { FactAttribute } from '@vss/shared/story/character-fact.ts'

export type Finding = { attribute: FactAttribute; value: string }

/** The character whose facts are wanted. `names` are the forms that mean no other member of the cast. */
export type Subject = { character: string; names: readonly string[]; cast: readonly string[] }

/** How one language states facts. Quoted speech in a sentence is masked, because it is the speech of somebody else. */
export type LanguageRules = {
  namesOf(character: string, cast: readonly string[]): string[]
  /** The spans of the sentences of a text, each with its closing punctuation. */
  splitSentences(text: string): [start: number, end: number][]
  /** What the subject says about themself. */
  parseOwnWords(sentence: string, subject: Subject): Finding[]
  /** What others say about the subject by name. */
  parseAbout(sentence: string, subject: Subject): Finding[]
  /** What a name tag on the screen says: a name, then a position. */
  parseNameTag(caption: string, subject: Subject): Finding[]
  /** What a form of address says about the subject, such as "Captain Vail,". `bystanders` speak in the scene too. */
  parseAddress(sentence: string, subject: Subject, bystanders: readonly string[]): Finding[]
}
