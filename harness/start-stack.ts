import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openObjectStore } from '@vss/shared/artifacts/object-store.ts'
import type { ServiceName } from '@vss/shared/contracts/task-contract.ts'
import { SERVICES } from '@vss/shared/contracts/task-contract.ts'
import { migrateLedger } from '@vss/shared/ledger/migrate.ts'
import { openLedger } from '@vss/shared/ledger/open-ledger.ts'
import type { LocalServer } from '@vss/shared/local/local-server.ts'
import { findExecutable, startNats } from '@vss/shared/local/start-nats.ts'
import { LOCAL_S3_KEY, startObjectStore } from '@vss/shared/local/start-object-store.ts'
import { createDatabase, startPostgres } from '@vss/shared/local/start-postgres.ts'
import { waitUntil } from '@vss/shared/local/wait-until.ts'
import { connectNats } from '@vss/shared/messaging/connect-nats.ts'
import { provisionStreams } from '@vss/shared/messaging/provision-streams.ts'
import { type Logger, makeLogger } from '@vss/shared/process/logger.ts'
import { type ServiceProcess, startService } from './service-process.ts'

/** A problem that the person at the terminal can solve: shown as one sentence, without a stack trace. */
export class LocalRunError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'LocalRunError'
  }
}

/** Catches a hang: a busy machine may take a minute to load five services. */
const START_TIMEOUT_MS = 180_000

export type Ports = { gateway: number; postgres: number; nats: number; s3: number }

export type StackOptions = {
  /** Holds everything that the stack stores: databases, objects, logs. */
  dataDir: string
  ports: Ports
  /** Settings given to every service in addition to those it needs; a URL here replaces the server of that kind. */
  env: Record<string, string>
  /** False skips fsync, which only tests may do. */
  durable: boolean
  /** The workers to start with the gateway; all by default. */
  workers?: readonly ServiceName[]
  onStep?: (step: string) => void
}

export type Stack = {
  gatewayUrl: string
  databaseUrl: string
  /** The environment every service was started with. */
  env: Record<string, string>
  servers: { postgres?: LocalServer; nats?: LocalServer; s3?: LocalServer }
  services: Map<string, ServiceProcess>
  start(name: string, extraEnv?: Record<string, string>): ServiceProcess
  stop(): Promise<void>
}

const startServers = async (options: StackOptions) => {
  const { dataDir, ports, env, durable } = options
  const logFile = (name: string) => join(dataDir, 'logs', `${name}.log`)
  const postgres = async () => {
    if (env.DATABASE_URL) return undefined
    return startPostgres({
      dataDir: join(dataDir, 'postgres'),
      port: ports.postgres,
      logFile: logFile('postgres'),
      durable,
    })
  }
  const nats = async () => {
    if (env.NATS_URL) return undefined
    const binary = findExecutable('nats-server', process.env.PATH)
    if (!binary)
      throw new LocalRunError('nats-server is missing. Run ./init.sh --local, or install the package "nats-server".')
    return startNats({ binary, storeDir: join(dataDir, 'nats'), port: ports.nats, logFile: logFile('nats') })
  }
  const s3 = async () => {
    if (env.S3_ENDPOINT) return undefined
    return startObjectStore({ directory: join(dataDir, 's3'), port: ports.s3, logFile: logFile('s3') })
  }
  const started = await Promise.allSettled([postgres(), nats(), s3()])
  const [first, second, third] = started.map((result) => (result.status === 'fulfilled' ? result.value : undefined))
  const failed = started.find((result) => result.status === 'rejected')
  if (failed) {
    await Promise.all([first, second, third].map((server) => server?.stop()))
    throw failed.reason
  }
  return { postgres: first, nats: second, s3: third }
}

export const openStackObjects = (env: Record<string, string>) =>
  openObjectStore({
    endpoint: env.S3_ENDPOINT ?? '',
    accessKey: env.S3_ACCESS_KEY ?? '',
    secretKey: env.S3_SECRET_KEY ?? '',
    bucket: env.S3_BUCKET ?? '',
    region: 'us-east-1',
    timeoutMs: 30_000,
  })

