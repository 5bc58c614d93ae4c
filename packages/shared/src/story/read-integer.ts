/** An integer, written as a number or as digits; null for anything else. */
export const readInteger = (value: unknown): number | null => {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value + 0 : null
  if (typeof value !== 'string' || value.length > 24) return null
  return /^\s*[+-]?\d{1,15}\s*$/.test(value) ? Number(value) + 0 : null
}
