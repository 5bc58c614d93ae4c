const SHOWN_CHARACTERS = 40

/** A value as an error or note shows it: short, on one line, the same in every language. Never walks into it. */
export const describeValue = (value: unknown): string => {
  if (typeof value === 'string') {
    const shown = value.slice(0, SHOWN_CHARACTERS).toWellFormed()
    return JSON.stringify(value.length > SHOWN_CHARACTERS ? `${shown}…` : shown)
  }
  if (Array.isArray(value)) return '[…]'
  if (typeof value === 'object' && value !== null) return '{…}'
  return String(value)
}
