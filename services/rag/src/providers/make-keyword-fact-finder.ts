import { setImmediate } from 'node:timers/promises'
import type { Scene, StoryLanguage } from '@vss/shared/story/story.ts'
import type { FactFinder, FactQuestion, FoundFact } from './fact-finder.ts'
import { CHINESE_RULES } from './keywords/chinese-rules.ts'
import { ENGLISH_RULES } from './keywords/english-rules.ts'
import type { Finding, LanguageRules, Subject } from './keywords/language-rules.ts'
import { maskQuotes } from './keywords/mask-quotes.ts'

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

const readScene = (rules: LanguageRules, scene: Scene, subject: Subject): FoundFact[] => {
  const facts: FoundFact[] = []
  const read = (text: string, findings: (sentence: string) => Finding[]) => {
    for (const { source, masked } of sentencesOf(rules, text)) {
      for (const finding of findings(masked)) facts.push({ sceneId: scene.id, ...finding, sourceText: source })
    }
  }
  const { character, names } = subject
  const about = (text: string) => {
    if (names.some((name) => text.includes(name))) read(text, (sentence) => rules.readAbout(sentence, subject))
  }
  const speakers = new Set(scene.dialogues.flatMap(({ speaker }) => speaker ?? []))
  for (const { speaker, text } of scene.dialogues) {
    if (speaker === character) {
      read(text, (sentence) => rules.readOwnWords(sentence, subject))
      continue
    }
    about(text)
    const bystanders = [...speakers].filter((name) => name !== character && name !== speaker)
    if (speakers.has(character)) read(text, (sentence) => rules.readAddress(sentence, subject, bystanders))
  }
  for (const text of proseOf(scene)) about(text)
  for (const { text } of scene.captions) read(text, (sentence) => rules.readNameTag(sentence, subject))
  return facts
}

/**
 * Finds facts by keywords and the sentence forms that state them, both in `keywords/<lang>/`. It reads what people
 * say of themselves, what others say of them by name, how they are addressed, scene prose and name tags; it skips
 * questions, hypotheses, negations and quoted speech. Better to miss a fact than to make one up.
 */
export const makeKeywordFactFinder = (): FactFinder => ({
  model: 'offline',
  find: async ({ character, lang, scenes, cast }: FactQuestion, signal) => {
    const rules = RULES[lang]
    const subject = { character, names: rules.namesOf(character, cast), cast }
    const facts: FoundFact[] = []
    for (const scene of scenes) {
      // Between scenes the process must get to its heartbeats and sockets.
      await setImmediate(undefined, { signal })
      facts.push(...readScene(rules, scene, subject))
    }
    return facts
  },
})
