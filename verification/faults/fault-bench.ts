import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ObjectStore, openObjectStore } from '@vss/shared/artifacts/object-store.ts'
import type { ServiceName } from '@vss/shared/contracts/task-contract.ts'
import { freePort } from '@vss/shared/local/free-port.ts'
import { findExecutable, startNats } from '@vss/shared/local/start-nats.ts'
import { LOCAL_S3_KEY, startObjectStore } from '@vss/shared/local/start-object-store.ts'
import { startPostgres } from '@vss/shared/local/start-postgres.ts'
import { waitUntil } from '@vss/shared/local/wait-until.ts'
import type { EdgeClient } from '../../harness/edge-client.ts'
import { openWatchedStudio, type WatchedStudio } from '../../harness/open-watched-studio.ts'
import { dubbingOf, narrationOf } from '../../harness/samples.ts'
import type { ServiceProcess } from '../../harness/service-process.ts'
import { type BlackHole, openBlackHole } from './open-black-hole.ts'

/** Takes that one task has in flight concurrently: the most that a crash may cost. */
export const CONCURRENCY = 2
const SLOTS = 2

/** `CRASH_TIMINGS=production` runs the long version: with the defaults that ship. */
const isScaled = process.env.CRASH_TIMINGS !== 'production'
/** For waits until leases expire: catches a hang, not slowness. */
export const PATIENCE = { timeoutMs: isScaled ? 60_000 : 600_000 }

/** The production timings, scaled down by about fifteen. */
const SCALED_TIMINGS = {
  LEASE_MS: '4000',
  HEARTBEAT_MS: '1000',
  RECONCILE_MS: '500',
  UNCLAIMED_SEC: '3',
  S3_TIMEOUT_MS: '1500',
}

export type FaultBench = {
  studio: WatchedStudio
  client: EdgeClient
  storage: BlackHole
  /** The object store itself, not through the black hole. */
  objects: ObjectStore
  /** Voice processes started so far. */
  voiceCalls(): number
  /** Creates `tasks` dubbing tasks of `sentences` sentences that no other task has. Returns their ids. */
  submit(story: string, size?: { tasks?: number; sentences?: number }): Promise<number[]>
  start(name: ServiceName | 'gateway', env?: Record<string, string>): ServiceProcess
  /** Starts the servers again, after `studio.stack.servers.…?.kill()`. */
  restartPostgres(): Promise<void>
  restartEmptyNats(): Promise<void>
  close(): Promise<void>
}

const openStorage = async (directory: string) => {
  const port = await freePort()
  const server = await startObjectStore({ directory: join(directory, 's3'), port, logFile: join(directory, 's3.log') })
  const keys = { accessKey: LOCAL_S3_KEY, secretKey: LOCAL_S3_KEY, bucket: 'vss', region: 'us-east-1' }
  const objects = openObjectStore({ endpoint: server.url, ...keys, timeoutMs: 10_000 })
  return { server, objects, hole: await openBlackHole(server.url) }
}

/**
 * Writes a program to name in ESPEAK_PATH: a voice that takes its time, so that a task can be killed halfway. It writes
 * one line per start, so that calls are counted where the work is done and not by the code under test.
 */
export const writeCountedVoice = (directory: string, delaySec: number) => {
  const [path, callLog] = [join(directory, 'voice.sh'), join(directory, 'calls')]
  writeFileSync(path, `#!/bin/sh\necho call >> '${callLog}'\nsleep ${delaySec}\nexec espeak-ng "$@"\n`)
  chmodSync(path, 0o755)
  return {
    path,
    calls: (): number => (existsSync(callLog) ? readFileSync(callLog, 'utf8').split('\n').length - 1 : 0),
  }
}

const restarts = ({ stack, dataDir, ports }: WatchedStudio) => ({
  restartPostgres: async () => {
    const options = { dataDir: join(dataDir, 'postgres'), port: ports.postgres, durable: false }
    const logFile = join(dataDir, 'logs', 'postgres.log')
    // The backends of the dead server exit a moment later; until then a new server refuses to start.
    stack.servers.postgres = await waitUntil('Postgres again', () => startPostgres({ ...options, logFile }))
  },
  restartEmptyNats: async () => {
    const storeDir = join(dataDir, 'nats')
    await rm(storeDir, { recursive: true, force: true })
    const binary = findExecutable('nats-server', process.env.PATH) ?? 'nats-server'
    const logFile = join(dataDir, 'logs', 'nats.log')
    stack.servers.nats = await startNats({ binary, storeDir, port: ports.nats, logFile })
  },
})

/** The product with a gateway and no worker yet, an object store that can stop answering, and a counted voice. */
export const openFaultBench = async (): Promise<FaultBench> => {
  const directory = mkdtempSync(join(tmpdir(), 'vss-faults-'))
  const voice = writeCountedVoice(directory, 0.3)
  const storage = await openStorage(directory)
  const env = {
    ...(isScaled && SCALED_TIMINGS),
    ESPEAK_PATH: voice.path,
    DUBBING_CONCURRENCY: String(CONCURRENCY),
    DUBBING_SLOTS: String(SLOTS),
    S3_ENDPOINT: storage.hole.url,
  }
  const studio = await openWatchedStudio({ env, workers: [] })
  const client = studio.edge('A')
  return {
    studio,
    client,
    storage: storage.hole,
    objects: storage.objects,
    voiceCalls: voice.calls,
    submit: async (story, { tasks = 1, sentences = 1 } = {}) => {
      const numbers = Array.from({ length: tasks }, (_, index) => index + 1)
      const paths = await Promise.all(
        numbers.map((n) => client.upload('narration.json', narrationOf(sentences, `${story} ${n}`))),
      )
      return Promise.all(paths.map((path) => client.createTask('GENERATE_DUBBING', dubbingOf(path))))
    },
    start: (name, env) => studio.stack.start(name, env),
    ...restarts(studio),
    close: async () => {
      // A frozen process does not receive SIGTERM.
      for (const { child } of studio.stack.services.values()) child.kill('SIGCONT')
      await studio.close()
      storage.objects.close()
      await storage.hole.close()
      await storage.server.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** Resolves once SIGSTOP has frozen the process: its state in proc(5) is then T. */
export const frozen = (process: ServiceProcess): Promise<unknown> =>
  waitUntil(
    `${process.name} to freeze`,
    () => /\) T /.test(readFileSync(`/proc/${process.pid}/stat`, 'utf8')),
    PATIENCE,
  )
