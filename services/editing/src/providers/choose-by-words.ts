import type { Candidate, ClipChooser } from '../film/candidate.ts'

const CJK = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]/
const TERMS = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]+|[\p{L}\p{N}]+/gu

/** The different words of a text, and the pairs of neighbouring characters where words are not spaced. */
export const termsOf = (text: string): Set<string> => {
  const terms = new Set<string>()
  for (const [term] of text.toLowerCase().matchAll(TERMS)) {
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
export const chooseByWords: ClipChooser = async ({ narrations, candidates }) => {
  const all = candidates.flat()
  const seenIn = new Map<string, number>()
  const termsOfCandidate = new Map<Candidate, Set<string>>()
  for (const candidate of all) {
    const terms = termsOf(candidate.content)
    termsOfCandidate.set(candidate, terms)
    for (const term of terms) seenIn.set(term, (seenIn.get(term) ?? 0) + 1)
  }
  const weigh = (terms: Iterable<string>): number => {
    let weight = 0
    for (const term of terms) weight += Math.log(1 + all.length / (seenIn.get(term) ?? 1))
    return weight
  }
  const spoken = narrations.map(termsOf)
  const spokenWeights = spoken.map(weigh)
  const candidateWeights = new Map([...termsOfCandidate].map(([candidate, terms]) => [candidate, weigh(terms)]))
  return (entry, candidate) => {
    const said = spoken[entry] ?? new Set<string>()
    const shown = termsOfCandidate.get(candidate) ?? new Set<string>()
    const shared = weigh([...shown].filter((term) => said.has(term)))
    return shared === 0 ? 0 : shared / Math.sqrt((spokenWeights[entry] ?? 0) * (candidateWeights.get(candidate) ?? 0))
  }
}
