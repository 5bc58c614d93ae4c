import { chmodSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { TestProject } from 'vitest/node'
import { migrateLedger } from '../ledger/migrate.ts'
import { openLedger } from '../ledger/open-ledger.ts'
import { freePort } from '../local/free-port.ts'
import { startObjectStore } from '../local/start-object-store.ts'
import { createDatabase, startPostgres } from '../local/start-postgres.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string
    s3Endpoint: string
  }
}

export const TEMPLATE_DATABASE = 'vss_template'

/** One real PostgreSQL and one real S3 server for a whole test run; tests get a database and a bucket each. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const root = mkdtempSync(join(tmpdir(), 'vss-test-'))
  chmodSync(root, 0o711)
  const [postgresPort, s3Port] = [await freePort(), await freePort()]
  const [postgres, objects] = await Promise.all([
    startPostgres({
      dataDir: join(root, 'postgres'),
      port: postgresPort,
      logFile: join(root, 'logs', 'postgres.log'),
      durable: false,
    }),
    startObjectStore({ directory: join(root, 's3'), port: s3Port, logFile: join(root, 'logs', 's3.log') }),
  ])
  const template = openLedger(await createDatabase(postgres.url, TEMPLATE_DATABASE), {
    maxConnections: 1,
    log: pino({ level: 'silent' }),
  })
  await migrateLedger(template.db)
  await template.close()
  project.provide('postgresUrl', postgres.url)
  project.provide('s3Endpoint', objects.url)
  return async () => {
    await Promise.all([postgres.stop(), objects.stop()])
    await rm(root, { recursive: true, force: true })
  }
}