/** Creates tables, streams and the bucket, as an operator does with `vss migrate` and `vss provision`. */
const provision = async (env: Record<string, string>, log: Logger) => {
  const ledger = openLedger(env.DATABASE_URL ?? '', { maxConnections: 2, log })
  const objects = openStackObjects(env)
  const nats = { url: env.NATS_URL ?? '', user: env.NATS_USER, password: env.NATS_PASSWORD, name: 'provision' }
  const connection = await connectNats(nats, log)
  try {
    await Promise.all([migrateLedger(ledger.db), objects.ensureBucket(), provisionStreams(connection)])
  } finally {
    await connection.close()
    objects.close()
    await ledger.close()
  }
}

const answersReady = async (url: string) => (await fetch(`${url}/readyz`)).ok

const allAlive = async (workers: readonly ServiceName[], databaseUrl: string) => {
  const ledger = openLedger(databaseUrl, { maxConnections: 1, log: makeLogger('local', 'silent') })
  try {
    const alive = async () => {
      const rows = await ledger.db.selectFrom('vss.worker').select('service').distinct().execute()
      return workers.every((worker) => rows.some((row) => row.service === worker))
    }
    await waitUntil('the workers', alive, { timeoutMs: START_TIMEOUT_MS })
  } finally {
    await ledger.close()
  }
}

/** Waits for `ready`. Rejects as soon as one of the services exits, naming the service and its log file. */
const whileAllRun = (services: Map<string, ServiceProcess>, ready: Promise<unknown>): Promise<unknown> =>
  new Promise((resolve, reject) => {
    for (const { name, child, logFile } of services.values()) {
      child.once('exit', () => reject(new LocalRunError(`The ${name} service did not start; see ${logFile}`)))
    }
    ready.then(resolve, reject)
  })

/** Starts Postgres, NATS, S3 and the five services on this machine; resolves once all of them are ready. */
export const startStack = async (options: StackOptions): Promise<Stack> => {
  const { dataDir, ports, onStep, workers = SERVICES } = options
  mkdirSync(join(dataDir, 'spool'), { recursive: true })
  const log = makeLogger('local', 'warn')
  onStep?.('starting Postgres, NATS and S3')
  const servers = await startServers(options)
  const databaseUrl = options.env.DATABASE_URL ?? (await createDatabase(servers.postgres?.url ?? '', 'vss'))
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    LOG_LEVEL: 'info',
    NATS_URL: servers.nats?.url ?? '',
    S3_ENDPOINT: servers.s3?.url ?? '',
    S3_ACCESS_KEY: LOCAL_S3_KEY,
    S3_SECRET_KEY: LOCAL_S3_KEY,
    S3_BUCKET: 'vss',
    HOST: '127.0.0.1',
    SPOOL_DIRECTORY: join(dataDir, 'spool'),
    ...options.env,
    PORT: String(ports.gateway),
    DATABASE_URL: databaseUrl,
  }
  const services = new Map<string, ServiceProcess>()
  const start = (name: string, extraEnv: Record<string, string> = {}) => {
    const key = services.has(name) ? `${name}-${services.size}` : name
    const service = startService(name, { ...env, ...extraEnv }, join(dataDir, 'logs', `${key}.log`))
    services.set(key, service)
    return service
  }
  const stop = async () => {
    await Promise.all([...services.values()].map((service) => service.stop()))
    await Promise.all(Object.values(servers).map((server) => server?.stop()))
  }
  try {
    onStep?.('creating tables, streams and the bucket')
    await provision(env, log)
    onStep?.(`starting gateway, ${workers.join(', ')}`)
    for (const name of ['gateway', ...workers]) start(name)
    const gatewayUrl = `http://127.0.0.1:${ports.gateway}`
    await whileAllRun(
      services,
      Promise.all([
        waitUntil('the gateway', () => answersReady(gatewayUrl), { timeoutMs: START_TIMEOUT_MS }),
        allAlive(workers, databaseUrl),
      ]),
    )
    return { gatewayUrl, databaseUrl, env, servers, services, start, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
