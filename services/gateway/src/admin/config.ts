import { databaseSettings, natsSettings, storageSettings, streamSettings } from '@vss/shared/process/base-config.ts'
import { ConfigError, loadConfig } from '@vss/shared/process/load-config.ts'
import { z } from 'zod'
import { ROLE_OWNERS, type RoleOwner } from './database-roles.ts'

/** Each command loads only the settings it needs: creating an organisation must not require a broker. */
export const loadDatabaseSettings = () => loadConfig(databaseSettings, process.env)
export const loadNatsSettings = () => loadConfig(natsSettings.extend(streamSettings.shape), process.env)
export const loadStorageSettings = () => loadConfig(storageSettings, process.env)

const rolePassword = (owner: RoleOwner) => `${owner.toUpperCase()}_DATABASE_PASSWORD`

/** Absent where all services share one database account, as on a developer's machine. */
const roleSettings = z.object({
  DATABASE_ADMIN_URL: z.string().optional(),
  ...Object.fromEntries(ROLE_OWNERS.map((owner) => [rolePassword(owner), z.string().optional()])),
})

export type RoleSettings = { adminUrl: string; passwords: Record<RoleOwner, string> }

/** The account that may create roles, and their passwords; null without such an account. Throws for a missing password. */
export const loadRoleSettings = (): RoleSettings | null => {
  const { DATABASE_ADMIN_URL, ...given }: Record<string, string | undefined> = loadConfig(roleSettings, process.env)
  if (!DATABASE_ADMIN_URL) return null
  const password = (owner: RoleOwner) => {
    const value = given[rolePassword(owner)]
    if (!value) throw new ConfigError(`${rolePassword(owner)} is missing: it belongs to DATABASE_ADMIN_URL.`)
    return value
  }
  return {
    adminUrl: DATABASE_ADMIN_URL,
    passwords: {
      gateway: password('gateway'),
      rag: password('rag'),
      narration: password('narration'),
      dubbing: password('dubbing'),
      editing: password('editing'),
    },
  }
}

/** The password for `create-admin` when it is not on the command line, where other users could read it. */
export const loadAdminPassword = (): string | undefined => process.env.VSS_ADMIN_PASSWORD || undefined
