/**
 * The first `most` characters of a text. They are counted in code points, so a surrogate pair is never broken. Only the
 * part that may be needed is split, so a megabyte costs no more than a short text.
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
