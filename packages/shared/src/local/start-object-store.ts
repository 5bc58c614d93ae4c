import { mkdirSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type LocalServer, spawnLogged, toLocalServer } from './local-server.ts'
import { waitUntil } from './wait-until.ts'

const ENTRY = fileURLToPath(new URL('./object-store-server.ts', import.meta.url))

/** The local S3 server's only account. */
export const LOCAL_S3_KEY = 'S3RVER'

/** Checks by connecting. Trying to listen on the port could take it from the server that is starting. */
const accepts = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

/** Starts an S3 server on loopback that keeps its objects under `directory`. */
export const startObjectStore = async (options: {
  directory: string
  port: number
  logFile: string
}): Promise<LocalServer> => {
  mkdirSync(options.directory, { recursive: true })
  const args = ['--import', 'tsx', ENTRY, String(options.port), options.directory]
  const child = spawnLogged(process.execPath, args, options.logFile, { cwd: dirname(ENTRY) })
  await waitUntil(`S3 server (log: ${options.logFile})`, () => child.exitCode !== null || accepts(options.port))
  if (child.exitCode !== null) throw new Error(`the S3 server did not start; see ${options.logFile}`)
  return toLocalServer(`http://127.0.0.1:${options.port}`, child, 'SIGTERM')
}
