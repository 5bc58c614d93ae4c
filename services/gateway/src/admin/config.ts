import { databaseSettings, natsSettings, storageSettings } from '@vss/shared/config/base-config.ts'
import { loadConfig } from '@vss/shared/config/load-config.ts'

/** Each command reads what it needs: creating an organisation must not ask for a broker. */
export const readDatabaseSettings = () => loadConfig(databaseSettings, process.env)
export const readNatsSettings = () => loadConfig(natsSettings, process.env)
export const readStorageSettings = () => loadConfig(storageSettings, process.env)

/** The password for `create-admin` when it is not on the command line, where other users could read it. */
export const readAdminPassword = (): string | undefined => process.env.VSS_ADMIN_PASSWORD || undefined
