import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openLedger } from '@vss/shared/ledger/open-ledger.ts'
import { makeLogger } from '@vss/shared/process/logger.ts'
import type { EdgeIdentity } from '../../harness/edge-client.ts'
import { createAdmin } from '../../services/gateway/src/admin/commands/create-admin.ts'
import { createEdgeInstance } from '../../services/gateway/src/admin/commands/create-edge-instance.ts'
import { createOrganization } from '../../services/gateway/src/admin/commands/create-organization.ts'

const ORGANIZATION = 'Local Studio'

export type Tenant = EdgeIdentity & {
  organization: string
  /** The password of the console's admin; null unless this run created it. */
  adminPassword: string | null
}

const loadIdentity = (file: string): EdgeIdentity | null => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as EdgeIdentity
  } catch {
    return null
  }
}

const isKnown = async (gatewayUrl: string, identity: EdgeIdentity) => {
  const headers = { 'X-Instance-ID': identity.instanceId, 'X-Api-Key': identity.apiKey }
  return (await fetch(`${gatewayUrl}/api/v1/tasks/?limit=1`, { headers })).ok
}

/** Creates an organisation, an Edge instance and an admin, or finds those of an earlier run. */
export const prepareTenant = async (
  stack: { gatewayUrl: string; databaseUrl: string },
  dataDir: string,
): Promise<Tenant> => {
  const { db, close } = openLedger(stack.databaseUrl, { maxConnections: 1, log: makeLogger('local', 'warn') })
  try {
    const { orgId } = await createOrganization(db, { name: ORGANIZATION, attribute: 'COMPANY' })
    const admin = await createAdmin(db, { username: 'admin', role: 'OWNER' })
    const file = join(dataDir, 'edge.json')
    let identity = loadIdentity(file)
    if (!identity || !(await isKnown(stack.gatewayUrl, identity))) {
      identity = await createEdgeInstance(db, { orgId, name: `edge-${Date.now()}`, deploymentType: 'WORKSTATION' })
      writeFileSync(file, JSON.stringify(identity, null, 2), { mode: 0o600 })
    }
    return { ...identity, organization: ORGANIZATION, adminPassword: admin.generatedPassword }
  } finally {
    await close()
  }
}
