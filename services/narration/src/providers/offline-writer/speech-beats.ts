import { fillSlots } from '@vss/shared/errors/sentence.ts'
import type { Dialogue, Scene } from '@vss/shared/story/story.ts'
import { cleanStoryText } from '../../language/clean-story-text.ts'
import { countUnits } from '../../language/count-units.ts'
import { nameOfSpeaker } from '../../language/find-people.ts'
import { type Phrases, SPEECH_EN, SPEECH_ZH } from '../../language/lexicon.ts'
import { isInLanguage } from '../../language/sentences.ts'
import type { Beat } from './beat.ts'
import { toFirstPersonEn } from './first-person-en.ts'
import { reportSpeechEn } from './report-speech-en.ts'
import { reportSpeechZh } from './report-speech-zh.ts'
import type { ReportedSpeech } from './reported-speech.ts'
import { endWithStop, makeBeat, type TellingContext } from './telling-context.ts'

/*
 * Dialogue as beats. Each line is reported ("she says that …") if `report-speech-*` can convert it; a question and the
 * answer of its listener become one beat; short emphatic lines are quoted as well. A line is told once, reported or quoted;
 * the selection sees to that by `line`.
 */

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
  if (before && before !== speaker && (after === before || (at === names.length - 1 && present.length === 2)))
    return before
  return at === 0 && after && after !== speaker && names[2] === speaker ? after : null
}

const partsOf = (scene: Scene, present: readonly string[], context: TellingContext): Part[] => {
  const { lang, people, teller } = context
  const report = lang === 'zh' ? reportSpeechZh : reportSpeechEn
  const lines = scene.dialogues.slice(0, MOST_LINES)
  const names = lines.map((line) => nameOfSpeaker(line.speaker, lang))
  return lines.flatMap((line, at) => {
    const speaker = names[at]
    if (!speaker || line.text.length > LONGEST_LINE || !isInLanguage(lang, line.text)) return []
    const listener = listenerOf(names, at, present)
    const retold = report({ text: line.text, speaker, listener, present }, people, teller)
    // Who tells is never spoken of by name: "I say that my name is Dinah" is left to a quotation.
    const reported = retold && teller && retold.clause.includes(teller.name) ? null : retold
    return [{ line, speaker, listener: reported ? reported.listener : listener, reported }]
  })
}

/** The names filled in, the other slots left for later: a name with braces in it stays data. */
const keepSlots = (template: string, names: Record<string, string>): string =>
  fillSlots(template, { ...names, clause: '{clause}', line: '{line}', first: '{first}' })

/** A frame with the teller in it as "I": "Dinah softly tells {listener} …" → "I softly tell …". */
const personalFrame = (template: string, part: Part, context: TellingContext): string | null => {
  const { lang, teller, people } = context
  const isTeller = (name: string | null) => teller !== null && name === teller.name
  const names = { speaker: part.speaker, second: part.speaker, listener: part.listener ?? '' }
  const isInLanguage = isTeller(part.speaker) || isTeller(part.listener)
  if (!teller || !isInLanguage) return keepSlots(template, names)
  if (lang === 'zh') {
    const mine = Object.entries(names).map(([slot, name]) => [slot, isTeller(name) ? '我' : name])
    return keepSlots(template, Object.fromEntries(mine) as Record<string, string>)
  }
  // Stand-ins keep the clause, which is already turned, apart from the frame.
  const listener = isTeller(part.listener) ? 'me' : names.listener
  const framed = fillSlots(template, { ...names, listener, clause: 'CLAUSE', line: 'LINE', first: 'FIRST' })
  const [frame = '', quoted] = framed.split(/(?=“)/)
  const spoken = toFirstPersonEn(frame.trim(), teller.name, { ...people, gender: new Map() }, [])
  if (spoken === null) return null
  const whole = [spoken, quoted].filter(Boolean).join(' ')
  return whole.replace(/CLAUSE|LINE|FIRST/g, (slot) => `{${slot.toLowerCase()}}`)
}

/** "… that A, and that B" in a phrase without "that" is "… A, and B". */
const clauseIn = (template: string, clause: string): string =>
  template.includes('that {clause}') ? clause : clause.replace(', and that ', ', and ')

const isCry = (part: Part): boolean => /[!！]/.test(part.line.text)

/** The manners a style lends are not for cries, nor for the one who tells. */
const isPlain = (part: Part, context: TellingContext): boolean => isCry(part) || part.speaker === context.teller?.name

