import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isPortFree } from '@vss/shared/local/free-port.ts'
import { LocalRunError } from '../../harness/local-run-error.ts'
import type { Ports } from '../../harness/start-stack.ts'
import { isRunning } from './end-leftovers.ts'

const readPid = (file: string): number | null => {
  try {
    return Number(readFileSync(file, 'utf8')) || null
  } catch {
    return null
  }
}

/** One run per data folder. Returns what gives the folder free again. */
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

const VARIABLE = { gateway: 'PORT', postgres: 'POSTGRES_PORT', nats: 'NATS_PORT', s3: 'S3_PORT' } as const

/** Throws one sentence for the first port that is taken. Servers given by URL need none. */
export const checkPorts = async (ports: Ports, env: Record<string, string | undefined>): Promise<void> => {
  const given = { gateway: false, postgres: !!env.DATABASE_URL, nats: !!env.NATS_URL, s3: !!env.S3_ENDPOINT }
  for (const name of Object.keys(ports) as (keyof Ports)[]) {
    if (given[name] || (await isPortFree(ports[name]))) continue
    throw new LocalRunError(
      `Port ${ports[name]} (${name}) is taken. Free it, or choose another: ${VARIABLE[name]}=${ports[name] + 1} ./init.sh --local`,
    )
  }
}
