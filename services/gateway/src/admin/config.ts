import { databaseSettings, natsSettings, storageSettings, streamSettings } from '@vss/shared/process/base-config.ts'
import { ConfigError, loadConfig } from '@vss/shared/process/load-config.ts'
import { z } from 'zod'
import { ROLE_OWNERS, type RoleOwner } from './roles.ts'

/** Each command reads what it needs: creating an organisation must not ask for a broker. */
export const readDatabaseSettings = () => loadConfig(databaseSettings, process.env)
export const readNatsSettings = () => loadConfig(natsSettings.extend(streamSettings.shape), process.env)
export const readStorageSettings = () => loadConfig(storageSettings, process.env)

const rolePassword = (owner: RoleOwner) => `${owner.toUpperCase()}_DATABASE_PASSWORD`

/** Absent where the services share one database account, as on a developer's machine. */
const roleSettings = z.object({
  DATABASE_ADMIN_URL: z.string().optional(),
  ...Object.fromEntries(ROLE_OWNERS.map((owner) => [rolePassword(owner), z.string().optional()])),
})

export type RoleSettings = { adminUrl: string; passwords: Record<RoleOwner, string> }

/** The account that may make roles, and the passwords they get; null when none is named. Throws when one is missing. */
export const readRoleSettings = (): RoleSettings | null => {
  const { DATABASE_ADMIN_URL, ...given }: Record<string, string | undefined> = loadConfig(roleSettings, process.env)
  if (!DATABASE_ADMIN_URL) return null
  const password = (owner: RoleOwner) => {
    const value = given[rolePassword(owner)]
    if (!value) throw new ConfigError(`${rolePassword(owner)} is missing: it belongs to DATABASE_ADMIN_URL.`)
    return value
  }
  const passwords = Object.fromEntries(ROLE_OWNERS.map((owner) => [owner, password(owner)])) as Record<
    RoleOwner,
    string
  >
  return { adminUrl: DATABASE_ADMIN_URL, passwords }
}

/** The password for `create-admin` when it is not on the command line, where other users could read it. */
export const readAdminPassword = (): string | undefined => process.env.VSS_ADMIN_PASSWORD || undefined
