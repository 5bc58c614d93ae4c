import type { People } from '../../language/find-people.ts'
import { LEXICON } from '../../language/lexicon.ts'

/*
 * Turns a Chinese sentence about the narrator into first person. Verbs do not change, so name and pronoun become 我. The
 * difficulty is the pronoun: inside the clause that names the narrator it means somebody else, and it is ambiguous when
 * another person of that gender is present; such sentences are rejected.
 */

const PRONOUN = { female: /她(?!们)/g, male: /(?<!其|吉|排)他(?!们|人|乡)/g } as const

/** Nouns that may stand for the teller without naming them: the sentence would speak of "me" as a stranger. */
const mentionsByKind = (sentence: string, gender: 'female' | 'male'): boolean =>
  LEXICON.zh[gender].some((word) => word.length > 1 && sentence.includes(word))

/** "父亲沈怀山", "少年顾言舟": a name with its kind before it cannot become 我. */
const KIND_BEFORE = new RegExp(
  `(?:[小老]|少年|老人|${[...LEXICON.zh.female, ...LEXICON.zh.male].filter((word) => word.length > 1).join('|')})$`,
)

/** Words for several people, of whom the teller may be one. */
const PAIR = /(?<!我们)(?:两人|二人|两个人)/
const SEVERAL = /[他她]们|双方|众人都|彼此/

/** "两人并肩坐着" with the teller as one of two is 我们两人; null where it is not clear who they are. */
const speakOfUs = (sentence: string, name: string, people: People, present: readonly string[]): string | null => {
  const named = people.namesIn(sentence)
  if (named.includes(name) || !present.includes(name)) return sentence
  if (SEVERAL.test(sentence)) return null
  if (!PAIR.test(sentence)) return sentence
  return present.length === 2 && named.length === 0 ? sentence.replace(PAIR, '我们$&') : null
}

/** A Chinese sentence about the teller as the teller says it; null where a pronoun could mean somebody else. */
export const toFirstPersonZh = (
  told: string,
  name: string,
  people: People,
  present: readonly string[],
): string | null => {
  const sentence = speakOfUs(told, name, people, present)
  if (sentence === null) return null
  const gender = people.gender.get(name)
  const named = people.namesIn(sentence)
  const isNamed = named.includes(name)
  if (!gender) return /[他她](?!们)/.test(sentence) ? null : sentence.replaceAll(name, '我')
  const pronoun = new RegExp(PRONOUN[gender].source)
  if (!isNamed && !pronoun.test(sentence))
    return mentionsByKind(sentence, gender) && present.includes(name) ? null : sentence
  if (!isNamed && !present.includes(name)) return sentence
  const rivals = (isNamed ? named : present).filter(
    (other) => other !== name && (people.gender.get(other) ?? gender) === gender,
  )
  if (pronoun.test(sentence) && rivals.length > 0) return null
  // "少年顾言舟在他背上": inside the clause that names the teller, the pronoun means somebody else.
  const inClause = sentence.split(/[，。；：！？]/).some((clause) => clause.includes(name) && pronoun.test(clause))
  if (inClause || KIND_BEFORE.test(sentence.slice(0, Math.max(0, sentence.indexOf(name))))) return null
  return sentence
    .replaceAll(name, '我')
    .replace(PRONOUN[gender], '我')
    .replace(/我和(我)/g, '$1')
}
