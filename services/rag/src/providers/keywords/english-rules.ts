import { parseEnglishNoun, parseEnglishPredicate } from './english-predicates.ts'
import { afterPhrase, EN, EN_GRAMMAR, type Word, withoutLeadingPhrases, wordsOf, written } from './english-words.ts'
import type { Finding, LanguageRules, Subject } from './language-rules.ts'
import { toFinding } from './lexicon.ts'

const SENTENCE_END = /[.!?;…]+["'”’)]*(?=\s|$)/gu
const CLAUSE_BREAK = /[,:—–|/()…]+|\s-\s/u
const LAST_WORD = /(\p{L}+)\.$/u
const ABBREVIATIONS = new Set(EN_GRAMMAR.abbreviations)
const HYPOTHETICALS = new Set(EN_GRAMMAR.hypotheticals)

const isAbbreviation = (text: string): boolean => ABBREVIATIONS.has(LAST_WORD.exec(text)?.[1]?.toLowerCase() ?? '')

const splitSentences = (text: string): [number, number][] => {
  const spans: [number, number][] = []
  let start = 0
  for (const match of text.matchAll(SENTENCE_END)) {
    const end = match.index + match[0].length
    // The longest abbreviation fits into twelve characters, so the text before them need not be searched again.
    if (isAbbreviation(text.slice(Math.max(start, end - 12), end))) continue
    spans.push([start, end])
    start = end
  }
  if (start < text.length) spans.push([start, text.length])
  return spans
}

const clausesOf = (sentence: string): Word[][] =>
  sentence
    .split(CLAUSE_BREAK)
    .map(wordsOf)
    .filter((words) => words.length > 0)

/** The clauses of a sentence that asserts something; a question or a hypothesis has none. */
const assertedClauses = (sentence: string): Word[][] => {
  if (sentence.includes('?')) return []
  const clauses = clausesOf(sentence)
  return clauses.some((words) => words.some(({ lower }) => HYPOTHETICALS.has(lower))) ? [] : clauses
}

const isReported = (before: Word[] | undefined): boolean => {
  if (!before) return false
  return EN_GRAMMAR.reportEnds.some((end) => {
    const parts = end.split(' ')
    return parts.every((part, at) => before.at(at - parts.length)?.lower === part)
  })
}

const isName = (words: readonly Word[], names: readonly string[]): boolean => names.includes(written(words))

/** The words after a name ("Ewan") and the capitalised words that continue it ("Ewan Rook"). */
const afterName = (words: readonly Word[], names: readonly string[]): Word[] | null => {
  const exact = names.filter((name) => written(words.slice(0, name.split(' ').length)) === name)
  const longest = exact.toSorted((a, b) => b.length - a.length)[0]
  if (longest === undefined) return null
  const rest = words.slice(longest.split(' ').length)
  const next = rest.findIndex((word) => !/^\p{Lu}/u.test(word.written))
  return next === -1 ? [] : rest.slice(next)
}

/** What the clauses say whose subject, by `afterSubject`, is the right one. */
const parseClauses = (
  sentence: string,
  subject: Subject,
  afterSubject: (words: Word[]) => Word[] | null,
): Finding[] => {
  const clauses = assertedClauses(sentence)
  return clauses.flatMap((clause, at) => {
    if (isReported(clauses[at - 1])) return []
    const predicate = afterSubject(withoutLeadingPhrases(clause, EN_GRAMMAR.leadIns))
    return predicate === null ? [] : parseEnglishPredicate(predicate, subject)
  })
}

/** "Ewan Rook, tug skipper, …": one's own name alone, then a noun. */
const parseIntroduction = (sentence: string, { names, cast }: Subject, openings: readonly string[]): Finding[] => {
  const clauses = assertedClauses(sentence)
  return clauses.flatMap((clause, at) => {
    const name = afterPhrase(clause, openings)
    const isAlone = name !== null && afterName(name, names)?.length === 0
    return isAlone && !isReported(clauses[at - 1]) ? parseEnglishNoun(clauses[at + 1] ?? [], cast) : []
  })
}

/** "Silas, you are a coward" and "You are a coward, Silas": the name makes clear whom "you" means. */
const parseAddressed = (sentence: string, subject: Subject): Finding[] => {
  const clauses = assertedClauses(sentence)
  return clauses.flatMap((clause, at) => {
    const isNamed = [clauses[at - 1], clauses[at + 1]].some((next) => next && isName(next, subject.names))
    const predicate = isNamed ? afterPhrase(clause, EN_GRAMMAR.addressedPronouns) : null
    return predicate === null ? [] : parseEnglishPredicate(predicate, subject)
  })
}

const lastWord = (name: string): string => name.split(' ').at(-1) ?? name

/** "Mr Vail", "Captain Ewan": a title and a name alone. A last name suffices if nobody else in the scene has it. */
const parseTitle = (sentence: string, { character, names }: Subject, bystanders: readonly string[]): Finding[] => {
  const surname = lastWord(character)
  const isClear = bystanders.every((name) => lastWord(name) !== surname)
  const forms = isClear ? [...names, surname] : names
  return clausesOf(sentence).flatMap((clause) => {
    const [title, ...name] = withoutLeadingPhrases(clause, EN_GRAMMAR.leadIns)
    const keyword = EN.titles.find(({ word }) => word === title?.lower)
    return keyword && isName(name, forms) ? [toFinding(keyword)] : []
  })
}

export const ENGLISH_RULES: LanguageRules = {
  namesOf: (character, cast) => {
    const parts = character.split(' ').filter((part) => /^\p{Lu}\p{L}+$/u.test(part))
    const isTitle = (part: string) => EN.titles.some(({ word }) => word === part.toLowerCase())
    const isShared = (part: string) =>
      cast.some((name) => name !== character && name.includes(part) && name.split(' ').includes(part))
    const first = parts.find((part) => !isTitle(part))
    return first && first !== character && !isShared(first) ? [character, first] : [character]
  },
  splitSentences,
  parseOwnWords: (sentence, subject) => [
    ...parseClauses(sentence, subject, (words) => afterPhrase(words, EN_GRAMMAR.selfPronouns)),
    ...parseIntroduction(sentence, subject, EN_GRAMMAR.introductions),
  ],
  parseAbout: (sentence, subject) => [
    ...parseClauses(sentence, subject, (words) => afterName(words, subject.names)),
    ...parseAddressed(sentence, subject),
  ],
  parseNameTag: (caption, subject) => parseIntroduction(caption, subject, ['']),
  parseAddress: parseTitle,
}
