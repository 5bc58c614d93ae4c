import type { Dialogue, Scene, StoryLanguage } from '@vss/shared/story/story.ts'
import { countUnits } from '../../steps/count-units.ts'
import { fill } from '../../words/fill.ts'
import { SPEECH_EN } from '../../words/speech-en.ts'
import { SPEECH_ZH } from '../../words/speech-zh.ts'
import type { Beat, BeatKind } from './beat.ts'
import { cleanText } from './clean-text.ts'
import { contentMarks } from './content-marks.ts'
import { nameOfSpeaker, type People } from './find-people.ts'
import type { PhraseBook } from './phrase-book.ts'
import { reportSpeechEn } from './report-speech-en.ts'
import { reportSpeechZh } from './report-speech-zh.ts'
import type { ReportedSpeech, Teller } from './reported-speech.ts'
import { dependsOnBefore, resolvePronouns } from './resolve-pronouns.ts'
import { speakAsEn } from './speak-as-en.ts'
import { speakAsZh } from './speak-as-zh.ts'
import { splitSentences } from './split-sentences.ts'
import { isLabel, joinLabel, startsAsSentence } from './tell-labels.ts'

export type TellingContext = { lang: StoryLanguage; people: People; teller: Teller; phrases: PhraseBook }

/** A quotation in units of the language: shorter says nothing, longer is reading aloud. */
const QUOTE_UNITS = { zh: { least: 4, most: 20 }, en: { least: 3, most: 14 } }

/** A sentence longer than this many units is hard to follow by ear and is left out. */
const LONGEST_SENTENCE = { zh: 110, en: 60 }

/** Where in a scene the sentences of a free text are told: they follow its course; `shift` puts dynamics after text. */
const courseOf = (scene: Scene, index: number, count: number, shift: number) =>
  scene.startMs + ((scene.endMs - scene.startMs) * (index + shift)) / Math.max(1, count)

