import type { Preference } from '../film/film.ts'
import type { ClipChooser, FilmMaterial } from './clip-chooser.ts'

const CJK = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]/
const TERMS = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]+|[\p{L}\p{N}]+/gu

/** Longer than any sentence that is spoken in one breath; what comes after does not change what suits it. */
const MAX_CHARS = 2000

/** The different words of a text, and the pairs of neighbouring characters where words are not spaced. */
export const termsOf = (text: string): Set<string> => {
  const terms = new Set<string>()
  for (const [term] of text.slice(0, MAX_CHARS).toLowerCase().matchAll(TERMS)) {
    if (!CJK.test(term) || term.length === 1) terms.add(term)
    else for (let at = 0; at + 2 <= term.length; at++) terms.add(term.slice(at, at + 2))
  }
  return terms
}

/**
 * Prefers footage whose words the sentence shares: Σ of the shared terms' weights over the geometric mean of both
 * sides' weights (a cosine with every term counted once). A term weighs ln(1 + candidates / candidates with it), so
 * names and rare words count and "the" hardly does.
 */
export const preferByWords = ({ narrations, candidates }: FilmMaterial): Preference => {
  const all = candidates.flat().map((candidate) => ({ candidate, terms: termsOf(candidate.content) }))
  const seenIn = new Map<string, number>()
  for (const { terms } of all) for (const term of terms) seenIn.set(term, (seenIn.get(term) ?? 0) + 1)
  const weigh = (terms: Iterable<string>, among?: ReadonlySet<string>): number => {
    let weight = 0
    for (const term of terms) {
      if (!among || among.has(term)) weight += Math.log(1 + all.length / (seenIn.get(term) ?? 1))
    }
    return weight
  }
  const spoken = narrations.map(termsOf).map((terms) => ({ terms, weight: weigh(terms) }))
  const shown = new Map(all.map(({ candidate, terms }) => [candidate, { terms, weight: weigh(terms) }]))
  return (entry, candidate) => {
    const said = spoken[entry]
    const seen = shown.get(candidate)
    const shared = said && seen ? weigh(seen.terms, said.terms) : 0
    return said && seen && shared > 0 ? shared / Math.sqrt(said.weight * seen.weight) : 0
  }
}

/** By rules alone, without any provider. */
export const chooseByWords: ClipChooser = async (material) => ({
  prefer: preferByWords(material),
  leftToWords: 0,
  usage: null,
})
