const CLOSING: Record<string, string> = { '“': '”', '「': '」', '『': '』', '"': '"' }

/** Stands for quoted speech: no letter, so that no keyword is found across it. */
const MASK = '□'

/** Where a quotation that starts at `start` ends; one that is never closed reaches to the end. */
const endOfQuote = (text: string, start: number): number => {
  const end = text.indexOf(CLOSING[text[start] ?? ''] ?? '', start + 1)
  return end === -1 ? text.length : end + 1
}

/**
 * Replaces quoted speech, which tells nothing about the one who quotes it, by as many marks, so that positions stay.
 * A text that is one quotation as a whole is that person's own speech and stays.
 */
export const maskQuotes = (text: string): string => {
  let masked = ''
  for (let at = 0; at < text.length; ) {
    const isQuote = CLOSING[text[at] ?? ''] !== undefined
    const end = isQuote ? endOfQuote(text, at) : at + 1
    const isWhole = isQuote && at === 0 && end === text.length
    masked += isWhole ? ` ${text.slice(1, -1)} ` : isQuote ? MASK.repeat(end - at) : text[at]
    at = end
  }
  return masked
}
