import { afterAny, withoutLeading, withoutParticles, ZH, ZH_GRAMMAR } from './chinese-words.ts'
import type { Finding } from './language-rules.ts'
import type { Keyword } from './make-lexicon.ts'
import { readChineseNoun } from './read-chinese-noun.ts'

const DURATION = new RegExp(ZH_GRAMMAR.duration, 'u')
const MAX_DISGUISE = 8
const NAME = /^\p{Script=Han}{2,4}$/u
/**
 * What people become and have been: a former trade still explains a person, while a past illness says nothing of
 * today and "becoming mute" is a figure of speech.
 */
const isPosition = ({ attribute }: Finding) => attribute === 'occupation' || attribute === 'social_status'

const toFinding = ({ attribute, value }: Keyword): Finding => ({ attribute, value })

const former = (findings: Finding[]): Finding[] =>
  findings
    .filter(isPosition)
    .map(({ attribute, value }) => ({ attribute, value: ZH_GRAMMAR.formerly.replace('{value}', value) }))

const readState = (text: string): Finding[] => {
  const isState = (rest: string) => ZH.states.some(({ word }) => rest.startsWith(word))
  // 好强 begins with a word of degree and is not one.
  const rest = isState(text) ? text : withoutLeading(text, ZH_GRAMMAR.degrees)
  const keyword = ZH.states.find(({ word }) => rest.startsWith(word))
  if (!keyword) return []
  const tail = rest.slice(keyword.word.length)
  const isWhole = withoutParticles(tail.replace(/的$/, '')) === ''
  return isWhole || DURATION.test(tail) ? [toFinding(keyword)] : []
}

const readOwned = (text: string): Finding[] => {
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

const readSkill = (text: string): Finding[] => {
  const after = afterAny(text, ZH_GRAMMAR.can)
  if (after === null) return []
  const skill = withoutParticles(withoutLeading(after, ZH_GRAMMAR.skillDegrees))
  const keyword = ZH.skills.find(({ word }) => word === skill)
  if (!keyword) return []
  // One character says too little alone: 懂账, not 账.
  const verb = text.slice(0, text.length - after.length)
  return [{ attribute: keyword.attribute, value: skill.length === 1 ? verb + skill : keyword.value }]
}

const readDisguise = (text: string, cast: readonly string[]): Finding[] => {
  const alias = afterAny(text, ZH_GRAMMAR.aliasVerbs)
  if (alias !== null)
    return NAME.test(withoutParticles(alias)) ? [{ attribute: 'avatar', value: withoutParticles(alias) }] : []
  const posed = afterAny(text, ZH_GRAMMAR.disguiseVerbs) ?? afterAny(text, ZH_GRAMMAR.pretendVerbs)
  if (posed === null) return []
  const role = withoutLeading(withoutParticles(posed), ZH_GRAMMAR.determiners)
  const isRole = ZH.disguises.includes(role) || readChineseNoun(role, cast).length > 0
  return isRole && role.length <= MAX_DISGUISE ? [{ attribute: 'avatar', value: role }] : []
}

/** A mood somebody is in: 在愧疚里交代真相. */
const readWithin = (text: string): Finding[] => {
  const after = afterAny(text, [ZH_GRAMMAR.within])
  const keyword = after === null ? undefined : ZH.states.find(({ word }) => after.startsWith(word))
  if (!after || keyword?.attribute !== 'mental_status') return []
  return afterAny(after.slice(keyword.word.length), ZH_GRAMMAR.withinEnds) === null ? [] : [toFinding(keyword)]
}

/** An illness that got worse: 的阿尔茨海默症又重了. */
const readWorsened = (text: string): Finding[] => {
  const after = afterAny(text, ['的'])
  const keyword = after === null ? undefined : ZH.owned.find(({ word }) => after.startsWith(word))
  if (!after || keyword?.attribute !== 'physical_health') return []
  const rest = after.slice(keyword.word.length)
  return ZH_GRAMMAR.worsened.includes(rest) ? [toFinding(keyword)] : []
}

/** What a clause says of its subject; `text` is what follows the subject. A negation matches nothing here. */
export const readChinesePredicate = (text: string, cast: readonly string[]): Finding[] => {
  const adverbs = [...ZH_GRAMMAR.adverbs, ...ZH_GRAMMAR.pastAdverbs]
  const rest = withoutLeading(text, adverbs)
  const isPast = ZH_GRAMMAR.pastAdverbs.some((adverb) => text.slice(0, text.length - rest.length).includes(adverb))
  const been = afterAny(rest, ZH_GRAMMAR.pastCopulas)
  if (been !== null) return former(readChineseNoun(been, cast))
  const became = afterAny(rest, ZH_GRAMMAR.becomes)
  if (became !== null) return readChineseNoun(became, cast).filter(isPosition)
  const is = afterAny(rest, ZH_GRAMMAR.copulas)
  if (is !== null) {
    const findings = [...readChineseNoun(is, cast), ...readState(is)]
    return isPast ? former(findings) : findings
  }
  if (isPast) return []
  return [
    ...[readState, readOwned, readSkill, readWithin, readWorsened].flatMap((read) => read(rest)),
    ...readDisguise(rest, cast),
  ]
}
