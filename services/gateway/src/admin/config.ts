import { baseConfig } from '@vss/shared/config/base-config.ts'
import { loadConfig } from '@vss/shared/config/load-config.ts'

const databaseSettings = baseConfig.pick({ DATABASE_URL: true, LOG_LEVEL: true })
const natsSettings = baseConfig.pick({ NATS_URL: true, NATS_USER: true, NATS_PASSWORD: true })
const storageSettings = baseConfig.pick({
  S3_ENDPOINT: true,
  S3_ACCESS_KEY: true,
  S3_SECRET_KEY: true,
  S3_BUCKET: true,
  S3_REGION: true,
  S3_TIMEOUT_MS: true,
})

/** Each command reads what it needs: creating an organisation must not ask for a broker. */
export const readDatabaseSettings = () => loadConfig(databaseSettings, process.env)
export const readNatsSettings = () => loadConfig(natsSettings, process.env)
export const readStorageSettings = () => loadConfig(storageSettings, process.env)

/** The password for `create-admin` when it is not on the command line, where other users could read it. */
export const readAdminPassword = (): string | undefined => process.env.VSS_ADMIN_PASSWORD || undefined
