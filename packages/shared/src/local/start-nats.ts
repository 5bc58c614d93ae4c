import { existsSync, mkdirSync } from 'node:fs'
import { connect } from 'node:net'
import { delimiter, join } from 'node:path'
import { type LocalServer, spawnLogged, toLocalServer } from './local-server.ts'
import { waitUntil } from './wait-until.ts'

/** Debian installs servers in sbin, which is not in the PATH of an ordinary account. */
export const findExecutable = (name: string, path: string | undefined): string | null => {
  const folders = [...(path ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin']
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file)) ?? null
}

const accepts = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('data', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

/** Starts nats-server with JetStream on loopback; resolves once it answers connections. */
export const startNats = async (options: {
  binary: string
  storeDir: string
  port: number
  logFile: string
  /** Users, permissions and limits. The options above win over the file. */
  configFile?: string
  /** The port of the monitoring API; none by default. */
  monitorPort?: number
}): Promise<LocalServer> => {
  mkdirSync(options.storeDir, { recursive: true })
  const args = ['-a', '127.0.0.1', '-p', String(options.port), '-js', '-sd', options.storeDir]
  if (options.monitorPort) args.push('-m', String(options.monitorPort))
  if (options.configFile) args.push('-c', options.configFile)
  const child = spawnLogged(options.binary, args, options.logFile)
  await waitUntil(`nats-server (log: ${options.logFile})`, () => child.exitCode !== null || accepts(options.port))
  if (child.exitCode !== null) throw new Error(`nats-server did not start; see ${options.logFile}`)
  return toLocalServer(`nats://127.0.0.1:${options.port}`, child, 'SIGTERM')
}
