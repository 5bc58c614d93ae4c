import { openLedger } from '@vss/shared/ledger/open-ledger.ts'
import { connectNats } from '@vss/shared/messaging/connect-nats.ts'
import { provisionStreams } from '@vss/shared/messaging/provision-streams.ts'
import { withDeadline } from '@vss/shared/process/with-deadline.ts'
import type { Command } from 'commander'
import { AdminError } from '../admin-error.ts'
import { loadNatsSettings, loadRoleSettings, loadStorageSettings } from '../config.ts'
import { provisionRoles, ROLE_OWNERS } from '../database-roles.ts'
import { adminLog, withObjects } from '../lend-resources.ts'
import { printResult } from '../print-result.ts'

/** A broker that starts at the same time is up within this. The connection itself would wait for ever. */
const NATS_WAIT_MS = 30_000

const provisionNats = async (): Promise<void> => {
  const { NATS_URL, NATS_USER, NATS_PASSWORD, NATS_REPLICAS } = loadNatsSettings()
  const config = {
    url: NATS_URL,
    name: 'provision',
    ...(NATS_USER !== undefined && { user: NATS_USER }),
    ...(NATS_PASSWORD !== undefined && { password: NATS_PASSWORD }),
  }
  const late = () =>
    new AdminError(
      `NATS at ${NATS_URL} did not answer within ${NATS_WAIT_MS / 1_000} s. Check NATS_URL and the broker.`,
    )
  const connection = await withDeadline({ ms: NATS_WAIT_MS, late }, () => connectNats(config, adminLog()))
  await provisionStreams(connection, NATS_REPLICAS)
  await connection.close()
}

const provisionDatabase = async (): Promise<boolean> => {
  const settings = loadRoleSettings()
  if (!settings) return false
  const ledger = openLedger(settings.adminUrl, { maxConnections: 1, log: adminLog() })
  try {
    await provisionRoles(ledger.db, settings.passwords)
  } finally {
    await ledger.close()
  }
  return true
}

export const addProvision = (program: Command): void => {
  program
    .command('provision')
    .description(
      'create or update the database roles (with DATABASE_ADMIN_URL), the NATS streams and the S3 bucket; safe to repeat',
    )
    .action(async (_options: object, command: Command) => {
      const roles = (await provisionDatabase()) ? ROLE_OWNERS.join(', ') : 'none asked for'
      await provisionNats()
      await withObjects((objects) => objects.ensureBucket())
      printResult(command, { roles, streams: 'TASKS, EVENTS', bucket: loadStorageSettings().S3_BUCKET })
    })
}
