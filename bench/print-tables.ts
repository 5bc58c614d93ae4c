import { availableParallelism, cpus, loadavg } from 'node:os'
import { peakRssBytes } from '../harness/service-process.ts'
import type { Stack } from '../harness/start-stack.ts'

type Row = Record<string, string | number>

const BYTES_PER_MB = 1024 ** 2

export const say = (line: string): void => void process.stdout.write(`${line}\n`)

export const printTable = (title: string, rows: readonly Row[]): void => {
  const columns = Object.keys(rows[0] ?? {})
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
  say(`\n### ${title}\n\n${line(columns)}\n${line(columns.map(() => '---'))}`)
  for (const row of rows) say(line(columns.map((column) => row[column] ?? '')))
}

/** Prints the machine that the figures come from. */
export const printMachine = (): void =>
  say(
    `\n${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}. The machine may be shared: seconds are an upper bound.`,
  )

/** Prints the peak memory of each service. Returns a sentence for each service above its limit. */
export const printMemory = (stack: Stack, limitMb: (service: string) => number): string[] => {
  const rows = [...stack.services.values()].map(({ name, pid }) => ({
    process: name,
    'peak RSS, MB': Math.round(peakRssBytes(pid) / BYTES_PER_MB),
    'limit, MB': limitMb(name),
  }))
  printTable('Memory', rows)
  return rows
    .filter((row) => row['peak RSS, MB'] > row['limit, MB'])
    .map((row) => `${row.process} held ${row['peak RSS, MB']} MB, more than ${row['limit, MB']}`)
}

/** Ends a bench: writes missed promises to standard error and sets the exit code. */
export const finish = (missed: readonly string[]): void => {
  for (const sentence of missed) process.stderr.write(`missed: ${sentence}\n`)
  process.exitCode = missed.length ? 1 : 0
}
