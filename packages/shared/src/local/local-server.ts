import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'

/** A real server that runs as a child process on this machine. */
export type LocalServer = {
  url: string
  pid: number
  /** Stops it gracefully; resolves when the process is gone. */
  stop(): Promise<void>
  /** Kills it, as a crash would; resolves when the process is gone. */
  kill(): Promise<void>
}

/** Starts a process whose output is appended to `logFile`. */
export const spawnLogged = (
  command: string,
  args: readonly string[],
  logFile: string,
  options: SpawnOptions = {},
): ChildProcess => {
  mkdirSync(dirname(logFile), { recursive: true })
  const log = openSync(logFile, 'a')
  try {
    return spawn(command, args, { ...options, stdio: ['ignore', log, log] })
  } finally {
    // The child process has its own handle.
    closeSync(log)
  }
}

export const exited = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })

export const toLocalServer = (url: string, child: ChildProcess, stopSignal: NodeJS.Signals): LocalServer => {
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await exited(child)
  }
  return { url, pid: child.pid ?? 0, stop: () => end(stopSignal), kill: () => end('SIGKILL') }
}
