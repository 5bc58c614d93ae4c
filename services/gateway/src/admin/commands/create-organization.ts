import { type Command, Option } from 'commander'
import { createOrganization } from '../create-organization.ts'
import { withLedger } from '../lend-resources.ts'
import { printResult } from '../print-result.ts'

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
