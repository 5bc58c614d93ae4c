import { resolve } from 'node:path'
import { loadConfig } from '@vss/shared/config/load-config.ts'
import { z } from 'zod'
import { ROOT } from './service-process.ts'

const port = (fallback: number) => z.coerce.number().int().min(1).max(65_535).default(fallback)

/** Settings of the local run. Ports are unusual ones, so that servers of the machine's own are not in the way. */
export const localConfig = z.object({
  VSS_LOCAL_DIR: z.string().default(resolve(ROOT, '.local')),
  PORT: port(8080),
  POSTGRES_PORT: port(55_432),
  NATS_PORT: port(54_222),
  S3_PORT: port(59_000),
})

/** What is handed to the services as it is, where the caller has set it. */
const PASSED_ON = [
  'DATABASE_URL',
  'NATS_URL',
  'NATS_USER',
  'NATS_PASSWORD',
  'S3_ENDPOINT',
  'S3_ACCESS_KEY',
  'S3_SECRET_KEY',
  'S3_BUCKET',
  'S3_REGION',
  'AI_MODE',
  'GOOGLE_API_KEY',
  'LOG_LEVEL',
  'DEFAULT_LOCALE',
  'PUBLIC_URL',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
]

export const readLocalConfig = () => {
  const config = loadConfig(localConfig, process.env)
  const env = Object.fromEntries(PASSED_ON.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
  return { ...config, env }
}