const endWithStop = (sentence: string, lang: StoryLanguage): string => {
  if (/[。！？.!?][”"’]?$/.test(sentence)) return sentence
  return sentence + (lang === 'zh' ? '。' : '.')
}

const asTeller = (sentence: string, context: TellingContext, present: readonly string[]): string | null => {
  if (!context.teller) return sentence
  const speakAs = context.lang === 'zh' ? speakAsZh : speakAsEn
  return speakAs(sentence, context.teller.name, context.people, present)
}

type Wanted = { kind: BeatKind; sentence: string; atMs: number; value: number; needs?: Beat | null }

const makeBeat = (scene: Scene, wanted: Wanted, lang: StoryLanguage): Beat | null => {
  const sentence = endWithStop(wanted.sentence, lang)
  const units = countUnits(sentence, lang)
  if (units > LONGEST_SENTENCE[lang]) return null
  const marks = contentMarks(sentence, lang)
  return { ...wanted, sentence, sceneId: scene.id, units, marks, needs: wanted.needs ?? null }
}

/** Sentences of a free text; one that leans on the sentence before it is told only with it. */
const proseBeats = (scene: Scene, kind: 'text' | 'dynamics', present: string[], context: TellingContext): Beat[] => {
  const { lang, people } = context
  const raw = kind === 'text' ? scene.text : scene.dynamics
  const sentences = splitSentences(raw, lang).flatMap((sentence) => splitByPerson(sentence, lang, people))
  const beats: Beat[] = []
  let before: Beat | null = null
  let broken = false
  for (const [index, sentence] of sentences.entries()) {
    const leans = index > 0 && dependsOnBefore(sentence, lang, people)
    const spoken: string | null = leans && broken ? null : asTeller(sentence, context, present)
    const atMs = courseOf(scene, index, sentences.length, kind === 'text' ? 0 : 0.35)
    const value = 1 - index * 0.03
    const beat: Beat | null = spoken
      ? makeBeat(
          scene,
          { kind, sentence: spoken, atMs: leans && before ? before.atMs : atMs, value, needs: leans ? before : null },
          lang,
        )
      : null
    broken = beat === null
    before = beat
    if (beat) beats.push(beat)
  }
  return beats
}

/** Chinese dynamics often line up one clause per person with semicolons: each can be told on its own. */
const splitByPerson = (sentence: string, lang: StoryLanguage, people: People): string[] => {
  if (lang !== 'zh' || !sentence.includes('；')) return [sentence]
  const parts = sentence.replace(/[。！？]$/, '').split('；')
  return parts.reduce<string[]>((kept, part) => {
    const own = people.namesIn(part.slice(0, 8)).length > 0
    if (own || kept.length === 0) kept.push(part)
    else kept[kept.length - 1] = `${kept.at(-1)}；${part}`
    return kept
  }, [])
}

const labelBeats = (scene: Scene, present: string[], context: TellingContext): Beat[] => {
  const { lang, phrases, teller } = context
  const beats: (Beat | null)[] = []
  const add = (wanted: Wanted) => beats.push(makeBeat(scene, wanted, lang))
  const dynamics = scene.dynamics ? cleanText(scene.dynamics, lang) : ''
  if (dynamics && isLabel(dynamics, lang)) {
    const me = lang === 'zh' ? '我' : 'me'
    const pair = present.slice(0, 2).map((name) => (name === teller?.name ? me : name))
    const label = lang === 'en' ? lowerLabel(joinLabel(dynamics, lang), context) : joinLabel(dynamics, lang)
    const people = pair.join(lang === 'zh' ? '和' : ' and ')
    if (pair.length === 2)
      add({
        kind: 'dynamics',
        sentence: fill(phrases.next('dynamicsLabel'), { people, label }),
        atMs: scene.startMs,
        value: 0.9,
      })
  }
  return beats.filter((beat) => beat !== null)
}

const lowerLabel = (label: string, context: TellingContext): string => {
  const first = label.split(/\s/)[0] ?? ''
  return context.people.names.includes(first) || /^[A-Z]{2}/.test(first)
    ? label
    : label.charAt(0).toLowerCase() + label.slice(1)
}

const moodBeats = (scene: Scene, present: string[], context: TellingContext): Beat[] => {
  const { lang, phrases } = context
  const mood = scene.mood ? cleanText(scene.mood, lang) : ''
  if (!mood) return []
  const at = scene.startMs + (scene.endMs - scene.startMs) * 0.15
  if (isLabel(mood, lang) && mood.length <= 40) {
    const label = lang === 'en' ? lowerLabel(joinLabel(mood, lang), context) : joinLabel(mood, lang)
    const beat = makeBeat(
      scene,
      { kind: 'mood', sentence: fill(phrases.next('moodLabel'), { mood: label }), atMs: at, value: 0.8 },
      lang,
    )
    return beat ? [beat] : []
  }
  return splitSentences(mood, lang).flatMap((sentence) => {
    const bare = sentence.replace(/[。.]$/, '')
    const whole = lang === 'en' && startsAsSentence(bare)
    const framed = whole
      ? sentence
      : fill(phrases.next('moodSentence'), { mood: lang === 'en' ? lowerLabel(bare, context) : bare })
    const spoken = asTeller(framed, context, present)
    const beat = spoken ? makeBeat(scene, { kind: 'mood', sentence: spoken, atMs: at, value: 0.7 }, lang) : null
    return beat ? [beat] : []
  })
}

const highlightBeats = (scene: Scene, present: string[], context: TellingContext): Beat[] => {
  const { lang, people, phrases } = context
  return scene.highlights.flatMap((mark) =>
    splitSentences(mark.description, lang).flatMap((sentence) => {
      const label =
        isLabel(sentence, lang) && people.namesIn(sentence).length === 0 && sentence.length < (lang === 'zh' ? 8 : 30)
      const named = label ? sentence : resolvePronouns(sentence, lang, people, present)
      if (named === null) return []
      const text = label
        ? fill(phrases.next('highlightLabel'), { label: lowerLabel(named.replace(/[。.!！?？]$/, ''), context) })
        : named
      const spoken = asTeller(text, context, present)
      const beat = spoken
        ? makeBeat(scene, { kind: 'highlight', sentence: spoken, atMs: mark.startMs, value: 0.95 }, lang)
        : null
      return beat ? [beat] : []
    }),
  )
}

/** Whom a line is for: the other one of two, or in a larger company whoever speaks right before and after. */
const listenerOf = (lines: readonly Dialogue[], at: number, speaker: string, lang: StoryLanguage): string | null => {
  const nameAt = (index: number) => nameOfSpeaker(lines[index]?.speaker ?? null, lang)
  const everyone = new Set(lines.map((line) => line.speaker ?? ''))
  const others = [...everyone].flatMap((raw) => nameOfSpeaker(raw, lang) ?? []).filter((name) => name !== speaker)
  if (everyone.size === 2 && others.length === 1) return others[0] ?? null
  const before = nameAt(at - 1)
  const after = nameAt(at + 1)
  if (before && before !== speaker && (after === before || at === lines.length - 1)) return before
  return at === 0 && after && after !== speaker && nameAt(2) === speaker ? after : null
}

type SpokenPart = { line: Dialogue; speaker: string; listener: string | null; reported: ReportedSpeech | null }

const partsOf = (scene: Scene, context: TellingContext): SpokenPart[] => {
  const { lang, people, teller } = context
  const report = lang === 'zh' ? reportSpeechZh : reportSpeechEn
  const speakers = [...new Set(scene.dialogues.flatMap((line) => nameOfSpeaker(line.speaker, lang) ?? []))]
  return scene.dialogues.flatMap((line, at) => {
    const speaker = nameOfSpeaker(line.speaker, lang)
    if (!speaker) return []
    const listener = listenerOf(scene.dialogues, at, speaker, lang)
    const reported = report({ text: line.text, speaker, listener, present: speakers }, people, teller)
    return [{ line, speaker, listener, reported }]
  })
}

const sayAs = (part: SpokenPart, context: TellingContext): string => {
  const { lang, phrases, teller } = context
  const { kind, clause } = part.reported as ReportedSpeech
  const list =
    kind === 'order'
      ? 'order'
      : kind === 'ask'
        ? part.listener
          ? 'ask'
          : 'askAlone'
        : part.listener
          ? 'say'
          : 'sayAlone'
  return personal(
    fill(phrases.next(list), { speaker: part.speaker, listener: part.listener ?? '', clause }),
    part,
    lang,
    teller,
  )
}

/** The phrase with the teller in it as "I", the verb with it. */
const personal = (sentence: string, part: SpokenPart, lang: StoryLanguage, teller: Teller): string => {
  if (!teller || (part.speaker !== teller.name && part.listener !== teller.name)) return sentence
  return lang === 'zh' ? sentence.replaceAll(teller.name, '我') : sentence
}

const speechBeats = (scene: Scene, context: TellingContext): Beat[] => {
  const { lang, phrases } = context
  const parts = partsOf(scene, context)
  const beats: Beat[] = []
  const add = (wanted: Wanted) => {
    const spoken = context.teller && lang === 'en' ? asTellerPhrase(wanted.sentence, context) : wanted.sentence
    const beat = spoken ? makeBeat(scene, { ...wanted, sentence: spoken }, lang) : null
    if (beat) beats.push(beat)
  }
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at] as SpokenPart
    const next = parts[at + 1]
    const base = { atMs: part.line.startMs, kind: 'speech' as const }
    const answered = part.reported?.kind === 'ask' && next?.reported?.kind === 'say' && next.speaker === part.listener
    if (part.reported && answered) {
      const first = sayAs(part, context).replace(/[。.]$/, '')
      const answer = fill(phrases.next('answer'), { first, second: next.speaker, clause: next.reported?.clause ?? '' })
      add({ ...base, sentence: personal(answer, part, lang, context.teller), value: 1 })
      at += 1
    } else if (part.reported) {
      const clauseUnits = countUnits(part.reported.clause, lang)
      const rich = Math.min(1, clauseUnits / (lang === 'zh' ? 22 : 14))
      add({ ...base, sentence: sayAs(part, context), value: 0.55 + 0.4 * rich })
    }
    const quote = quoteOf(part, context)
    if (quote && !answered) add({ atMs: part.line.startMs + 1, kind: 'quote', ...quote })
  }
  return beats
}

