import { expect, test } from 'vitest'
import { pickServiceEnv } from './config.ts'

test('services get their own settings, as they are or as files, and nothing else of the environment', () => {
  const given = {
    GOOGLE_API_KEY_FILE: '/keys/gemini',
    PAI_EAS_TOKEN: 't',
    BUDGET_TASK_USD: '1',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
  }
  expect(pickServiceEnv({ ...given, GEMINI_MODEL: '', HOME: '/root', AWS_SECRET_ACCESS_KEY: 'x' })).toEqual(given)
})
