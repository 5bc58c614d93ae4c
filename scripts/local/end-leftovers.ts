import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { placeCluster } from '@vss/shared/local/start-postgres.ts'
import { waitUntil } from '@vss/shared/local/wait-until.ts'
import { ROOT } from '../../harness/service-process.ts'

const readProc = (pid: number, file: 'cmdline' | 'environ'): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').replaceAll('\0', ' ')
  } catch {
    // Gone meanwhile, or somebody else's.
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

export const isRunning = (pid: number, what: string): boolean => readProc(pid, 'cmdline').includes(what)

/**
 * Ends the servers and services that a killed run of this data folder left behind, and returns how many. Ours are
 * the servers whose command line names the folder, and the services that spool into it.
 */
export const endLeftovers = async (dataDir: string): Promise<number> => {
  const cluster = await placeCluster(join(dataDir, 'postgres'))
  const stores = [`-D ${cluster} `, `-sd ${join(dataDir, 'nats')} `, ` ${join(dataDir, 's3')} `]
  const isOurs = (pid: number) => {
    const command = readProc(pid, 'cmdline')
    if (stores.some((store) => command.includes(store))) return true
    const isService = command.includes(join(ROOT, 'services/'))
    return isService && readProc(pid, 'environ').includes(`SPOOL_DIRECTORY=${join(dataDir, 'spool')} `)
  }
  const pids = runningPids().filter((pid) => pid !== process.pid && isOurs(pid))
  // SIGINT: Postgres then ends its connections instead of waiting for them.
  for (const pid of pids) process.kill(pid, 'SIGINT')
  await waitUntil('the end of an earlier run', () => pids.every((pid) => readProc(pid, 'cmdline') === ''))
  return pids.length
}
