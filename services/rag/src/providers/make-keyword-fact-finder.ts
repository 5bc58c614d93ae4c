import { setImmediate } from 'node:timers/promises'
import type { Scene, StoryLanguage } from '@vss/shared/story/story.ts'
import type { FactFinder, FactQuestion, FoundFact } from './fact-finder.ts'
import { CHINESE_RULES } from './keywords/chinese-rules.ts'
import { ENGLISH_RULES } from './keywords/english-rules.ts'
import type { Finding, LanguageRules, Subject } from './keywords/language-rules.ts'

const CLOSING: Record<string, string> = { '“': '”', '「': '」', '『': '』', '"': '"' }

/** Stands for quoted speech: no letter, so that no keyword is found across it. */
const MASK = '□'

/** Where a quotation that starts at `start` ends; one that is never closed reaches to the end. */
const endOfQuote = (text: string, start: number): number => {
  const end = text.indexOf(CLOSING[text[start] ?? ''] ?? '', start + 1)
  return end === -1 ? text.length : end + 1
}

/**
 * Replaces quoted speech, which tells nothing about the one who quotes it, by as many marks, so that positions stay.
 * A text that is one quotation as a whole is that person's own speech and stays.
 */
export const maskQuotes = (text: string): string => {
  let masked = ''
  for (let at = 0; at < text.length; ) {
    const isQuote = CLOSING[text[at] ?? ''] !== undefined
    const end = isQuote ? endOfQuote(text, at) : at + 1
    const isWhole = isQuote && at === 0 && end === text.length
    masked += isWhole ? ` ${text.slice(1, -1)} ` : isQuote ? MASK.repeat(end - at) : text[at]
    at = end
  }
  return masked
}

const RULES: Record<StoryLanguage, LanguageRules> = { zh: CHINESE_RULES, en: ENGLISH_RULES }

/** What people say in one breath; a longer "sentence" is text without punctuation and is not read. */
const MAX_SENTENCE_CHARS = 400

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

/** What a scene states about the subject, text by text. */
function* readScene(rules: LanguageRules, scene: Scene, subject: Subject): Generator<FoundFact[]> {
  const read = (text: string, findings: (sentence: string) => Finding[]): FoundFact[] =>
    sentencesOf(rules, text).flatMap(({ source, masked }) =>
      findings(masked).map((finding) => ({ sceneId: scene.id, ...finding, sourceText: source })),
    )
  const { character, names } = subject
  const about = (text: string) =>
    names.some((name) => text.includes(name)) ? read(text, (sentence) => rules.readAbout(sentence, subject)) : []
  const speakers = new Set(scene.dialogues.flatMap(({ speaker }) => speaker ?? []))
  for (const { speaker, text } of scene.dialogues) {
    if (speaker === character) {
      yield read(text, (sentence) => rules.readOwnWords(sentence, subject))
      continue
    }
    yield about(text)
    if (!speakers.has(character)) continue
    const bystanders = [...speakers].filter((name) => name !== character && name !== speaker)
    yield read(text, (sentence) => rules.readAddress(sentence, subject, bystanders))
  }
  for (const text of proseOf(scene)) yield about(text)
  for (const { text } of scene.captions) yield read(text, (sentence) => rules.readNameTag(sentence, subject))
}

/** Some milliseconds of reading: the process must get to its heartbeats and sockets. */
const TEXTS_BETWEEN_PAUSES = 100

/**
 * Finds facts by keywords and the sentence forms that state them, both in `keywords/<lang>/`. It reads what people
 * say of themselves, what others say of them by name, how they are addressed, scene prose and name tags; it skips
 * questions, hypotheses, negations and quoted speech. Better to miss a fact than to make one up.
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
      for (const found of readScene(rules, scene, subject)) {
        for (const fact of found) facts.push(fact)
        texts += 1
        if (texts % TEXTS_BETWEEN_PAUSES === 0) await setImmediate(undefined, { signal })
      }
    }
    return facts
  },
})
