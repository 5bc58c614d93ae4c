import type { FactAttribute } from '@vss/shared/story/facts.ts'

export type Finding = { attribute: FactAttribute; value: string }

/** Whom a sentence is read for: `names` are the forms that can mean nobody else in the cast. */
export type Subject = { character: string; names: readonly string[]; cast: readonly string[] }

/** How one language states facts. A sentence comes with quoted speech masked: it is somebody else's. */
export type LanguageRules = {
  namesOf(character: string, cast: readonly string[]): string[]
  /** Spans of the sentences of a text, each with its closing punctuation. */
  splitSentences(text: string): [start: number, end: number][]
  /** What the subject says of themself. */
  readOwnWords(sentence: string, subject: Subject): Finding[]
  /** What others say of the subject by name. */
  readAbout(sentence: string, subject: Subject): Finding[]
  /** What a name tag on the screen says: a name and what the person is. */
  readNameTag(caption: string, subject: Subject): Finding[]
  /** What addressing the subject tells, e.g. "Captain Vail,": `bystanders` speak in the scene too. */
  readAddress(sentence: string, subject: Subject, bystanders: readonly string[]): Finding[]
}
