import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { dubbingConfig } from '../services/dubbing/src/config.ts'
import { editingConfig } from '../services/editing/src/config.ts'
import { gatewayConfig } from '../services/gateway/src/config.ts'
import { narrationConfig } from '../services/narration/src/config.ts'
import { ragConfig } from '../services/rag/src/config.ts'
import { localConfig } from './local/config.ts'
import { voiceShellSettings } from './voice-settings.ts'

const text = readFileSync(new URL('../.env.example', import.meta.url), 'utf8')
const listed = Object.fromEntries(
  [...text.matchAll(/^([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(([, name, value]) => [name, value]),
)
const schemas = { gatewayConfig, ragConfig, narrationConfig, dubbingConfig, editingConfig, localConfig }

test.each(Object.entries(schemas))('.env.example lists every setting of %s', (_name, schema) => {
  expect(Object.keys(schema.shape).filter((name) => !(name in listed))).toEqual([])
})

test.each(voiceShellSettings)('.env.example lists $name of $title', ({ name }) => {
  expect(Object.keys(listed)).toContain(name)
})

test('the values of .env.example are the defaults', () => {
  const needed = { DATABASE_URL: 'x', NATS_URL: 'x', S3_ENDPOINT: 'http://x', S3_ACCESS_KEY: 'x', S3_SECRET_KEY: 'x' }
  for (const schema of Object.values(schemas)) {
    for (const [name, value] of Object.entries(schema.parse(needed))) {
      if (name in needed || !listed[name]) continue
      expect([name, String(value)]).toEqual([name, listed[name]])
    }
  }
})

test('.env.example lists every setting that compose hands on under its own name', () => {
  const compose = readFileSync(new URL('../docker-compose.base.yml', import.meta.url), 'utf8')
  const handedOn = [...compose.matchAll(/^ +([A-Z0-9_]+): \$\{\1:?-/gm)].map(([, name = '']) => name)
  expect(handedOn).toEqual(expect.arrayContaining(['GEMINI_MODEL', 'BUDGET_TASK_USD', 'PAI_EAS_SERVICE_URL']))
  expect(handedOn.filter((name) => !(name in listed))).toEqual([])
})
