import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { isPortFree } from '@vss/shared/local/free-port.ts'
import { loadConfig } from '@vss/shared/process/load-config.ts'
import { z } from 'zod'
import { ROOT } from '../../harness/service-process.ts'
import { LocalRunError, type Ports } from '../../harness/start-stack.ts'
import { dubbingConfig } from '../../services/dubbing/src/config.ts'
import { editingConfig } from '../../services/editing/src/config.ts'
import { gatewayConfig } from '../../services/gateway/src/config.ts'
import { narrationConfig } from '../../services/narration/src/config.ts'
import { ragConfig } from '../../services/rag/src/config.ts'

const port = z.coerce.number().int().min(1).max(65_535)

/** With Docker, HTTP_PORT may name an address too: `127.0.0.1:8081`. */
const httpPort = z.preprocess((value) => String(value).replace(/^.*:/, ''), port)

/**
 * Settings of the local run. The ports of the servers are unusual, so that servers already installed on the machine do not
 * use them, and below 32768: from there on Linux gives ports to outgoing connections (ip_local_port_range).
 */
export const localConfig = z.object({
  VSS_LOCAL_DIR: z.string().default(resolve(ROOT, '.local')),
  /** The gateway's port: HTTP_PORT, as in every other mode, else PORT, which is also a setting of the gateway. */
  HTTP_PORT: httpPort.optional(),
  PORT: port.default(8080),
  POSTGRES_PORT: port.default(25_432),
  NATS_PORT: port.default(24_222),
  S3_PORT: port.default(29_000),
})

export const portsOf = (config: z.output<typeof localConfig>): Ports => ({
  gateway: config.HTTP_PORT ?? config.PORT,
  postgres: config.POSTGRES_PORT,
  nats: config.NATS_PORT,
  s3: config.S3_PORT,
})

const PORT_SETTINGS = { gateway: 'HTTP_PORT', postgres: 'POSTGRES_PORT', nats: 'NATS_PORT', s3: 'S3_PORT' } as const

/** Throws one sentence for the first port that is taken. A server given by URL needs no port. */
export const checkPorts = async (ports: Ports, env: Record<string, string | undefined>): Promise<void> => {
  const isElsewhere = { gateway: false, postgres: !!env.DATABASE_URL, nats: !!env.NATS_URL, s3: !!env.S3_ENDPOINT }
  for (const name of ['gateway', 'postgres', 'nats', 's3'] as const) {
    if (isElsewhere[name] || (await isPortFree(ports[name]))) continue
    throw new LocalRunError(
      `Port ${ports[name]} (${name}) is taken. Free it, or choose another: ${PORT_SETTINGS[name]}=${ports[name] + 1} ./init.sh --local`,
    )
  }
}

/** Every setting of the five services: those that are set, also as NAME_FILE, are passed on unchanged. */
const SERVICE_SETTINGS = [gatewayConfig, ragConfig, narrationConfig, dubbingConfig, editingConfig]
  .flatMap((schema) => Object.keys(schema.shape))
  .concat('OTEL_EXPORTER_OTLP_ENDPOINT')

/** The part of an environment that services get. */
export const pickServiceEnv = (env: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(
    [...new Set(SERVICE_SETTINGS)]
      .flatMap((name) => [name, `${name}_FILE`])
      .flatMap((name) => (env[name] ? [[name, env[name]]] : [])),
  )

/** Loads the `.env` of the checkout if there is one; variables that are already set win. */
const loadEnvFile = () => {
  const file = resolve(ROOT, '.env')
  if (existsSync(file)) process.loadEnvFile(file)
}

export const loadLocalConfig = () => {
  loadEnvFile()
  const config = loadConfig(localConfig, process.env)
  return { dataDir: config.VSS_LOCAL_DIR, ports: portsOf(config), env: pickServiceEnv(process.env) }
}
