import type { FactAttribute } from '@vss/shared/story/facts.ts'

/*
 * How rules find facts. A text is split into sentences, in which quoted speech is masked, and a sentence into clauses.
 * Questions and hypotheses assert nothing and are skipped, as are clauses that report the speech of others. In a clause
 * the rules look for the subject first: "I" in the speech of the character, a name of the character in other texts. What
 * follows the subject is the predicate. It states a fact only in one of a few forms: "is" with a noun phrase or a state,
 * "has" with a possession, "can" with a skill, or a verb of disguise with a name or role. A negation breaks every form, so
 * it needs no rule of its own. The keyword must fill its place in the form; it is never searched for in the whole text.
 */

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
