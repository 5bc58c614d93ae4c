/** Deeper than any client builds; PostgreSQL refuses jsonb somewhere past its stack limit. */
export const MAX_DEPTH = 64

export type Unstorable = { path: PropertyKey[]; why: 'text' | 'depth' }

/** PostgreSQL's jsonb takes neither NUL nor half a surrogate pair. */
const isStorable = (text: string) => !text.includes('\0') && text.isWellFormed()

/** The first place of a JSON value that the ledger could not keep, or null. Iterative: the depth is the caller's. */
export const findUnstorable = (value: unknown): Unstorable | null => {
  const pending: { value: unknown; path: PropertyKey[] }[] = [{ value, path: [] }]
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { path } = next
    if (path.length > MAX_DEPTH) return { path: path.slice(0, 4), why: 'depth' }
    if (typeof next.value === 'string' && !isStorable(next.value)) return { path, why: 'text' }
    if (typeof next.value !== 'object' || next.value === null) continue
    // By index: half a million numbers fit a request, and Object.entries would write each index as a text.
    const children = Array.isArray(next.value) ? next.value.entries() : Object.entries(next.value)
    for (const [key, child] of children) {
      if (typeof key === 'string' && !isStorable(key)) return { path, why: 'text' }
      if (typeof child !== 'string' && typeof child !== 'object') continue
      pending.push({ value: child, path: [...path, key] })
    }
  }
  return null
}
