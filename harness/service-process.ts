import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exited, spawnLogged } from '@vss/shared/local/local-server.ts'

export const ROOT = fileURLToPath(new URL('..', import.meta.url))

export type ServiceProcess = {
  name: string
  pid: number
  child: ChildProcess
  logFile: string
  stop(): Promise<void>
  kill(): Promise<void>
}

/** Megabytes. With V8's default, short-lived objects of a busy service pile up to about 100 MB before it collects them. */
const SEMI_SPACE_MB = 16

/** Starts one of the five services as a separate process that logs to `logFile`. */
export const startService = (name: string, env: Record<string, string>, logFile: string): ServiceProcess => {
  const register = join(ROOT, 'packages/shared/src/process/register.ts')
  const main = join(ROOT, 'services', name, 'src/main.ts')
  const args = [`--max-semi-space-size=${SEMI_SPACE_MB}`, '--import', 'tsx', '--import', register, main]
  const child = spawnLogged(process.execPath, args, logFile, { cwd: ROOT, env: { ...env, OTEL_SERVICE_NAME: name } })
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await exited(child)
  }
  return { name, pid: child.pid ?? 0, child, logFile, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') }
}

/** The most memory that a process has held so far, in bytes (VmHWM of proc(5)). */
export const peakRssBytes = (pid: number): number => {
  const [, kilobytes = '0'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) * 1024
}
