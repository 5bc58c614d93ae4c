/** At most so many characters of a text, without blanks around; undefined when nothing is left. */
export const clipText = (text: string | null, most: number): string | undefined => {
  // A character has at most two code units, so a megabyte is not taken apart for its first hundred characters.
  const characters = Array.from((text ?? '').trim().slice(0, 2 * most + 2))
  if (characters.length === 0) return undefined
  return characters.length > most ? `${characters.slice(0, most).join('')}…` : characters.join('')
}
