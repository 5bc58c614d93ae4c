type Row = Record<string, unknown>

const cellOf = (value: unknown): string => {
  if (value === null || value === undefined) return '-'
  if (value instanceof Date) return value.toISOString().slice(0, 19).replace('T', ' ')
  return String(value)
}

/** Columns a terminal needs: CJK and full-width characters take two. */
const widthOf = (text: string): number =>
  [...text].reduce(
    (width, character) =>
      width +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}]/u.test(
        character,
      )
        ? 2
        : 1),
    0,
  )

/** Rows as a table for a person; the columns are the keys of the first row. */
export const renderTable = (rows: readonly Row[]): string => {
  const columns = Object.keys(rows[0] ?? {})
  if (columns.length === 0) return 'Nothing found.'
  const lines = [columns, ...rows.map((row) => columns.map((column) => cellOf(row[column])))]
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => widthOf(line[index] ?? ''))))
  const pad = (text: string, width: number) => text + ' '.repeat(width - widthOf(text))
  const print = (line: string[]) =>
    line
      .map((cell, index) => pad(cell, widths[index] ?? 0))
      .join('  ')
      .trimEnd()
  const [head = [], ...body] = lines
  return [print(head), widths.map((width) => '─'.repeat(width)).join('  '), ...body.map(print)].join('\n')
}
