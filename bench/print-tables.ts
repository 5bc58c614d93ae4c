import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg } from 'node:os'
import type { Stack } from '../harness/start-stack.ts'

type Row = Record<string, string | number>

const BYTES_PER_KB = 1024
const BYTES_PER_MB = 1024 ** 2

export const say = (line: string): void => void process.stdout.write(`${line}\n`)

export const printTable = (title: string, rows: readonly Row[]): void => {
  const columns = Object.keys(rows[0] ?? {})
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
  say(`\n### ${title}\n\n${line(columns)}\n${line(columns.map(() => '---'))}`)
  for (const row of rows) say(line(columns.map((column) => row[column] ?? '')))
}

/** Where figures come from; a busy machine makes them worse, and says so. */
export const printMachine = (): void =>
  say(
    `\n${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}. The machine may be shared: seconds are an upper bound.`,
  )

/** The most memory a process ever held, in megabytes (VmHWM). */
const peakRssMb = (pid: number): number => {
  const [, kilobytes = '0'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Math.round((Number(kilobytes) * BYTES_PER_KB) / BYTES_PER_MB)
}

/** Peak memory of each service. Answers sentences on those above their limit. */
export const printMemory = (stack: Stack, limitMb: (service: string) => number): string[] => {
  const rows = [...stack.services.values()].map(({ name, pid }) => ({
    process: name,
    'peak RSS, MB': peakRssMb(pid),
    'limit, MB': limitMb(name),
  }))
  printTable('Memory', rows)
  return rows
    .filter((row) => row['peak RSS, MB'] > row['limit, MB'])
    .map((row) => `${row.process} held ${row['peak RSS, MB']} MB, more than ${row['limit, MB']}`)
}

/** Ends a bench: what was missed goes to standard error and into the exit code. */
export const finish = (missed: readonly string[]): void => {
  for (const sentence of missed) process.stderr.write(`missed: ${sentence}\n`)
  process.exitCode = missed.length ? 1 : 0
}
