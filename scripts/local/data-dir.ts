import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { placeCluster } from '@vss/shared/local/start-postgres.ts'
import { waitUntil } from '@vss/shared/local/wait-until.ts'
import { ROOT } from '../../harness/service-process.ts'
import { LocalRunError } from '../../harness/start-stack.ts'

/** Empty when the process has ended, or belongs to another user. */
const readProc = (pid: number, file: 'cmdline' | 'environ'): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

const runningPids = (): number[] => {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
}

/** Whether the process runs and its command line contains `what`. */
export const isRunning = (pid: number, what: string): boolean => readProc(pid, 'cmdline').includes(what)

const readPid = (file: string): number | null => {
  try {
    return Number(readFileSync(file, 'utf8')) || null
  } catch {
    return null
  }
}

/** Allows one run per data folder. Returns a function that releases the folder. */
export const lockDataDir = (dataDir: string): (() => void) => {
  mkdirSync(dataDir, { recursive: true })
  const file = join(dataDir, 'run.pid')
  const pid = readPid(file)
  if (pid && pid !== process.pid && isRunning(pid, 'scripts/local.ts')) {
    throw new LocalRunError(`The studio already runs here as process ${pid}. Stop it with Ctrl-C, or: kill ${pid}`)
  }
  writeFileSync(file, String(process.pid))
  return () => rmSync(file, { force: true })
}

/**
 * Ends the servers and services that a killed run left behind in this data folder, and returns their number. A server
 * belongs to the folder when its command line names it, a service when it spools into it.
 */
export const endLeftovers = async (dataDir: string): Promise<number> => {
  const cluster = await placeCluster(join(dataDir, 'postgres'))
  const stores = [`-D ${cluster} `, `-sd ${join(dataDir, 'nats')} `, ` ${join(dataDir, 's3')} `]
  const belongsHere = (pid: number) => {
    const command = readProc(pid, 'cmdline')
    if (stores.some((store) => command.includes(store))) return true
    const isService = command.includes(join(ROOT, 'services/'))
    return isService && readProc(pid, 'environ').includes(`SPOOL_DIRECTORY=${join(dataDir, 'spool')} `)
  }
  const pids = runningPids().filter((pid) => pid !== process.pid && belongsHere(pid))
  // On SIGINT Postgres ends its connections; on SIGTERM it would wait for them.
  for (const pid of pids) process.kill(pid, 'SIGINT')
  await waitUntil('the end of an earlier run', () => pids.every((pid) => readProc(pid, 'cmdline') === ''))
  return pids.length
}
