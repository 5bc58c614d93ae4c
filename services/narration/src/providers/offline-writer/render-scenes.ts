import { fillSlots, joinSentences } from '@vss/shared/errors/sentence.ts'
import type { StoryLanguage } from '@vss/shared/story/story.ts'
import type { DraftSegment, NarrationBrief } from '../../brief/brief.ts'
import { countUnits } from '../../language/count-units.ts'
import type { People } from '../../language/find-people.ts'
import { makeWordFinder } from '../../language/keywords.ts'
import { FOCUSES, PHRASES, SCENE_TAGS, type SceneTag } from '../../language/lexicon.ts'
import type { Beat, TellableScene } from './beat.ts'
import { openHearsay, openScene } from './open-scene.ts'
import type { PhraseBook } from './phrase-book.ts'
import { continueAbout } from './resolve-pronouns.ts'
import { lowerStart } from './telling-context.ts'

/*
 * Selected beats to segments, scene by scene in storyline order. A scene begins with an opening (time, place, people, or
 * hearsay when the narrator was absent). Sentences about the same person continue with a pronoun, short Chinese ones are
 * joined. The sentences are cut into segments of a spoken breath or two; every other segment may get an opening of the
 * style, and a comment comes at most every few segments. Neighbouring segments must not begin alike.
 */

/** Units of one segment: long enough for a thought, short enough to be spoken in a breath or two (7 to 17 s). */
const SEGMENT_UNITS = { zh: { aim: 42, most: 72 }, en: { aim: 26, most: 44 } }

/** Neighbouring segments must not begin with the same letters. */
const SAME_START = 4

export type RenderContext = { brief: NarrationBrief; people: People; phrases: PhraseBook }

type Telling = RenderContext & {
  /** The beat in the next of its phrases. */
  inTurn(beat: Beat): string
}

const takeTurns = (): Telling['inTurn'] => {
  const turns = new Map<string, number>()
  return ({ family, variants, sentence }) => {
    const turn = turns.get(family) ?? 0
    turns.set(family, turn + 1)
    return variants[turn % variants.length] ?? sentence
  }
}

/** Puts an opening before a sentence, which goes on in lower case. */
const prepend = (opening: string, sentence: string, context: RenderContext): string =>
  opening ? opening + lowerStart(sentence, { lang: context.brief.lang, people: context.people }) : sentence

const startOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .slice(0, SAME_START)

const rawStart = (text: string): string => text.toLowerCase().slice(0, SAME_START)

const sameStart = (a: string, b: string): boolean => startOf(a) === startOf(b) || rawStart(a) === rawStart(b)

/** The text, or else what it is without its own opening (`bare`) with another one, set apart from its neighbour. */
const varyStart = (text: string, bare: string, before: string, context: RenderContext): string => {
  if (!sameStart(text, before)) return text
  const { phrases } = context
  const openings = [phrases.next('onward'), ...phrases.all('onward'), ...phrases.all('later')]
  const variants = openings.map((opening) => prepend(opening, bare, context))
  return variants.find((variant) => !sameStart(variant, before)) ?? text
}

/** Sentences of one scene in segments of about the same length. */
const chunk = (sentences: readonly string[], lang: StoryLanguage): string[][] => {
  const { aim, most } = SEGMENT_UNITS[lang]
  const chunks: string[][] = []
  let open: string[] = []
  let units = 0
  for (const sentence of sentences) {
    const length = countUnits(sentence, lang)
    if (open.length > 0 && (units >= aim || units + length > most)) {
      chunks.push(open)
      open = []
      units = 0
    }
    open.push(sentence)
    units += length
  }
  const last = chunks.at(-1)
  if (open.length > 0 && last && units < aim / 2 && countUnits(joinSentences(lang, last), lang) + units <= most * 1.25)
    last.push(...open)
  else if (open.length > 0) chunks.push(open)
  return chunks
}

