import type { Database } from '@vss/shared/ledger/database.ts'
import { type Command, Option } from 'commander'
import type { Insertable, Kysely } from 'kysely'
import { AdminError } from '../admin-error.ts'
import { withLedger } from '../lend-resources.ts'
import { printResult } from '../print-result.ts'

export type NewOrganization = { name: string } & Partial<
  Omit<Insertable<Database['vss.organization']>, 'id' | 'name' | 'created_at'>
> & { id?: string }

export type CreatedOrganization = { orgId: string; name: string; created: boolean }

/** Creates a tenant, or returns the one of that name, because a start-up script may run twice. */
export const createOrganization = async (
  db: Kysely<Database>,
  organization: NewOrganization,
): Promise<CreatedOrganization> => {
  const name = organization.name.trim()
  if (!name) throw new AdminError('An organisation needs a name.')
  const created = await db
    .insertInto('vss.organization')
    .values({ ...organization, name })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (created) return { orgId: created.id, name, created: true }
  const existing = await db
    .selectFrom('vss.organization')
    .select('id')
    .where('name', '=', name)
    .executeTakeFirstOrThrow()
  return { orgId: existing.id, name, created: false }
}

const ATTRIBUTES = ['PERSONAL', 'COMPANY', 'COMMUNITY'] as const
const STATUSES = ['INTENTION', 'SIGNED', 'SUSPENDED', 'PARTNER', 'INTERNAL'] as const

type Options = {
  attribute?: (typeof ATTRIBUTES)[number]
  status?: (typeof STATUSES)[number]
  contactName?: string
  contactPosition?: string
  contactEmail?: string
  contactPhone?: string
  description?: string
}

export const addCreateOrganization = (program: Command): void => {
  program
    .command('create-organization')
    .description('create a tenant; one that exists is shown')
    .argument('<name>', 'unique name')
    .addOption(new Option('--attribute <kind>').choices(ATTRIBUTES))
    .addOption(new Option('--status <status>', 'business status; blocks nothing').choices(STATUSES))
    .option('--contact-name <text>')
    .option('--contact-position <text>')
    .option('--contact-email <text>')
    .option('--contact-phone <text>')
    .option('--description <text>')
    .action(async (name: string, options: Options, command: Command) => {
      const organization = {
        name,
        ...(options.attribute && { attribute: options.attribute }),
        ...(options.status && { business_status: options.status }),
        contact_name: options.contactName ?? null,
        contact_position: options.contactPosition ?? null,
        contact_email: options.contactEmail ?? null,
        contact_phone: options.contactPhone ?? null,
        description: options.description ?? null,
      }
      printResult(command, await withLedger((db) => createOrganization(db, organization)))
    })
}
