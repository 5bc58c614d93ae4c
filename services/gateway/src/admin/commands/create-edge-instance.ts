import { randomUUID } from 'node:crypto'
import type { Database } from '@vss/shared/ledger/database.ts'
import { type Command, Option } from 'commander'
import type { Kysely } from 'kysely'
import { type EdgeCredentials, isUuid, keyRow } from '../../auth/edge-key.ts'
import { AdminError } from '../admin-error.ts'
import { findOrganization } from '../find-organization.ts'
import { withLedger } from '../lend-resources.ts'
import { printResult } from '../print-result.ts'

const DEPLOYMENT_TYPES = ['WIN_DOCKER', 'LINUX_DOCKER', 'WORKSTATION'] as const
type DeploymentType = (typeof DEPLOYMENT_TYPES)[number]

export type NewEdgeInstance = {
  orgId: string
  name: string
  /** Both together: the id and key a deployed client already holds. */
  instanceId?: string
  apiKey?: string
  deploymentType?: DeploymentType
  description?: string
}

const credentialsOf = ({ instanceId, apiKey }: NewEdgeInstance): EdgeCredentials => {
  if ((instanceId === undefined) !== (apiKey === undefined)) {
    throw new AdminError('To import an instance give both its id and its key; to create one give neither.')
  }
  if (instanceId === undefined || apiKey === undefined) return { instanceId: randomUUID(), apiKey: randomUUID() }
  if (!isUuid(instanceId) || !isUuid(apiKey)) throw new AdminError('Instance id and key must both be UUIDs.')
  return { instanceId: instanceId.toLowerCase(), apiKey: apiKey.toLowerCase() }
}

/**
 * Creates an edge instance, or imports one with the id and key it already has. The key is returned only here: the
 * ledger stores its hash.
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
    await trx.insertInto('vss.edge_key').values(keyRow(credentials)).execute()
  })
  return credentials
}

type Options = {
  org: string
  instanceId?: string
  apiKey?: string
  deploymentType?: DeploymentType
  description?: string
}

export const addCreateEdgeInstance = (program: Command): void => {
  program
    .command('create-edge-instance')
    .description('create an edge instance and show its key once, or import one with the id and key it holds')
    .argument('<name>', 'unique in its organisation')
    .requiredOption('--org <id or name>')
    .option('--instance-id <uuid>', 'import: the id the client holds')
    .option('--api-key <uuid>', 'import: the key the client holds')
    .addOption(new Option('--deployment-type <type>').choices(DEPLOYMENT_TYPES))
    .option('--description <text>')
    .action(async (name: string, options: Options, command: Command) => {
      const { org, ...edge } = options
      const created = await withLedger(async (db) =>
        createEdgeInstance(db, { name, orgId: await findOrganization(db, org), ...edge }),
      )
      printResult(command, created, 'Send them as X-Instance-ID and X-Api-Key. The key is not shown again.')
    })
}
