import type { Scene, StoryLanguage } from '@vss/shared/story/story.ts'
import { splitSentences } from '../../language/sentences.ts'
import { type Beat, likeness } from './beat.ts'
import { leansOnBefore, mentionsSomebody, resolvePronouns } from './resolve-pronouns.ts'
import { asTold, makeBeat, type TellingContext } from './telling-context.ts'

/*
 * Sentences of free text as beats. A sentence must be understood without the one before it, because selection may leave
 * that one out. So each has two forms: alone, with names in place of unclear pronouns, and following, as it was written,
 * used when both are told in a row. A sentence that cannot stand alone needs the beat before it.
 */

/** Prose in somebody's own person ("他说喜欢你"): read out, nobody would know whose. */
const PERSONAL = { zh: /[我你您]/, en: /\b(?:I|me|my|mine|your|yours)\b/ } as const

/** The sentences of an annotator's text that a narrator can say. */
export const proseSentences = (text: string | null, lang: StoryLanguage): string[] =>
  splitSentences(text, lang).filter(
    (sentence) => /\p{L}{2}/u.test(sentence) && !PERSONAL[lang].test(sentence.replace(/“[^”]*”/g, '')),
  )

/** Each further sentence of a text is worth a little less. */
const LATER = 0.03

/** A sentence of the dynamics this much like one of the text is told right after it. */
const SAME_MOMENT = 0.25

/** Chinese texts often line up one clause per person with semicolons: each can be told on its own. */
const splitByPerson = (sentence: string, context: TellingContext): string[] => {
  if (context.lang !== 'zh' || !sentence.includes('；')) return [sentence]
  const parts = sentence.replace(/[。！？]$/, '').split('；')
  return parts.reduce<string[]>((kept, part) => {
    const own = context.people.namesIn(part.slice(0, 8)).length > 0
    if (own || kept.length === 0) kept.push(part)
    else kept[kept.length - 1] = `${kept.at(-1)}；${part}`
    return kept
  }, [])
}

const isAboutSomebody = (beat: Beat, context: TellingContext): boolean =>
  mentionsSomebody(beat.sentence, context.lang, context.people) ||
  (beat.needs !== null && isAboutSomebody(beat.needs, context))

/** One sentence as a beat: on its own where its words allow it, else leaning on the beat before. */
const sentenceBeat = (
  scene: Scene,
  sentence: string,
  place: Pick<Beat, 'kind' | 'atMs' | 'value'>,
  before: Beat | null,
  present: readonly string[],
  context: TellingContext,
): Beat | null => {
  const leans = leansOnBefore(sentence, context.lang)
  const named = leans ? null : resolvePronouns(sentence, context.lang, context.people, present)
  const alone = named === null ? null : asTold(named, context, present)
  const asWritten = asTold(sentence, context, present)
  if (alone !== null) {
    const goesOn = before && asWritten !== null && asWritten !== alone
    return makeBeat(
      scene,
      { ...place, sentence: alone, following: goesOn ? { after: before, sentence: asWritten } : null },
      context,
    )
  }
  // A pronoun that leans on a sentence about nobody still means nobody.
  if (!before || asWritten === null || (named === null && !leans && !isAboutSomebody(before, context))) return null
  return makeBeat(scene, { ...place, atMs: before.atMs, sentence: asWritten, needs: before }, context)
}

/** The sentences of a scene's text, told along its course. */
export const textBeats = (scene: Scene, present: readonly string[], context: TellingContext): Beat[] => {
  const sentences = proseSentences(scene.text, context.lang).flatMap((sentence) => splitByPerson(sentence, context))
  const step = (scene.endMs - scene.startMs) / Math.max(1, sentences.length)
  const beats: Beat[] = []
  let before: Beat | null = null
  for (const [index, sentence] of sentences.entries()) {
    const place = { kind: 'text' as const, atMs: scene.startMs + step * index, value: 1 - LATER * index }
    before = sentenceBeat(scene, sentence, place, before, present, context)
    if (before) beats.push(before)
  }
  return beats
}

/**
 * Where a sentence of the dynamics belongs: after the sentence of the text it is most like, else after the one as far
 * along (`share` of the whole); never going back.
 */
const placeBeside = (beat: Beat, text: readonly Beat[], from: number, share: number): number => {
  const best = text
    .filter((other) => other.atMs >= from)
    .map((other) => ({ other, like: likeness(beat.marks, other.marks) }))
    .reduce<{ other: Beat; like: number } | null>((a, b) => (a === null || b.like > a.like ? b : a), null)
  if (best && best.like >= SAME_MOMENT) return best.other.atMs
  return Math.max(from, text[Math.floor(share * text.length)]?.atMs ?? from)
}

/** The sentences of a scene's dynamics, beside the text where there is one, else along the scene's course. */
export const dynamicsBeats = (
  scene: Scene,
  text: readonly Beat[],
  present: readonly string[],
  context: TellingContext,
): Beat[] => {
  const sentences = proseSentences(scene.dynamics, context.lang).flatMap((sentence) => splitByPerson(sentence, context))
  const step = (scene.endMs - scene.startMs) / Math.max(1, sentences.length)
  const beats: Beat[] = []
  let before: Beat | null = null
  let from = text[0]?.atMs ?? scene.startMs
  for (const [index, sentence] of sentences.entries()) {
    const place = { kind: 'dynamics' as const, atMs: scene.startMs + step * index, value: 1 - LATER * index }
    before = sentenceBeat(scene, sentence, place, before, present, context)
    if (!before) continue
    if (text.length > 0 && !before.needs) {
      from = placeBeside(before, text, from, index / sentences.length)
      before.atMs = from
    }
    beats.push(before)
  }
  return beats
}
