/** At most `most` code units of a text, the last an ellipsis where something is missing; no character is cut in two. */
export const shortenText = (text: string, most: number): string => {
  if (text.length <= most) return text
  const cut = text.slice(0, most - 1)
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`
}
