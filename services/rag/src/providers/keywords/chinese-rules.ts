import { parseChineseNoun, parseChinesePredicate } from './chinese-predicates.ts'
import { afterAny, withoutLeading, ZH, ZH_GRAMMAR } from './chinese-words.ts'
import type { Finding, LanguageRules, Subject } from './language-rules.ts'
import { toFinding } from './lexicon.ts'

const SENTENCE = /[^。！？!?；;]+[。！？!?；;]*/gu
const CLAUSE_BREAK = /[，,、：:—…\s|｜·/（）()]+/u
const CLOSING = /[。！？!?；;…\s]+$/u
const HAN_NAME = /^\p{Script=Han}{2,4}$/u

const surnameOf = (name: string): string =>
  ZH_GRAMMAR.compoundSurnames.find((surname) => name.startsWith(surname)) ?? name.slice(0, 1)

/** Whether nobody else has the surname of this character. */
const isSurnameOf = (character: string, others: readonly string[]): boolean =>
  others.every((name) => surnameOf(name) !== surnameOf(character))

/** 沈知夏 → 知夏; null if the name has no such short form. */
const givenNameOf = (name: string): string | null => {
  const given = HAN_NAME.test(name) ? name.slice(surnameOf(name).length) : ''
  return given.length === 2 ? given : null
}

const clausesOf = (sentence: string): string[] =>
  sentence
    .replace(CLOSING, '')
    .split(CLAUSE_BREAK)
    .filter((clause) => clause !== '')

/** A question or a hypothesis asserts nothing. */
const isAssertion = (sentence: string): boolean => {
  if (/[?？]/.test(sentence)) return false
  const bare = sentence.replace(CLOSING, '')
  if (ZH_GRAMMAR.questionEnds.some((end) => bare.endsWith(end))) return false
  return !ZH_GRAMMAR.hypotheticals.some((word) => bare.includes(word))
}

const isReported = (before: string | undefined): boolean =>
  before !== undefined && ZH_GRAMMAR.reportEnds.some((end) => before.endsWith(end))

const parseSubjectClauses = (sentence: string, { cast }: Subject, subjects: readonly string[]): Finding[] => {
  if (!isAssertion(sentence)) return []
  const clauses = clausesOf(sentence)
  return clauses.flatMap((clause, at) => {
    if (isReported(clauses[at - 1])) return []
    const predicate = afterAny(withoutLeading(clause, ZH_GRAMMAR.leadIns), subjects)
    return predicate === null ? [] : parseChinesePredicate(predicate, cast)
  })
}

/** "罗守业，云岚茶厂的车间主任": a name alone, then a noun. */
const parseIntroduction = (sentence: string, { names, cast }: Subject, openings: readonly string[]): Finding[] => {
  if (!isAssertion(sentence)) return []
  const clauses = clausesOf(sentence)
  const isName = (clause: string) => openings.some((opening) => names.some((name) => clause === opening + name))
  return clauses.flatMap((clause, at) =>
    isName(clause) && !isReported(clauses[at - 1]) ? parseChineseNoun(clauses[at + 1] ?? '', cast) : [],
  )
}

/** "沈知夏，你是医生": the name makes clear whom 你 means. */
const parseAddressed = (sentence: string, { names, cast }: Subject): Finding[] => {
  if (!isAssertion(sentence)) return []
  const clauses = clausesOf(sentence)
  return clauses.flatMap((clause, at) => {
    if (!names.includes(clause)) return []
    const predicate = afterAny(clauses[at + 1] ?? '', ZH_GRAMMAR.addressedPronouns)
    return predicate === null ? [] : parseChinesePredicate(predicate, cast)
  })
}

/** "会计顾明从火里…": a trade right before the full name at the start of a clause. */
const parseTitledName = (sentence: string, { character }: Subject): Finding[] => {
  if (!isAssertion(sentence) || !HAN_NAME.test(character)) return []
  return clausesOf(sentence).flatMap((clause) => {
    const keyword = ZH.nouns.find(
      ({ word, attribute }) => attribute === 'occupation' && clause.startsWith(word + character),
    )
    return keyword ? [toFinding(keyword)] : []
  })
}

/** "林晚本名沈知夏": the other name is the assumed one. */
const parseRealName = (sentence: string, { character }: Subject): Finding[] => {
  if (!isAssertion(sentence)) return []
  return clausesOf(sentence).flatMap((clause) => {
    const ending = ZH_GRAMMAR.realName.find((words) => clause.endsWith(words + character))
    const alias = ending && clause.slice(0, clause.length - ending.length - character.length)
    return alias && HAN_NAME.test(alias) && alias !== character ? [{ attribute: 'avatar', value: alias }] : []
  })
}

/** "贺董，…": a name and a title alone. The surname suffices if nobody else in the scene has it. */
const parseTitle = (sentence: string, { character, names }: Subject, bystanders: readonly string[]): Finding[] => {
  const surname = surnameOf(character)
  if (!HAN_NAME.test(character) || !(sentence.includes(surname) || names.some((name) => sentence.includes(name))))
    return []
  const forms = isSurnameOf(character, bystanders) ? [...names, surname] : names
  return clausesOf(sentence).flatMap((clause) => {
    const address = withoutLeading(clause, ZH_GRAMMAR.leadIns)
    const title = ZH.titles.find(({ word }) => forms.some((form) => address === form + word))
    return title ? [toFinding(title)] : []
  })
}

/** "周奶奶的阿尔茨海默症又重了": the person may be in another scene, so nobody else in the cast may have the surname. */
const parseTitledSubject = (sentence: string, subject: Subject): Finding[] => {
  const { character, cast } = subject
  const surname = surnameOf(character)
  if (!HAN_NAME.test(character) || !sentence.includes(surname)) return []
  const others = cast.filter((name) => name !== character)
  if (!isSurnameOf(character, others)) return []
  const forms = ZH.titles.map(({ word }) => surname + word)
  return parseSubjectClauses(sentence, subject, forms)
}

export const CHINESE_RULES: LanguageRules = {
  namesOf: (character, cast) => {
    const given = givenNameOf(character)
    const isClear = given !== null && !cast.some((name) => name !== character && name.includes(given))
    return isClear ? [character, given] : [character]
  },
  splitSentences: (text) => [...text.matchAll(SENTENCE)].map((match) => [match.index, match.index + match[0].length]),
  parseOwnWords: (sentence, subject) => [
    ...parseSubjectClauses(sentence, subject, ZH_GRAMMAR.selfPronouns),
    ...parseIntroduction(sentence, subject, ZH_GRAMMAR.introductions),
  ],
  parseAbout: (sentence, subject) => [
    ...parseSubjectClauses(sentence, subject, subject.names),
    ...parseAddressed(sentence, subject),
    ...parseTitledName(sentence, subject),
    ...parseRealName(sentence, subject),
  ],
  parseNameTag: (caption, subject) => parseIntroduction(caption, subject, ['']),
  parseAddress: (sentence, subject, bystanders) => [
    ...parseTitle(sentence, subject, bystanders),
    ...parseTitledSubject(sentence, subject),
  ],
}
