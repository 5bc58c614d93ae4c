import type { Command } from 'commander'
import stringWidth from 'string-width'

type Row = Record<string, unknown>
export type Printable = Row | Row[]

const cellOf = (value: unknown): string => {
  if (value === null || value === undefined) return '-'
  if (value instanceof Date) return value.toISOString().slice(0, 19).replace('T', ' ')
  return String(value)
}

/** Rows as a table for a person; the columns are the keys of the first row. */
export const renderTable = (rows: readonly Row[]): string => {
  const columns = Object.keys(rows[0] ?? {})
  if (columns.length === 0) return 'Nothing found.'
  const body = rows.map((row) => columns.map((column) => cellOf(row[column])))
  const widths = columns.map((column, index) =>
    Math.max(...[column, ...body.map((line) => line[index] ?? '')].map((text) => stringWidth(text))),
  )
  const pad = (text: string, width: number) => text + ' '.repeat(width - stringWidth(text))
  const renderLine = (line: readonly string[]) =>
    line
      .map((cell, index) => pad(cell, widths[index] ?? 0))
      .join('  ')
      .trimEnd()
  const rule = widths.map((width) => '─'.repeat(width)).join('  ')
  return [renderLine(columns), rule, ...body.map(renderLine)].join('\n')
}

const renderRecord = (record: Row): string => {
  const width = Math.max(...Object.keys(record).map((key) => key.length))
  return Object.entries(record)
    .map(([key, value]) => `${key.padEnd(width)}  ${value ?? '-'}`)
    .join('\n')
}

/** Prints a command's result for a person, or with `--json` for a program. `note` is for the person alone. */
export const printResult = (command: Command, result: Printable, note?: string): void => {
  const { json } = command.optsWithGlobals<{ json?: boolean }>()
  if (json) {
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
    return
  }
  process.stdout.write(`${Array.isArray(result) ? renderTable(result) : renderRecord(result)}\n`)
  if (note) process.stdout.write(`\n${note}\n`)
}
