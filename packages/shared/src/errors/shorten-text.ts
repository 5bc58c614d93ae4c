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

/**
 * A text of at most `most` code units (`length`, so the limit also bounds what is stored), the last one an ellipsis where
 * something is missing. A surrogate pair is never broken.
 */
export const shortenText = (text: string, most: number): string => {
  if (text.length <= most) return text
  const cut = text.slice(0, most - 1)
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`
}
