/** Deeper than any client builds; writing a value of some thousand levels as JSON overflows the stack. */
export const MAX_JSON_DEPTH = 64

/** Ten times what the longest series holds (2,000 scenes, 25,000 lines). A worker reads that many in half a gigabyte. */
export const MAX_JSON_VALUES = 2_000_000

export type JsonExcess = { what: 'depth' | 'values'; path: PropertyKey[] }

const SHOWN_PARTS = 6
const SHOWN_KEY_BYTES = 80

const QUOTE = 0x22
const BACKSLASH = 0x5c
const [OPEN_LIST, CLOSE_LIST, OPEN_RECORD, CLOSE_RECORD, COMMA, COLON] = Buffer.from('[]{},:')

/** Where the string that begins at `start` ends: its closing quote, or the end of the bytes. */
const endOfString = (bytes: Buffer, start: number): number => {
  for (let end = bytes.indexOf(QUOTE, start + 1); end !== -1; end = bytes.indexOf(QUOTE, end + 1)) {
    let before = end - 1
    while (bytes[before] === BACKSLASH) before -= 1
    if ((end - before) % 2 === 1) return end
  }
  return bytes.length
}

type Level = { index: number } | { keyAt: number }

const pathOf = (bytes: Buffer, levels: readonly Level[]): PropertyKey[] =>
  levels.slice(0, SHOWN_PARTS).map((level) => {
    if ('index' in level) return level.index
    const end = Math.min(endOfString(bytes, level.keyAt), level.keyAt + 1 + SHOWN_KEY_BYTES)
    return bytes.toString('utf8', level.keyAt + 1, end)
  })

/**
 * What is too much in the text of a JSON value, or null: found before it is parsed, since a small file can hold more
 * values than fit into memory. Bytes that are no JSON have an answer too, and never an error.
 */
export const findJsonExcess = (
  bytes: Buffer,
  limits = { depth: MAX_JSON_DEPTH, values: MAX_JSON_VALUES },
): JsonExcess | null => {
  const levels: Level[] = []
  let values = 1
  let lastString = 0
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]
    const level = levels.at(-1)
    if (byte === QUOTE) {
      lastString = at
      at = endOfString(bytes, at)
    } else if (byte === COLON && level && 'keyAt' in level) level.keyAt = lastString
    else if (byte === COMMA) {
      values += 1
      if (level && 'index' in level) level.index += 1
    } else if (byte === CLOSE_LIST || byte === CLOSE_RECORD) levels.pop()
    else if (byte === OPEN_LIST || byte === OPEN_RECORD) {
      values += 1
      if (levels.length === limits.depth) return { what: 'depth', path: pathOf(bytes, levels) }
      levels.push(byte === OPEN_LIST ? { index: 0 } : { keyAt: lastString })
    }
    if (values > limits.values) return { what: 'values', path: pathOf(bytes, levels.slice(0, 1)) }
  }
  return null
}
