import type { Command } from 'commander'
import { renderTable } from './render-table.ts'

export type Printable = Record<string, unknown> | Record<string, unknown>[]

const renderRecord = (record: Record<string, unknown>): string => {
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
