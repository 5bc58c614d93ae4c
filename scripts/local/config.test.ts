import { expect, test } from 'vitest'
import { localConfig, pickServiceEnv } from './config.ts'

test('services get their own settings, as they are or as files, and nothing else of the environment', () => {
  const given = {
    GOOGLE_API_KEY_FILE: '/keys/gemini',
    PAI_EAS_TOKEN: 't',
    BUDGET_TASK_USD: '1',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
  }
  expect(pickServiceEnv({ ...given, GEMINI_MODEL: '', HOME: '/root', AWS_SECRET_ACCESS_KEY: 'x' })).toEqual(given)
})

test('no port of the local run is one that Linux gives to outgoing connections', () => {
  const { PORT, POSTGRES_PORT, NATS_PORT, S3_PORT } = localConfig.parse({})
  for (const port of [PORT, POSTGRES_PORT, NATS_PORT, S3_PORT]) expect(port).toBeLessThan(32_768)
})
