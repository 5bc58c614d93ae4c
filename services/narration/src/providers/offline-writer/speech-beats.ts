import type { Dialogue, Scene } from '@vss/shared/story/story.ts'
import { countUnits } from '../../steps/count-units.ts'
import { fill } from '../../words/fill.ts'
import { SPEECH_EN } from '../../words/speech-en.ts'
import { SPEECH_ZH } from '../../words/speech-zh.ts'
import type { Beat } from './beat.ts'
import { cleanText } from './clean-text.ts'
import { nameOfSpeaker } from './find-people.ts'
import { reportSpeechEn } from './report-speech-en.ts'
import { reportSpeechZh } from './report-speech-zh.ts'
import type { ReportedSpeech } from './reported-speech.ts'
import { speakAsEn } from './speak-as-en.ts'
import { isIn } from './split-sentences.ts'
import { endWithStop, makeBeat, type TellingContext } from './telling-context.ts'

/** A quotation in units of the language: shorter says nothing, longer is reading aloud. */
const QUOTE_UNITS = { zh: { least: 5, most: 20 }, en: { least: 3, most: 14 } }

/** A reported clause of this many units says as much as a line can. */
const RICH_UNITS = { zh: 22, en: 14 }

/** A line longer than this is a speech: neither retold nor quoted. */
const LONGEST_LINE = 300

/** Lines of one scene that are looked at: more than any narration of it can use. */
const MOST_LINES = 400

/** A talk goes on as long as the other one spoke within this many lines. */
const REACH = 2

type Part = { line: Dialogue; speaker: string; listener: string | null; reported: ReportedSpeech | null }

/** Whom a line is for: the other one of two, or in larger company whoever speaks right before and after. */
const listenerOf = (names: readonly (string | null)[], at: number, present: readonly string[]): string | null => {
  const speaker = names[at]
  const others = present.filter((name) => name !== speaker)
  const [other] = others
  const answers = names.slice(Math.max(0, at - REACH), at + REACH + 1).some((name) => name === other)
  if (other && others.length === 1 && answers && !names.includes(null)) return other
  const before = names[at - 1]
  const after = names[at + 1]
  if (before && before !== speaker && (after === before || at === names.length - 1)) return before
  return at === 0 && after && after !== speaker && names[2] === speaker ? after : null
}

const partsOf = (scene: Scene, present: readonly string[], context: TellingContext): Part[] => {
  const { lang, people, teller } = context
  const report = lang === 'zh' ? reportSpeechZh : reportSpeechEn
  const lines = scene.dialogues.slice(0, MOST_LINES)
  const names = lines.map((line) => nameOfSpeaker(line.speaker, lang))
  return lines.flatMap((line, at) => {
    const speaker = names[at]
    if (!speaker || line.text.length > LONGEST_LINE || !isIn(lang, line.text)) return []
    const listener = listenerOf(names, at, present)
    const reported = report({ text: line.text, speaker, listener, present }, people, teller)
    return [{ line, speaker, listener: reported ? reported.listener : listener, reported }]
  })
}

/** The phrase with the teller in it as "I". */
const personal = (sentence: string, context: TellingContext): string | null => {
  const { lang, teller, people } = context
  if (!teller) return sentence
  if (lang === 'zh') {
    const [frame = '', line = ''] = sentence.split(/(?=“)/)
    return frame.replaceAll(teller.name, '我') + line
  }
  const [frame = '', line = ''] = sentence.split(/(?=“)/)
  if (!people.namesIn(frame).includes(teller.name)) return sentence
  // The clause is already turned; only the frame still names the teller.
  const spoken = speakAsEn(frame.trim(), teller.name, { ...people, gender: new Map() }, [])
  return spoken === null ? null : `${spoken}${line ? ` ${line}` : ''}`
}

/** "… that A, and that B" in a phrase without "that" is "… A, and B". */
const clauseIn = (template: string, clause: string): string =>
  template.includes('that {clause}') ? clause : clause.replace(', and that ', ', and ')

const say = (part: Part, reported: ReportedSpeech, context: TellingContext): string => {
  const { phrases } = context
  const alone = !part.listener
  const list = { order: 'order', ask: alone ? 'askAlone' : 'ask', say: alone ? 'sayAlone' : 'say' } as const
  const template = phrases.next(list[reported.kind])
  return fill(template, {
    speaker: part.speaker,
    listener: part.listener ?? '',
    clause: clauseIn(template, reported.clause),
  })
}

const isAnswer = (question: Part, next: Part | undefined): next is Part & { reported: ReportedSpeech } =>
  question.reported?.kind === 'ask' &&
  next?.reported?.kind === 'say' &&
  next.reported.fromStart &&
  next.speaker === question.listener

const quoteOf = (part: Part, context: TellingContext): { sentence: string; value: number } | null => {
  const { lang, phrases } = context
  const emphatic = lang === 'zh' ? SPEECH_ZH.emphatic : SPEECH_EN.emphatic
  const line = cleanText(part.line.text.replace(/[“”"「」『』]/g, ''), lang)
  const units = countUnits(line, lang)
  if (units < QUOTE_UNITS[lang].least || units > QUOTE_UNITS[lang].most) return null
  const words = new Set(line.toLowerCase().match(/[a-z']+/g) ?? [])
  const strong = emphatic.some((word) => (lang === 'zh' ? line.includes(word) : words.has(word)))
  const sentence = fill(phrases.next('quote'), { speaker: part.speaker, line: endWithStop(line, lang) })
  return { sentence, value: strong ? 1 : 0.6 }
}

/** What is said in a scene: as reported speech, a question with its answer, and the lines worth quoting. */
export const speechBeats = (scene: Scene, present: readonly string[], context: TellingContext): Beat[] => {
  const { lang, phrases } = context
  const parts = partsOf(scene, present, context)
  const beats: Beat[] = []
  const add = (wanted: Pick<Beat, 'kind' | 'sentence' | 'atMs' | 'value'>) => {
    const sentence = personal(wanted.sentence, context)
    const beat = sentence === null ? null : makeBeat(scene, { ...wanted, sentence }, context)
    if (beat) beats.push(beat)
  }
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at] as Part
    const next = parts[at + 1]
    const atMs = part.line.startMs
    const { reported } = part
    if (reported && isAnswer(part, next)) {
      const first = say(part, reported, context).replace(/[。.]$/, '')
      const template = phrases.next('answer')
      const clause = clauseIn(template, next.reported.clause)
      const sentence = fill(template, { first, second: next.speaker, clause })
      add({ kind: 'speech', sentence, atMs, value: 1 })
      at += 1
      continue
    }
    const quote = quoteOf(part, context)
    if (reported) {
      const rich = Math.min(1, countUnits(reported.clause, lang) / RICH_UNITS[lang])
      add({ kind: 'speech', sentence: say(part, reported, context), atMs, value: 0.55 + 0.4 * rich })
    }
    if (quote) add({ kind: 'quote', atMs, ...quote })
  }
  return beats
}