/** A comment is about something only where several words say so. */
const TAG_HITS = 2

const findersOf = (lang: StoryLanguage) =>
  Object.fromEntries(SCENE_TAGS.map((tag) => [tag, makeWordFinder(PHRASES[lang].tags[tag], lang)])) as Record<
    SceneTag,
    (text: string) => number
  >
const TAG_FINDERS = { en: findersOf('en'), zh: findersOf('zh') }

const tagsOf = (text: string, lang: StoryLanguage): SceneTag[] => {
  const hits = SCENE_TAGS.map((tag) => ({ tag, count: TAG_FINDERS[lang][tag](text) }))
  return hits
    .filter(({ count }) => count >= TAG_HITS)
    .sort((a, b) => b.count - a.count)
    .map(({ tag }) => tag)
}

const introOf = (context: RenderContext): string | null => {
  const { brief } = context
  const [intro] = FOCUSES[brief.lang][brief.focus].intro
  return brief.assetName && intro && brief.perspective === 'third_person'
    ? fillSlots(intro, { asset: brief.assetName })
    : null
}

/** Whether the one who tells was not there. */
const isAbsent = (entry: TellableScene, brief: NarrationBrief): boolean =>
  brief.narrator !== null && !entry.people.includes(brief.narrator)

/** The beats of a scene in the order they are told; nobody who was not there begins with what the mood was. */
const orderBeats = (entry: TellableScene, selected: ReadonlySet<Beat>, brief: NarrationBrief): Beat[] => {
  const beats = entry.beats
    .filter((beat) => selected.has(beat))
    .sort((a, b) => a.atMs - b.atMs || entry.beats.indexOf(a) - entry.beats.indexOf(b))
  // A mood alone tells nothing.
  if (beats.every((beat) => beat.kind === 'mood')) return []
  if (!isAbsent(entry, brief)) return beats
  const isTelling = (beat: Beat) => beat.kind !== 'mood' && beat.kind !== 'quote' && !beat.needs
  const at = beats.findIndex(isTelling)
  const [first] = beats.splice(at < 0 ? beats.findIndex((beat) => beat.kind !== 'mood') : at, 1)
  return first ? [first, ...beats] : []
}

/** What an opening of the style would only burden: a mood, a quotation, a label, which are framed already. */
const isFramed = (sentence: string, beats: readonly Beat[], phrases: PhraseBook): boolean =>
  beats.some((beat) => (beat.kind === 'mood' || beat.kind === 'quote') && beat.variants.includes(sentence)) ||
  /^(?:[A-Z]\w+ing|Suddenly|There|In a) /.test(sentence) ||
  phrases.all('highlightLabel').some((phrase) => sentence.startsWith(phrase.split('{')[0] ?? ''))

/** Tags of what no light-hearted remark should follow. */
const DARK: readonly SceneTag[] = ['conflict', 'danger', 'loss']

/** A comment on what was just told; null where none is due or none fits. */
const commentOn = (text: string, { scene }: TellableScene, told: number, context: RenderContext): string | null => {
  const { brief, phrases } = context
  if (phrases.commentEvery === 0 || (told + 1) % phrases.commentEvery !== 0) return null
  const around = [text, scene.mood, scene.dynamics].filter(Boolean).join(' ')
  const isDark = DARK.some((tag) => TAG_FINDERS[brief.lang][tag](around) > 0)
  return phrases.takeComment(tagsOf(text, brief.lang), isDark)
}

/** Two short Chinese sentences of this many characters with one subject are one sentence. */
const SHORT_SENTENCE = 18

