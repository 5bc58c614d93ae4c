import { afterAny, withoutLeading, withoutParticles, ZH, ZH_GRAMMAR } from './chinese-words.ts'
import type { Finding } from './language-rules.ts'

/** Longer ones are clauses rather than what somebody is ("云岚茶厂的车间主任" before its 的). */
const MAX_MODIFIER = 8
const BLOCKED = new Set(ZH_GRAMMAR.modifierBlocks)
/** Whose compound is the thing itself: a finance director is one, a "big orphan" is an orphan. */
const KEEPS_MODIFIER = new Set(['occupation', 'social_status'])

const isUntrue = (text: string) => ZH_GRAMMAR.untrue.some((word) => text.startsWith(word))

const readKin = (attributive: string, head: string, cast: readonly string[]): Finding[] => {
  if (!ZH.kin.includes(head)) return []
  const name = cast
    .filter((one) => one.length > 1 && attributive.endsWith(one))
    .toSorted((a, b) => b.length - a.length)[0]
  if (!name) return []
  return [{ attribute: 'family_status', value: ZH_GRAMMAR.kinOf.replace('{name}', name).replace('{kin}', head) }]
}

/**
 * What "是 + text" states: a noun phrase whose last word is a keyword ("投资方派来的财务总监"). Anything that could
 * be a clause ("是来找医生", "是喜欢医生") states nothing.
 */
export const readChineseNoun = (text: string, cast: readonly string[]): Finding[] => {
  const phrase = withoutLeading(withoutParticles(text), ZH_GRAMMAR.determiners)
  if (isUntrue(phrase) || afterAny(phrase, ZH_GRAMMAR.verbStarts) !== null) return []
  const split = phrase.lastIndexOf('的', phrase.length - 2)
  const attributive = split === -1 ? '' : phrase.slice(0, split)
  const head = phrase.slice(split + 1)
  if (isUntrue(attributive) || isUntrue(head)) return []
  const kin = readKin(attributive, head, cast)
  if (kin.length) return kin
  const keyword = ZH.nouns.find(({ word }) => head.endsWith(word))
  if (!keyword) return []
  const modifier = withoutLeading(head.slice(0, head.length - keyword.word.length), ZH_GRAMMAR.evaluations)
  if (modifier.length > MAX_MODIFIER || [...modifier].some((character) => BLOCKED.has(character))) return []
  if (!/^\p{Script=Han}*$/u.test(modifier)) return []
  const value = KEEPS_MODIFIER.has(keyword.attribute) ? modifier + keyword.value : keyword.value
  return [{ attribute: keyword.attribute, value }]
}
