import { setImmediate } from 'node:timers/promises'
import type { Scene, StoryLanguage } from '@vss/shared/story/story.ts'
import type { FactFinder, FactQuestion, FoundFact } from './fact-finder.ts'
import { CHINESE_RULES } from './keywords/chinese-rules.ts'
import { ENGLISH_RULES } from './keywords/english-rules.ts'
import type { Finding, LanguageRules, Subject } from './keywords/language-rules.ts'

const RULES: Record<StoryLanguage, LanguageRules> = { zh: CHINESE_RULES, en: ENGLISH_RULES }

/** A longer "sentence" is text without punctuation, which the rules do not parse. */
const MAX_SENTENCE_CHARS = 400
/** Some milliseconds of parsing: in between, the process handles its heartbeats and sockets. */
const TEXTS_BETWEEN_PAUSES = 100

const CLOSING_QUOTES: Record<string, string> = { '“': '”', '「': '」', '『': '』', '"': '"' }
/** Replaces quoted speech. It is no letter, so that no keyword is found across it. */
const MASK = '□'

/** The end of the quotation that starts at `start`. One that is never closed reaches to the end of the text. */
const endOfQuote = (text: string, start: number): number => {
  const end = text.indexOf(CLOSING_QUOTES[text[start] ?? ''] ?? '', start + 1)
  return end === -1 ? text.length : end + 1
}

/**
 * Masks quoted speech, which says nothing about the speaker who quotes it. A quotation becomes as many marks, so that
 * positions do not change. A text that is one whole quotation is the speaker's own speech and stays.
 */
const maskQuotes = (text: string): string => {
  let masked = ''
  for (let at = 0; at < text.length; ) {
    const isQuote = CLOSING_QUOTES[text[at] ?? ''] !== undefined
    const end = isQuote ? endOfQuote(text, at) : at + 1
    const isWhole = isQuote && at === 0 && end === text.length
    masked += isWhole ? ` ${text.slice(1, -1)} ` : isQuote ? MASK.repeat(end - at) : text[at]
    at = end
  }
  return masked
}

type Sentence = { source: string; masked: string }

const sentencesOf = (rules: LanguageRules, text: string): Sentence[] => {
  const masked = maskQuotes(text)
  return rules
    .splitSentences(masked)
    .filter(([start, end]) => end - start <= MAX_SENTENCE_CHARS)
    .map(([start, end]) => ({ source: text.slice(start, end).trim(), masked: masked.slice(start, end).trim() }))
}

const proseOf = (scene: Scene): string[] =>
  [scene.text, scene.dynamics, scene.mood, ...scene.highlights.map(({ description }) => description)].filter(
    (text) => text !== null,
  )

/** The facts that a scene states about the subject, text by text. */
function* parseScene(rules: LanguageRules, scene: Scene, subject: Subject): Generator<FoundFact[]> {
  const parse = (text: string, findings: (sentence: string) => Finding[]): FoundFact[] =>
    sentencesOf(rules, text).flatMap(({ source, masked }) =>
      findings(masked).map((finding) => ({ sceneId: scene.id, ...finding, sourceText: source })),
    )
  const { character, names } = subject
  const about = (text: string) =>
    names.some((name) => text.includes(name)) ? parse(text, (sentence) => rules.parseAbout(sentence, subject)) : []
  const speakers = new Set(scene.dialogues.flatMap(({ speaker }) => speaker ?? []))
  for (const { speaker, text } of scene.dialogues) {
    if (speaker === character) {
      yield parse(text, (sentence) => rules.parseOwnWords(sentence, subject))
      continue
    }
    yield about(text)
    if (!speakers.has(character)) continue
    const bystanders = [...speakers].filter((name) => name !== character && name !== speaker)
    yield parse(text, (sentence) => rules.parseAddress(sentence, subject, bystanders))
  }
  for (const text of proseOf(scene)) yield about(text)
  for (const { text } of scene.captions) yield parse(text, (sentence) => rules.parseNameTag(sentence, subject))
}

/**
 * Finds facts by rules: keywords and the sentence forms that state them. It parses what people say about themselves, what
 * others say about them by name, how they are addressed, scene prose and name tags. It skips questions, hypotheses,
 * negations and quoted speech: missing a fact is better than making one up. Words and phrases are in `lexicon/<lang>/`.
 */
export const makeKeywordFactFinder = (): FactFinder => ({
  model: 'offline',
  maxScenes: Number.POSITIVE_INFINITY,
  usage: async () => null,
  find: async ({ character, lang, scenes, cast }: FactQuestion, signal) => {
    const rules = RULES[lang]
    const subject = { character, names: rules.namesOf(character, cast), cast }
    const facts: FoundFact[] = []
    let texts = 0
    for (const scene of scenes) {
      for (const found of parseScene(rules, scene, subject)) {
        for (const fact of found) facts.push(fact)
        texts += 1
        if (texts % TEXTS_BETWEEN_PAUSES === 0) await setImmediate(undefined, { signal })
      }
    }
    return facts
  },
})