/** "林小满端着咖啡跑来。林小满泼了王总一身。" → "林小满端着咖啡跑来，泼了王总一身。" */
const joinSubjects = (sentences: readonly string[], beats: readonly Beat[], people: People): string[] => {
  const isShort = (at: number) =>
    ['text', 'dynamics', 'highlight'].includes(beats[at]?.kind ?? '') &&
    (sentences[at]?.length ?? 0) <= SHORT_SENTENCE + 4 &&
    /^[^，；：“]*。$/.test(sentences[at] ?? '')
  const joined: string[] = []
  for (const [at, sentence] of sentences.entries()) {
    const before = sentences[at - 1] ?? ''
    const [name = ''] = people.namesIn(sentence.slice(0, 5))
    const [last] = people.namesIn(before.slice(0, 5))
    const alone = name !== '' && name === last && sentence.startsWith(name) && before.startsWith(name)
    if (
      alone &&
      isShort(at) &&
      isShort(at - 1) &&
      !/^[的和与、]/.test(sentence.slice(name.length)) &&
      !/^[的和与、]/.test(before.slice(name.length))
    )
      joined.push(`${(joined.pop() ?? '').replace(/。$/, '')}，${sentence.slice(name.length)}`)
    else joined.push(sentence)
  }
  return joined
}

/** The beats of a scene as a text: what follows its sentence goes on from it, and nobody is named twice in a row. */
const sceneSentences = (
  entry: TellableScene,
  beats: readonly Beat[],
  before: TellableScene | null,
  placedBefore: boolean,
  context: Telling,
): { sentences: string[]; isPlaced: boolean } => {
  const { brief, people, phrases } = context
  const written = beats.map((beat, at) =>
    beat.following && beat.following.after === beats[at - 1] ? beat.following.sentence : context.inTurn(beat),
  )
  const about = written.map((sentence, at) => continueAbout(sentence, written[at - 1] ?? '', brief.lang, people))
  const sentences = brief.lang === 'zh' ? joinSubjects(about, beats, people) : about
  const [first, ...rest] = sentences
  if (!first) return { sentences: [], isPlaced: false }
  const { words, isPlace } = isAbsent(entry, brief)
    ? openHearsay(entry.scene, first, brief.lang, phrases)
    : openScene({ entry, before, placedBefore }, first, brief.lang, phrases, people)
  return { sentences: [prepend(words, first, context), ...rest], isPlaced: isPlace }
}

/** The selected beats as segments, scene by scene in storyline order, with openings and comments of the style. */
export const renderScenes = (
  scenes: readonly TellableScene[],
  selected: ReadonlySet<Beat>,
  render: RenderContext,
): DraftSegment[] => {
  const context = { ...render, inTurn: takeTurns() }
  const { brief, phrases } = context
  const { lang } = brief
  const segments: DraftSegment[] = []
  const push = (text: string, bare: string, sceneId: number) => {
    segments.push({ text: varyStart(text, bare, segments.at(-1)?.text ?? '', context), sceneIds: [sceneId] })
  }
  let before: TellableScene | null = null
  let placedBefore = false
  for (const entry of scenes) {
    const beats = orderBeats(entry, selected, brief)
    const { sentences, isPlaced } = sceneSentences(entry, beats, before, placedBefore, context)
    if (sentences.length === 0) continue
    placedBefore = isPlaced
    const intro = before === null ? introOf(context) : null
    for (const [index, part] of chunk(intro ? [intro, ...sentences] : sentences, lang).entries()) {
      const text = joinSentences(lang, part)
      const [head = '', ...tail] = part
      const flavoured = index % 2 === 1 && phrases.commentEvery > 0 && !isFramed(head, beats, phrases)
      const opened = flavoured ? joinSentences(lang, [prepend(phrases.next('onward'), head, context), ...tail]) : text
      const comment = commentOn(text, entry, segments.length, context)
      const close = (told: string) => (comment ? joinSentences(lang, [told, comment]) : told)
      push(close(opened), close(text), entry.scene.id)
    }
    before = entry
  }
  const last = segments.at(-1)
  const [closing] = phrases.all('closing')
  if (last && closing) last.text = joinSentences(lang, [last.text, closing])
  return segments
}
