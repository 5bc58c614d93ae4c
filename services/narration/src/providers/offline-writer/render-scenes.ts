import type { StoryLanguage } from '@vss/shared/story/story.ts'
import { countUnits } from '../../steps/count-units.ts'
import { fill } from '../../words/fill.ts'
import { FOCUSES } from '../../words/focuses.ts'
import { makeWordFinder } from '../../words/make-word-finder.ts'
import { PHRASES, SCENE_TAGS, type SceneTag } from '../../words/phrases.ts'
import type { DraftSegment, NarrationBrief } from '../narration-writer.ts'
import type { Beat, TellableScene } from './beat.ts'
import type { People } from './find-people.ts'
import { openScene } from './open-scene.ts'
import type { PhraseBook } from './phrase-book.ts'
import { continueAbout } from './resolve-pronouns.ts'
import { lowerStart } from './telling-context.ts'

/** Units of one segment: long enough for a thought, short enough to be spoken in a breath or two (7 to 17 s). */
const SEGMENT_UNITS = { zh: { aim: 42, most: 72 }, en: { aim: 26, most: 44 } }

/** Neighbouring segments must not begin with the same letters. */
const SAME_START = 4

export type RenderContext = { brief: NarrationBrief; people: People; phrases: PhraseBook }

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

/** The text with an opening that sets it apart from its neighbour's beginning. */
const varyStart = (text: string, before: string, context: RenderContext): string => {
  if (!sameStart(text, before)) return text
  const { phrases } = context
  const openings = [phrases.next('onward'), ...phrases.all('onward'), ...phrases.all('later')]
  const variants = openings.map((opening) => prepend(opening, text, context))
  return variants.find((variant) => !sameStart(variant, before)) ?? text
}

const joinSentences = (sentences: readonly string[], lang: StoryLanguage): string =>
  sentences.join(lang === 'zh' ? '' : ' ')

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
  if (open.length > 0 && last && units < aim / 2 && countUnits(joinSentences(last, lang), lang) + units <= most * 1.25)
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
    ? fill(intro, { asset: brief.assetName })
    : null
}

/** The beats of a scene as a text: what follows its sentence goes on from it, and nobody is named twice in a row. */
const sceneSentences = (
  entry: TellableScene,
  beats: readonly Beat[],
  before: TellableScene | null,
  context: RenderContext,
): string[] => {
  const { brief, people, phrases } = context
  const written = beats.map((beat, at) =>
    beat.following && beat.following.after === beats[at - 1] ? beat.following.sentence : beat.sentence,
  )
  const sentences = written.map((sentence, at) => continueAbout(sentence, written[at - 1] ?? '', brief.lang, people))
  const [first, ...rest] = sentences
  if (!first) return []
  const absent = brief.narrator !== null && !entry.people.includes(brief.narrator)
  const opening = absent ? phrases.next('hearsay') : openScene(entry, before, first, brief.lang, phrases, people)
  return [prepend(opening, first, context), ...rest]
}

/** The selected beats as segments, scene by scene in storyline order, with openings and comments of the style. */
export const renderScenes = (
  scenes: readonly TellableScene[],
  selected: ReadonlySet<Beat>,
  context: RenderContext,
): DraftSegment[] => {
  const { brief, phrases } = context
  const { lang } = brief
  const segments: DraftSegment[] = []
  const push = (text: string, sceneId: number) => {
    segments.push({ text: varyStart(text, segments.at(-1)?.text ?? '', context), sceneIds: [sceneId] })
  }
  let before: TellableScene | null = null
  for (const entry of scenes) {
    const beats = entry.beats
      .filter((beat) => selected.has(beat))
      .sort((a, b) => a.atMs - b.atMs || entry.beats.indexOf(a) - entry.beats.indexOf(b))
    const sentences = sceneSentences(entry, beats, before, context)
    if (sentences.length === 0) continue
    const intro = before === null ? introOf(context) : null
    for (const [index, part] of chunk(intro ? [intro, ...sentences] : sentences, lang).entries()) {
      const text = joinSentences(part, lang)
      const flavoured = index > 0 && phrases.commentEvery > 0 && index % 2 === 1
      const [head = '', ...tail] = part
      const opened = flavoured ? joinSentences([prepend(phrases.next('onward'), head, context), ...tail], lang) : text
      const due = phrases.commentEvery > 0 && (segments.length + 1) % phrases.commentEvery === 0
      const comment = due ? phrases.takeComment(tagsOf(text, lang)) : null
      push(comment ? joinSentences([opened, comment], lang) : opened, entry.scene.id)
    }
    before = entry
  }
  const last = segments.at(-1)
  const [closing] = phrases.all('closing')
  if (last && closing) last.text = joinSentences([last.text, closing], lang)
  return segments
}
