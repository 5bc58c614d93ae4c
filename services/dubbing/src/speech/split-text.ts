/** A clause ends here: not at a comma or colon inside a number or a time (`1,000`, `10:30`). */
const CLAUSE_END = /(?<=[,;:](?=\s)|[，、；：—…](?!\d))/u
const HAS_WORDS = /[\p{L}\p{N}]/u
/** Brackets, quotes and currency signs that open: they belong to what follows. */
const OPENING = /[\p{Ps}\p{Pi}\p{Sc}]+$/u
const HYPHENATED = /[\p{L}\p{N}][-‐‑]$/u
/** Chinese numerals: the word segmenter would cut a year into pieces. */
const NUMERAL = '[〇零一二两三四五六七八九十百千万亿点]'
const ENDS_IN_NUMERAL = new RegExp(`${NUMERAL}$`, 'u')
const STARTS_WITH_NUMERAL = new RegExp(`^${NUMERAL}`, 'u')

const belongsTogether = (left: string, right: string): boolean =>
  !HAS_WORDS.test(right) ||
  !HAS_WORDS.test(left) ||
  HYPHENATED.test(left) ||
  (ENDS_IN_NUMERAL.test(left) && STARTS_WITH_NUMERAL.test(right))

/** Attaches punctuation to its words again, so that no part is punctuation alone. */
const regroup = (segments: Iterable<string>): string[] => {
  const units: string[] = []
  for (const segment of segments) {
    const left = units.pop()
    if (left === undefined) units.push(segment)
    else if (belongsTogether(left, segment)) units.push(left + segment)
    else {
      const opening = OPENING.exec(left)?.[0] ?? ''
      units.push(left.slice(0, left.length - opening.length), opening + segment)
    }
  }
  return units
}

type Cut = (text: string, language: string) => string[]

const segmentBy =
  (granularity: 'sentence' | 'word' | 'grapheme', extension = ''): Cut =>
  (text, language) => {
    const segmenter = new Intl.Segmenter(language + extension, { granularity })
    return regroup(Array.from(segmenter.segment(text), ({ segment }) => segment))
  }

/** Where to cut, best first. `ss-standard` knows abbreviations: "Mr. Smith" is no sentence end. */
const CUTS: readonly Cut[] = [
  segmentBy('sentence', '-u-ss-standard'),
  (text) => regroup(text.split(CLAUSE_END)),
  segmentBy('word'),
  segmentBy('grapheme'),
]

type Fits = (part: string) => boolean

const divide = (text: string, language: string, fits: Fits, cuts: readonly Cut[]): string[] => {
  const [cut, ...finer] = cuts
  if (!cut || fits(text.trim())) return [text]
  const parts: string[] = []
  let current = ''
  for (const unit of cut(text, language)) {
    if (fits((current + unit).trim())) {
      current += unit
      continue
    }
    if (current) parts.push(current)
    const pieces = divide(unit, language, fits, finer)
    current = pieces.pop() ?? ''
    parts.push(...pieces)
  }
  return current ? [...parts, current] : parts
}

/**
 * Cuts a text into the fewest parts that fit, filled from the front: between sentences, else between clauses, else
 * between words; inside a word or number only where that alone does not fit. `language` without region. Nothing but
 * white space at the cuts is lost. A single character that does not fit is a part all the same.
 */
export const splitText = (text: string, language: string, fits: Fits): string[] =>
  divide(text, language, fits, CUTS)
    .map((part) => part.trim())
    .filter((part) => part !== '')
