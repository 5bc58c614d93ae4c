import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { loadConfig } from '@vss/shared/process/load-config.ts'
import { z } from 'zod'
import { ROOT } from '../../harness/service-process.ts'
import { dubbingConfig } from '../../services/dubbing/src/config.ts'
import { editingConfig } from '../../services/editing/src/config.ts'
import { gatewayConfig } from '../../services/gateway/src/config.ts'
import { narrationConfig } from '../../services/narration/src/config.ts'
import { ragConfig } from '../../services/rag/src/config.ts'

const port = (fallback: number) => z.coerce.number().int().min(1).max(65_535).default(fallback)

/**
 * Settings of the local run. Ports are unusual ones, so that servers of the machine's own are not in the way, and lie below
 * 32768: Linux hands the ports from there on to outgoing connections (ip_local_port_range), and one of those may hold ours.
 */
export const localConfig = z.object({
  VSS_LOCAL_DIR: z.string().default(resolve(ROOT, '.local')),
  PORT: port(8080),
  POSTGRES_PORT: port(25_432),
  NATS_PORT: port(24_222),
  S3_PORT: port(29_000),
})

/** Every setting of the five services: whatever of them is set, or named by a file, is handed on as it is. */
const SERVICE_SETTINGS = [gatewayConfig, ragConfig, narrationConfig, dubbingConfig, editingConfig]
  .flatMap((schema) => Object.keys(schema.shape))
  .concat('OTEL_EXPORTER_OTLP_ENDPOINT')

/** Of an environment what the services are to know. */
export const pickServiceEnv = (env: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(
    [...new Set(SERVICE_SETTINGS)]
      .flatMap((name) => [name, `${name}_FILE`])
      .flatMap((name) => (env[name] ? [[name, env[name]]] : [])),
  )

/** Reads `.env` of the checkout, where there is one; what is already set wins. */
const loadEnvFile = () => {
  const file = resolve(ROOT, '.env')
  if (existsSync(file)) process.loadEnvFile(file)
}

export const readLocalConfig = () => {
  loadEnvFile()
  const config = loadConfig(localConfig, process.env)
  return { ...config, env: pickServiceEnv(process.env) }
}
