import type { LaidFilm } from './lay-film.ts'

/** A subtitle: whole milliseconds, `endMs` after `startMs`. */
export type Cue = { startMs: number; endMs: number; text: string }

/**
 * One cue for each sentence. A take begins and ends where it was measured; several sentences in one take share it by
 * their length in characters, which is the best that is known of where one ends inside it.
 */
export const listCues = (film: LaidFilm, startFrame: number): Cue[] => {
  const shiftMs = (startFrame * 1000 * film.rate.den) / film.rate.num
  // The rules of sentences are the same in all our languages; only abbreviations differ.
  const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })
  return film.entries.flatMap(({ narration, startUs, endUs }) => {
    const sentences = [...segmenter.segment(narration)].map(({ segment }) => segment.trim()).filter(Boolean)
    const total = sentences.reduce((sum, { length }) => sum + length, 0)
    let said = 0
    return sentences.map((text) => {
      const at = (characters: number) =>
        Math.round(shiftMs + (startUs + ((endUs - startUs) * characters) / total) / 1000)
      const startMs = at(said)
      said += text.length
      return { text, startMs, endMs: Math.max(startMs + 1, at(said)) }
    })
  })
}
