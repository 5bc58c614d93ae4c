import { fillSlots } from '@vss/shared/errors/sentence.ts'
import type { Scene } from '@vss/shared/story/story.ts'
import { cleanStoryText } from '../../language/clean-story-text.ts'
import { LEXICON } from '../../language/lexicon.ts'
import { isInLanguage } from '../../language/sentences.ts'
import type { Beat } from './beat.ts'
import { isLabel, joinLabel, moodWords, ownWords, startsAsSentence } from './label-phrases.ts'
import { dynamicsBeats, proseSentences, textBeats } from './prose-beats.ts'
import { resolvePronouns } from './resolve-pronouns.ts'
import { speechBeats } from './speech-beats.ts'
import { asTold, lowerStart, makeBeat, type TellingContext } from './telling-context.ts'

/*
 * Fields of annotators hold either sentences or labels ("tense, sad"). A label becomes a sentence by a phrase of the style,
 * a sentence is kept when a narrator can say it as it is. Whatever cannot be said safely is left out, never guessed.
 */

/** The mood is told once the scene has begun, in this part of it. */
const MOOD_AT = 0.15

/** A highlight up to this many characters that names nobody is a label. */
const HIGHLIGHT_LABEL = { zh: 7, en: 30 }

/** Short and yet a sentence: something happens in it, or it is a saying of four characters. */
const HAPPENS = new RegExp(LEXICON.zh.happens)

/** Something in all the phrases there are for it. */
const inTurn = (
  family: 'dynamicsLabel' | 'moodLabel' | 'moodNoun',
  slots: Record<string, string>,
  { phrases }: TellingContext,
) => {
  const variants = phrases.options(family).map((phrase) => fillSlots(phrase, slots))
  return { sentence: variants[0] ?? '', variants, family }
}

const labelOf = (text: string, context: TellingContext): string => lowerStart(joinLabel(text, context.lang), context)

/** Dynamics given as a keyword: said of the two people it lies between. */
const labelledDynamics = (scene: Scene, present: readonly string[], context: TellingContext): Beat[] => {
  const { lang, teller } = context
  const [first, second] = present.slice(0, 2).sort((a, b) => Number(a === teller?.name) - Number(b === teller?.name))
  const called = (name: string) => (name !== teller?.name ? name : lang === 'zh' ? '我' : 'me')
  if (!first || !second || !scene.dynamics || !isInLanguage(lang, scene.dynamics)) return []
  const people = lang === 'zh' ? `${called(first)}和${called(second)}` : `${called(first)} and ${called(second)}`
  const label = labelOf(ownWords(cleanStoryText(scene.dynamics, lang), lang), context)
  const told = inTurn('dynamicsLabel', { people, label }, context)
  const beat = makeBeat(scene, { kind: 'dynamics', ...told, atMs: scene.startMs, value: 0.9 }, context)
  return beat ? [beat] : []
}

const moodBeats = (scene: Scene, present: readonly string[], context: TellingContext): Beat[] => {
  const { lang, phrases } = context
  const mood = scene.mood ? ownWords(cleanStoryText(scene.mood, lang), lang) : ''
  if (!mood || !isInLanguage(lang, mood)) return []
  const place = { kind: 'mood' as const, atMs: scene.startMs + (scene.endMs - scene.startMs) * MOOD_AT }
  if (isLabel(mood, lang) && mood.length <= 40) {
    const { words, isNoun } = lang === 'zh' ? { words: mood, isNoun: false } : moodWords(mood)
    const told = inTurn(isNoun ? 'moodNoun' : 'moodLabel', { mood: labelOf(words, context) }, context)
    return [makeBeat(scene, { ...place, ...told, value: 0.8 }, context)].filter((beat) => beat !== null)
  }
  return proseSentences(mood, lang).flatMap((sentence) => {
    const bare = sentence.replace(/[。.]$/, '')
    const whole = lang === 'en' && startsAsSentence(bare)
    const framed = whole ? sentence : fillSlots(phrases.next('moodSentence'), { mood: lowerStart(bare, context) })
    const spoken = asTold(framed, context, present)
    const beat = spoken && makeBeat(scene, { ...place, sentence: spoken, value: 0.7 }, context)
    return beat ? [beat] : []
  })
}

const highlightBeats = (scene: Scene, present: readonly string[], context: TellingContext): Beat[] => {
  const { lang, people, phrases } = context
  return scene.highlights.flatMap((mark) =>
    proseSentences(mark.description, lang).flatMap((sentence) => {
      const bare = sentence.replace(/[。.!！?？]$/, '')
      const short = bare.length <= HIGHLIGHT_LABEL[lang] && people.namesIn(bare).length === 0
      const told =
        short && isLabel(bare, lang) && !(lang === 'zh' && HAPPENS.test(bare))
          ? fillSlots(phrases.next('highlightLabel'), { label: lowerStart(bare, context) })
          : resolvePronouns(sentence, lang, people, present)
      const spoken = told === null ? null : asTold(told, context, present)
      const beat =
        spoken && makeBeat(scene, { kind: 'highlight', sentence: spoken, atMs: mark.startMs, value: 0.95 }, context)
      return beat ? [beat] : []
    }),
  )
}

/** Everything that can be told of a scene with the people who are there, in no order of importance. */
export const collectBeats = (scene: Scene, present: readonly string[], context: TellingContext): Beat[] => {
  const text = textBeats(scene, present, context)
  const labelled =
    scene.dynamics !== null &&
    isLabel(ownWords(cleanStoryText(scene.dynamics, context.lang), context.lang), context.lang)
  return [
    ...text,
    ...(labelled ? labelledDynamics(scene, present, context) : dynamicsBeats(scene, text, present, context)),
    ...highlightBeats(scene, present, context),
    ...speechBeats(scene, present, context),
    ...moodBeats(scene, present, context),
  ]
}
