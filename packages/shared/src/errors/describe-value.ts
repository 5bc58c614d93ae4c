import { shortenText } from './shorten-text.ts'

const SHOWN_CHARACTERS = 41

/** A value as an error or note shows it: short, on one line, the same in every language. Never walks into it. */
export const describeValue = (value: unknown): string => {
  if (typeof value === 'string') {
    return JSON.stringify(shortenText(value, SHOWN_CHARACTERS).toWellFormed())
  }
  if (Array.isArray(value)) return '[…]'
  if (typeof value === 'object' && value !== null) return '{…}'
  return String(value)
}
