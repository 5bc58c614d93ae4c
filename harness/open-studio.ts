import { chmodSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServiceName } from '@vss/shared/contracts/task-contract.ts'
import type { Ledger } from '@vss/shared/ledger/open-ledger.ts'
import { openLedger } from '@vss/shared/ledger/open-ledger.ts'
import { freePort } from '@vss/shared/local/free-port.ts'
import { makeLogger } from '@vss/shared/process/logger.ts'
import { createEdgeInstance } from '../services/gateway/src/admin/commands/create-edge-instance.ts'
import { createOrganization } from '../services/gateway/src/admin/commands/create-organization.ts'
import { type EdgeClient, type EdgeIdentity, type Generation, makeEdgeClient } from './edge-client.ts'
import { type Ports, type Stack, startStack } from './start-stack.ts'

export type Studio = {
  stack: Stack
  /** Where and on which ports the stack's servers keep what they have: to start one of them again. */
  dataDir: string
  ports: Ports
  db: Ledger['db']
  identity: EdgeIdentity
  edge(generation: Generation): EdgeClient
  /** Another organisation with an edge of its own. */
  anotherTenant(): Promise<EdgeIdentity>
  close(): Promise<void>
}

let tenants = 0

const makeTenant = async (db: Ledger['db']): Promise<EdgeIdentity> => {
  tenants += 1
  const { orgId } = await createOrganization(db, { name: `Organisation ${tenants}` })
  return createEdgeInstance(db, { orgId, name: 'edge' })
}

/**
 * The whole product as real processes on free ports, empty, with one organisation; `env` goes to every service.
 * `durable`: Postgres waits for its disk, as in production.
 */
export const openStudio = async (
  env: Record<string, string> = {},
  workers?: readonly ServiceName[],
  durable = false,
): Promise<Studio> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'vss-e2e-'))
  // Postgres runs as an unprivileged account.
  chmodSync(dataDir, 0o711)
  const ports = { gateway: await freePort(), postgres: await freePort(), nats: await freePort(), s3: await freePort() }
  const stack = await startStack({ dataDir, ports, env: { LOG_LEVEL: 'warn', ...env }, durable, workers })
  const ledger = openLedger(stack.databaseUrl, { maxConnections: 3, log: makeLogger('e2e', 'silent') })
  const identity = await makeTenant(ledger.db)
  return {
    stack,
    dataDir,
    ports,
    db: ledger.db,
    identity,
    edge: (generation) => makeEdgeClient(stack.gatewayUrl, identity, generation),
    anotherTenant: () => makeTenant(ledger.db),
    close: async () => {
      await ledger.close()
      await stack.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
