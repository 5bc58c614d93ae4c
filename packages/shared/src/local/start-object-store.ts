import { spawn } from 'node:child_process'
import { mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isPortFree } from './free-port.ts'
import { type LocalServer, toLocalServer } from './local-server.ts'
import { waitUntil } from './wait-until.ts'

const ENTRY = fileURLToPath(new URL('./object-store-server.ts', import.meta.url))

/** The local S3 server's only account. */
export const LOCAL_S3_KEY = 'S3RVER'

/** Starts an S3 server on loopback that keeps its objects under `directory`. */
export const startObjectStore = async (options: {
  directory: string
  port: number
  logFile: string
}): Promise<LocalServer> => {
  mkdirSync(options.directory, { recursive: true })
  mkdirSync(dirname(options.logFile), { recursive: true })
  const log = openSync(options.logFile, 'a')
  const child = spawn(process.execPath, ['--import', 'tsx', ENTRY, String(options.port), options.directory], {
    cwd: dirname(ENTRY),
    stdio: ['ignore', log, log],
  })
  await waitUntil(
    `S3 server (log: ${options.logFile})`,
    async () => child.exitCode !== null || !(await isPortFree(options.port)),
  )
  if (child.exitCode !== null) throw new Error(`the S3 server did not start; see ${options.logFile}`)
  return toLocalServer(`http://127.0.0.1:${options.port}`, child, 'SIGTERM')
}
