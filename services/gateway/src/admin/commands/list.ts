import { Argument, type Command, InvalidArgumentError } from 'commander'
import { findOrganization } from '../find-organization.ts'
import { withLedger } from '../lend-resources.ts'
import { listInstances, listOrganizations, listRecentTasks } from '../list-operator-view.ts'
import { printResult } from '../print-result.ts'

const positive = (text: string): number => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('must be a whole number, 1 or more.')
  return value
}

type Options = { org?: string; limit: number }

export const addList = (program: Command): void => {
  program
    .command('list')
    .description('show organisations, edge instances or the newest tasks')
    .addArgument(new Argument('<what>').choices(['organizations', 'instances', 'tasks']))
    .option('--org <id or name>', 'only of this organisation')
    .option('--limit <n>', 'how many tasks', positive, 20)
    .action(async (what: string, options: Options, command: Command) => {
      const rows = await withLedger(async (db) => {
        const orgId = options.org === undefined ? undefined : await findOrganization(db, options.org)
        if (what === 'organizations') return listOrganizations(db)
        if (what === 'instances') return listInstances(db, orgId)
        return listRecentTasks(db, { limit: options.limit, ...(orgId !== undefined && { orgId }) })
      })
      printResult(command, rows)
    })
}
