import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import { makeLogger } from '@vss/shared/process/logger.ts'
import { openTestLedger } from '@vss/shared/testing/open-test-ledger.ts'
import { openTestObjects } from '@vss/shared/testing/open-test-objects.ts'
import { createEdgeInstance } from '../admin/commands/create-edge-instance.ts'
import { createOrganization } from '../admin/commands/create-organization.ts'
import { buildApp } from '../app.ts'
import type { GatewayDeps } from '../deps.ts'

export const MEGABYTE = 1024 * 1024

/** A tenant with one edge instance and the headers that instance sends. */
export type TestTenant = {
  orgId: string
  instanceId: string
  headers: { 'x-instance-id': string; 'x-api-key': string }
}

/** The gateway on a database and a bucket of its own; `woken` and `cancelled` record what it told the others. */
export const openTestGateway = async (overrides: Partial<GatewayDeps> = {}) => {
  const ledger = await openTestLedger()
  const store = await openTestObjects()
  const spoolDirectory = await mkdtemp(join(tmpdir(), 'vss-spool-'))
  const woken: number[] = []
  const cancelled: number[] = []
  const deps: GatewayDeps = {
    db: ledger.db,
    artifacts: makeArtifactStore(ledger.db, store.objects),
    log: makeLogger('gateway', 'silent'),
    wake: () => woken.push(1),
    cancelSignal: (taskId) => cancelled.push(taskId),
    publicUrl: null,
    allowedOrigins: [],
    defaultLocale: 'en',
    maxUploadBytes: 2 * MEGABYTE,
    spoolDirectory,
    timings: { createWaitMs: 5_000, storageWaitMs: 5_000 },
    ...overrides,
  }
  const app = buildApp(deps)
  const addTenant = async (name: string): Promise<TestTenant> => {
    const { orgId } = await createOrganization(ledger.db, { name })
    const { instanceId, apiKey } = await createEdgeInstance(ledger.db, { orgId, name: 'edge' })
    return { orgId, instanceId, headers: { 'x-instance-id': instanceId, 'x-api-key': apiKey } }
  }
  return {
    app,
    deps,
    db: ledger.db,
    databaseUrl: ledger.url,
    objects: store.objects,
    bucket: store.bucket,
    spoolDirectory,
    woken,
    cancelled,
    addTenant,
    close: async () => {
      await app.close()
      store.close()
      await ledger.close()
      await rm(spoolDirectory, { recursive: true, force: true })
    },
  }
}

export type TestGateway = Awaited<ReturnType<typeof openTestGateway>>