/** English templates name the speaker; a first-person narrator says "I" with its verb. */
const asTellerPhrase = (sentence: string, context: TellingContext): string | null => {
  const name = context.teller?.name ?? ''
  const [frame = '', line] = sentence.split(/(?=“)/)
  if (!context.people.namesIn(frame).includes(name)) return sentence
  const spoken = speakAsEn(frame, name, { ...context.people, gender: new Map() }, [])
  return spoken === null ? null : spoken + (line ?? '')
}

const quoteOf = (part: SpokenPart, context: TellingContext): { sentence: string; value: number } | null => {
  const { lang, phrases, teller } = context
  const emphatic = lang === 'zh' ? SPEECH_ZH.emphatic : SPEECH_EN.emphatic
  const line = cleanText(part.line.text.replace(/[“”"「」『』]/g, ''), lang)
  const units = countUnits(line, lang)
  const { least, most } = QUOTE_UNITS[lang]
  if (units < least || units > most) return null
  const strong = emphatic.some((word) => line.toLowerCase().includes(word))
  const ended = lang === 'zh' ? endWithStop(line, lang) : endWithStop(line, lang)
  const sentence = fill(phrases.next('quote'), { speaker: part.speaker, line: ended })
  return { sentence: personal(sentence, part, lang, teller), value: strong ? 1 : 0.6 }
}

/** Everything that can be told of a scene, in no order of importance. */
export const collectBeats = (scene: Scene, context: TellingContext): Beat[] => {
  const present = context.people.peopleOf(scene)
  const labelled = scene.dynamics !== null && isLabel(cleanText(scene.dynamics, context.lang), context.lang)
  return [
    ...proseBeats(scene, 'text', present, context),
    ...(labelled ? labelBeats(scene, present, context) : proseBeats(scene, 'dynamics', present, context)),
    ...highlightBeats(scene, present, context),
    ...speechBeats(scene, context),
    ...moodBeats(scene, present, context),
  ]
}