/** Ways to put one thing, and the list of phrases they come from. */
type Told = { sentences: string[]; family: keyof Phrases & string }

const say = (part: Part, reported: ReportedSpeech, context: TellingContext): Told => {
  const { phrases } = context
  const alone = !part.listener || reported.listenerIn === 'named'
  const lists = { order: 'order', ask: alone ? 'askAlone' : 'ask', say: alone ? 'sayAlone' : 'say' } as const
  const family = lists[reported.kind]
  const slot = reported.listenerIn === 'pointed' ? '{listener}' : ''
  const sentences = phrases.options(family, { plain: isPlain(part, context), slot }).flatMap((template) => {
    const frame = personalFrame(template, part, context)
    const told = frame && fillSlots(frame, { clause: clauseIn(template, reported.clause) })
    return told ? [told.replace(/问我，我(?!们)/, '问我')] : []
  })
  return { sentences, family }
}

const isAnswer = (question: Part, next: Part | undefined): next is Part & { reported: ReportedSpeech } =>
  question.reported?.kind === 'ask' &&
  next?.reported?.kind === 'say' &&
  next.reported.fromStart &&
  next.speaker === question.listener

/** A question with what is answered to it. */
const sayAnswer = (asked: Told, next: Part & { reported: ReportedSpeech }, context: TellingContext): Told => {
  const wish = { plain: isPlain(next, context), slot: '{second}' }
  const answers = context.phrases.options('answer', wish).flatMap((template) => {
    const frame = personalFrame(template, next, context)
    return frame ? [fillSlots(frame, { first: '{first}', clause: clauseIn(template, next.reported.clause) })] : []
  })
  const count = answers.length === 0 ? 0 : Math.max(answers.length, asked.sentences.length)
  const sentences = Array.from({ length: count }, (_, at) => {
    const first = asked.sentences[at % asked.sentences.length] ?? ''
    return fillSlots(answers[at % answers.length] ?? '', { first: first.replace(/[。.]$/, '') })
  })
  return { sentences, family: asked.family }
}

const quoteOf = (part: Part, context: TellingContext): (Told & { value: number }) | null => {
  const { lang, phrases } = context
  const emphatic = lang === 'zh' ? SPEECH_ZH.emphatic : SPEECH_EN.emphatic
  const line = cleanStoryText(part.line.text.replace(/[“”"「」『』]/g, ''), lang)
  const units = countUnits(line, lang)
  if (units < QUOTE_UNITS[lang].least || units > QUOTE_UNITS[lang].most) return null
  const words = new Set(line.toLowerCase().match(/[a-z']+/g) ?? [])
  const strong = emphatic.some((word) => (lang === 'zh' ? line.includes(word) : words.has(word)))
  const list = /[?？]$/.test(line) ? 'quoteAsk' : isCry(part) ? 'quoteCry' : 'quote'
  const plain = list === 'quote' && part.speaker === context.teller?.name
  const sentences = phrases.options(list, { plain }).flatMap((template) => {
    const frame = personalFrame(template, part, context)
    return frame ? [fillSlots(frame, { line: endWithStop(line, lang) })] : []
  })
  return { sentences, family: list, value: strong ? 1 : 0.6 }
}

/** What is said in a scene: as reported speech, a question with its answer, and the lines worth quoting. */
export const speechBeats = (scene: Scene, present: readonly string[], context: TellingContext): Beat[] => {
  const { lang } = context
  const parts = partsOf(scene, present, context)
  const beats: Beat[] = []
  const add = (part: Part, kind: 'speech' | 'quote', { sentences, family }: Told, value: number) => {
    const { line } = part
    const [sentence] = sentences
    const wanted = sentence && { kind, sentence, variants: sentences, family, atMs: line.startMs, value, line }
    const beat = wanted && makeBeat(scene, wanted, context)
    if (beat) beats.push(beat)
  }
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at] as Part
    const next = parts[at + 1]
    const { reported } = part
    const told = reported && say(part, reported, context)
    if (told && isAnswer(part, next)) {
      add(part, 'speech', sayAnswer(told, next, context), 1)
      at += 1
      continue
    }
    if (reported && told) {
      const rich = Math.min(1, countUnits(reported.clause, lang) / RICH_UNITS[lang])
      add(part, 'speech', told, 0.55 + 0.4 * rich)
    }
    const quote = quoteOf(part, context)
    if (quote) add(part, 'quote', quote, quote.value)
  }
  return beats
}
