import { afterAny, withoutLeading, withoutParticles, ZH, ZH_GRAMMAR } from './chinese-words.ts'
import type { Finding } from './language-rules.ts'
import { isPosition, toFinding } from './lexicon.ts'

/** A longer modifier is a clause. Only the part after 的 counts: 车间 in "云岚茶厂的车间主任". */
const MAX_MODIFIER = 8
const BLOCKED = new Set(ZH_GRAMMAR.modifierBlocks)
const MAX_DISGUISE = 8
const DURATION = new RegExp(ZH_GRAMMAR.duration, 'u')
const NAME = /^\p{Script=Han}{2,4}$/u

const isUntrue = (text: string) => ZH_GRAMMAR.untrue.some((word) => text.startsWith(word))

const parseKin = (attributive: string, head: string, cast: readonly string[]): Finding[] => {
  if (!ZH.kin.includes(head)) return []
  const name = cast
    .filter((one) => one.length > 1 && attributive.endsWith(one))
    .toSorted((a, b) => b.length - a.length)[0]
  if (!name) return []
  return [{ attribute: 'family_status', value: ZH_GRAMMAR.kinOf.replace('{name}', name).replace('{kin}', head) }]
}

/**
 * The facts that "是 + text" states. The text must be a noun phrase whose last word is a keyword
 * ("投资方派来的财务总监"). Whatever could be a clause ("是来找医生", "是喜欢医生") states nothing.
 */
export const parseChineseNoun = (text: string, cast: readonly string[]): Finding[] => {
  const phrase = withoutLeading(withoutParticles(text), ZH_GRAMMAR.determiners)
  if (isUntrue(phrase) || afterAny(phrase, ZH_GRAMMAR.verbStarts) !== null) return []
  const split = phrase.lastIndexOf('的', phrase.length - 2)
  const attributive = split === -1 ? '' : phrase.slice(0, split)
  const head = phrase.slice(split + 1)
  if (isUntrue(attributive) || isUntrue(head)) return []
  const kin = parseKin(attributive, head, cast)
  if (kin.length) return kin
  const keyword = ZH.nouns.find(({ word }) => head.endsWith(word))
  if (!keyword) return []
  const modifier = withoutLeading(head.slice(0, head.length - keyword.word.length), ZH_GRAMMAR.evaluations)
  if (modifier.length > MAX_MODIFIER || [...modifier].some((character) => BLOCKED.has(character))) return []
  if (!/^\p{Script=Han}*$/u.test(modifier)) return []
  const value = isPosition(keyword) ? modifier + keyword.value : keyword.value
  return [{ attribute: keyword.attribute, value }]
}

const former = (findings: Finding[]): Finding[] =>
  findings
    .filter(isPosition)
    .map(({ attribute, value }) => ({ attribute, value: ZH_GRAMMAR.formerly.replace('{value}', value) }))

const parseState = (text: string): Finding[] => {
  const isState = (rest: string) => ZH.states.some(({ word }) => rest.startsWith(word))
  // 好强 is a state of its own, although it begins with a word of degree.
  const rest = isState(text) ? text : withoutLeading(text, ZH_GRAMMAR.degrees)
  const keyword = ZH.states.find(({ word }) => rest.startsWith(word))
  if (!keyword) return []
  const tail = rest.slice(keyword.word.length)
  const isWhole = withoutParticles(tail.replace(/的$/, '')) === ''
  return isWhole || DURATION.test(tail) ? [toFinding(keyword)] : []
}

const parseOwned = (text: string): Finding[] => {
  const after = afterAny(text, ZH_GRAMMAR.have)
  if (after === null) return []
  const thing = withoutParticles(withoutLeading(after, ZH_GRAMMAR.ownedCounters))
  const keyword = ZH.owned.find(({ word }) => word === thing)
  if (!keyword) return []
  if (keyword.attribute !== 'family_status') return [toFinding(keyword)]
  return [
    {
      attribute: 'family_status',
      value: ZH_GRAMMAR.owns.replace('{value}', withoutParticles(after).replace(/^了/, '')),
    },
  ]
}

const parseSkill = (text: string): Finding[] => {
  const after = afterAny(text, ZH_GRAMMAR.can)
  if (after === null) return []
  const skill = withoutParticles(withoutLeading(after, ZH_GRAMMAR.skillDegrees))
  const keyword = ZH.skills.find(({ word }) => word === skill)
  if (!keyword) return []
  // A single character says too little: 懂账, not 账.
  const verb = text.slice(0, text.length - after.length)
  return [{ attribute: keyword.attribute, value: skill.length === 1 ? verb + skill : keyword.value }]
}

const parseDisguise = (text: string, cast: readonly string[]): Finding[] => {
  const alias = afterAny(text, ZH_GRAMMAR.aliasVerbs)
  if (alias !== null)
    return NAME.test(withoutParticles(alias)) ? [{ attribute: 'avatar', value: withoutParticles(alias) }] : []
  const posed = afterAny(text, ZH_GRAMMAR.disguiseVerbs) ?? afterAny(text, ZH_GRAMMAR.pretendVerbs)
  if (posed === null) return []
  const role = withoutLeading(withoutParticles(posed), ZH_GRAMMAR.determiners)
  const isRole = ZH.disguises.includes(role) || parseChineseNoun(role, cast).length > 0
  return isRole && role.length <= MAX_DISGUISE ? [{ attribute: 'avatar', value: role }] : []
}

/** A mood that somebody is in: 在愧疚里交代真相. */
const parseWithin = (text: string): Finding[] => {
  const after = afterAny(text, [ZH_GRAMMAR.within])
  const keyword = after === null ? undefined : ZH.states.find(({ word }) => after.startsWith(word))
  if (!after || keyword?.attribute !== 'mental_status') return []
  return afterAny(after.slice(keyword.word.length), ZH_GRAMMAR.withinEnds) === null ? [] : [toFinding(keyword)]
}

/** An illness that got worse: 的阿尔茨海默症又重了. */
const parseWorsened = (text: string): Finding[] => {
  const after = afterAny(text, ['的'])
  const keyword = after === null ? undefined : ZH.owned.find(({ word }) => after.startsWith(word))
  if (!after || keyword?.attribute !== 'physical_health') return []
  const rest = after.slice(keyword.word.length)
  return ZH_GRAMMAR.worsened.includes(rest) ? [toFinding(keyword)] : []
}

/** The facts that a clause states of its subject; `text` follows the subject. A negation matches no form. */
export const parseChinesePredicate = (text: string, cast: readonly string[]): Finding[] => {
  const adverbs = [...ZH_GRAMMAR.adverbs, ...ZH_GRAMMAR.pastAdverbs]
  const rest = withoutLeading(text, adverbs)
  const isPast = ZH_GRAMMAR.pastAdverbs.some((adverb) => text.slice(0, text.length - rest.length).includes(adverb))
  const been = afterAny(rest, ZH_GRAMMAR.pastCopulas)
  if (been !== null) return former(parseChineseNoun(been, cast))
  const became = afterAny(rest, ZH_GRAMMAR.becomes)
  // "To become mute" is a figure of speech; only positions are really taken.
  if (became !== null) return parseChineseNoun(became, cast).filter(isPosition)
  const is = afterAny(rest, ZH_GRAMMAR.copulas)
  if (is !== null) {
    const findings = [...parseChineseNoun(is, cast), ...parseState(is)]
    return isPast ? former(findings) : findings
  }
  if (isPast) return []
  return [
    ...[parseState, parseOwned, parseSkill, parseWithin, parseWorsened].flatMap((read) => read(rest)),
    ...parseDisguise(rest, cast),
  ]
}
