import type { LaidFilm } from './lay-film.ts'

/** One subtitle, in whole milliseconds; `endMs` is after `startMs`. */
export type Cue = { startMs: number; endMs: number; text: string }

/**
 * One cue per sentence. A take begins and ends where it was measured. Several sentences in one take share its time in
 * proportion to their characters: where one ends inside the take is not known any better.
 */
export const listCues = (film: LaidFilm, startFrame: number): Cue[] => {
  const shiftMs = (startFrame * 1000 * film.rate.den) / film.rate.num
  // Sentence boundaries follow the same rules in all supported languages; only abbreviations differ.
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
