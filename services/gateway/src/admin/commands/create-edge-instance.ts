import { type Command, Option } from 'commander'
import { createEdgeInstance } from '../create-edge-instance.ts'
import { findOrganization } from '../find-organization.ts'
import { withLedger } from '../lend-resources.ts'
import { printResult } from '../print-result.ts'

const DEPLOYMENT_TYPES = ['WIN_DOCKER', 'LINUX_DOCKER', 'WORKSTATION'] as const

type Options = {
  org: string
  instanceId?: string
  apiKey?: string
  deploymentType?: (typeof DEPLOYMENT_TYPES)[number]
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
