import type { Said } from '@vss/shared/errors/sentence.ts'

/** Deeper than any client builds. PostgreSQL refuses jsonb somewhere past the limit of its stack. */
const MAX_DEPTH = 64
const SHOWN_PARTS = 4

export type Unstorable = { path: PropertyKey[]; detail: Said }

/** PostgreSQL's jsonb takes neither NUL nor half a surrogate pair. */
const isStorable = (text: string) => !text.includes('\0') && text.isWellFormed()

const unstorableText = (path: PropertyKey[]): Unstorable => ({
  path,
  detail: { key: 'payload.text_refused', params: {} },
})

/** The first place of a JSON value that the ledger could not store, or null. Iterative, because the caller sets the depth. */
export const findUnstorable = (value: unknown): Unstorable | null => {
  const pending: { value: unknown; path: PropertyKey[] }[] = [{ value, path: [] }]
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { path } = next
    if (path.length > MAX_DEPTH) {
      return { path: path.slice(0, SHOWN_PARTS), detail: { key: 'payload.too_deep', params: { limit: MAX_DEPTH } } }
    }
    if (typeof next.value === 'string' && !isStorable(next.value)) return unstorableText(path)
    if (typeof next.value !== 'object' || next.value === null) continue
    // By index: a request can hold half a million numbers, and Object.entries would make a string of each index.
    const children = Array.isArray(next.value) ? next.value.entries() : Object.entries(next.value)
    for (const [key, child] of children) {
      if (typeof key === 'string' && !isStorable(key)) return unstorableText(path)
      if (typeof child !== 'string' && typeof child !== 'object') continue
      pending.push({ value: child, path: [...path, key] })
    }
  }
  return null
}
