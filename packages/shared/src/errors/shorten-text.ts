import type { Locale } from './sentence.ts'

/**
 * The first `most` characters of a text. Counted in code points, so a surrogate pair is never broken; a megabyte is not
 * taken apart for its first hundred characters.
 */
export const cutText = (text: string, most: number): string => {
  if (text.length <= most) return text
  // A character has at most two code units.
  return Array.from(text.slice(0, 2 * most))
    .slice(0, most)
    .join('')
    .toWellFormed()
}

/** At most `most` characters of a text, the last one an ellipsis where something is missing. */
export const shortenText = (text: string, most: number): string =>
  cutText(text, most) === text ? text : `${cutText(text, most - 1)}…`

/** Enough to see of whom a sentence speaks: the names come from files and requests, and a status is kept small. */
const MAX_NAMES = 10
const MAX_CHARACTERS = 61

/** Names in a row for a sentence, cut where they are many or long. */
export const listNames = (names: readonly string[], locale: Locale): string =>
  [
    ...names.slice(0, MAX_NAMES).map((name) => shortenText(name, MAX_CHARACTERS)),
    ...(names.length > MAX_NAMES ? ['…'] : []),
  ].join(locale === 'zh' ? '、' : ', ')
