const REPLACEMENT = '\ufffd'

/**
 * Makes a text storable in Postgres, which refuses NUL and half surrogate pairs (they are not UTF-8). Uploaded files
 * contain both (JSON in UTF-16 is full of NULs), and they must not prevent a task from being settled.
 */
export const storableText = (text: string): string => text.replaceAll('\0', REPLACEMENT).toWellFormed()

/** JSON that `jsonb` accepts. In the output of `stringify`, an escaped surrogate is always half a pair. */
export const toJsonb = (value: unknown): string =>
  JSON.stringify(value ?? null).replace(/\\(u0000|ud[89a-f][0-9a-f]{2}|.)/g, (sequence, kind: string) =>
    kind.length > 1 ? REPLACEMENT : sequence,
  )
