import { createHash } from 'node:crypto'

/** JSON with sorted keys, so that equal values have equal text in whatever order a client wrote their keys. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
  }) ?? 'null'

/** SHA-256 in hex of a step's version and input, which together determine its output. */
export const hashInput = (version: number, input: unknown): string =>
  createHash('sha256')
    .update(`${version}\n${canonicalJson(input)}`)
    .digest('hex')
