import { tmpdir } from 'node:os'
import { baseConfig, streamSettings } from '@vss/shared/process/base-config.ts'
import { count, loadConfig, milliseconds } from '@vss/shared/process/load-config.ts'
import { z } from 'zod'

export const gatewayConfig = baseConfig.extend({
  ...streamSettings.shape,
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(1).max(65_535).default(8080),
  /** Where clients reach the gateway, if that differs from the Host header they send. */
  PUBLIC_URL: z.url().optional(),
  /** Origins whose web pages may call the API, separated by commas, or `*`. Edge clients are not pages and need none. */
  ALLOWED_ORIGINS: z
    .string()
    .default('')
    .transform((list) => list.split(',').flatMap((origin) => origin.trim().replace(/\/+$/, '') || []))
    .refine((origins) => origins.every((origin) => origin === '*' || URL.canParse(origin)), {
      error: 'must be origins such as https://console.example.com, separated by commas, or *',
    }),
  MAX_UPLOAD_MB: count(64),
  SPOOL_DIRECTORY: z.string().default(tmpdir()),
  /** How often the leader looks for work that no wake-up announced. */
  DISPATCH_POLL_MS: milliseconds(100),
  RECONCILE_MS: milliseconds(5_000),
  /** A command that is not claimed for this long counts as lost. */
  UNCLAIMED_SEC: count(45),
})
export type GatewayConfig = z.output<typeof gatewayConfig>

export const loadGatewayConfig = (): GatewayConfig => loadConfig(gatewayConfig, process.env)
