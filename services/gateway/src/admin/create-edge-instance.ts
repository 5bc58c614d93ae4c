import { randomUUID } from 'node:crypto'
import type { Database } from '@vss/shared/ledger/database.ts'
import type { Kysely } from 'kysely'
import { hashKey, isUuid } from '../auth/hash-key.ts'
import { AdminError } from './admin-error.ts'

export type NewEdgeInstance = {
  orgId: string
  name: string
  /** Both together: the id and key a deployed client already holds. */
  instanceId?: string
  apiKey?: string
  deploymentType?: 'WIN_DOCKER' | 'LINUX_DOCKER' | 'WORKSTATION'
  description?: string
}

export type EdgeCredentials = { instanceId: string; apiKey: string }

export const keyRow = (instanceId: string, apiKey: string) => ({
  instance_id: instanceId,
  key_hash: hashKey(apiKey),
  last4: apiKey.toLowerCase().slice(-4),
})

const credentialsOf = ({ instanceId, apiKey }: NewEdgeInstance): EdgeCredentials => {
  if ((instanceId === undefined) !== (apiKey === undefined)) {
    throw new AdminError('To import an instance give both its id and its key; to create one give neither.')
  }
  if (instanceId === undefined || apiKey === undefined) return { instanceId: randomUUID(), apiKey: randomUUID() }
  if (!isUuid(instanceId) || !isUuid(apiKey)) throw new AdminError('Instance id and key must both be UUIDs.')
  return { instanceId: instanceId.toLowerCase(), apiKey: apiKey.toLowerCase() }
}

/**
 * Creates an edge instance, or imports one with the id and key it already has. The key is returned here and nowhere
 * else: the ledger keeps its hash.
 */
export const createEdgeInstance = async (db: Kysely<Database>, edge: NewEdgeInstance): Promise<EdgeCredentials> => {
  const credentials = credentialsOf(edge)
  const name = edge.name.trim()
  if (!name) throw new AdminError('An edge instance needs a name.')
  await db.transaction().execute(async (trx) => {
    const created = await trx
      .insertInto('vss.edge_instance')
      .values({
        id: credentials.instanceId,
        org_id: edge.orgId,
        name,
        ...(edge.deploymentType && { deployment_type: edge.deploymentType }),
        description: edge.description ?? null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!created) {
      throw new AdminError(`An instance "${name}" of this organisation, or one with this id, exists already.`)
    }
    await trx.insertInto('vss.edge_key').values(keyRow(credentials.instanceId, credentials.apiKey)).execute()
  })
  return credentials
}
