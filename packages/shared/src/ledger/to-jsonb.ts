const REPLACEMENT = '\ufffd'

/**
 * Text that Postgres can keep: a NUL is refused there, and half a surrogate pair is no UTF-8. Both come with files
 * people upload (JSON in UTF-16 is full of NULs), and must not keep a task from being settled.
 */
export const storableText = (text: string): string => text.replaceAll('\0', REPLACEMENT).toWellFormed()

/** JSON that `jsonb` takes. In what `stringify` writes, an escaped surrogate is always half a pair. */
export const toJsonb = (value: unknown): string =>
  JSON.stringify(value ?? null).replace(/\\(u0000|ud[89a-f][0-9a-f]{2}|.)/g, (sequence, kind: string) =>
    kind.length > 1 ? REPLACEMENT : sequence,
  )
