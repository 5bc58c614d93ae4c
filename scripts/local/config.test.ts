import { createServer } from 'node:net'
import { freePort } from '@vss/shared/local/free-port.ts'
import { loadConfig } from '@vss/shared/process/load-config.ts'
import { expect, test } from 'vitest'
import { checkPorts, localConfig, pickServiceEnv, portsOf } from './config.ts'

test('services get their own settings, as values or as files, and nothing else of the environment', () => {
  const given = {
    GOOGLE_API_KEY_FILE: '/keys/gemini',
    PAI_EAS_TOKEN: 't',
    BUDGET_TASK_USD: '1',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
  }
  expect(pickServiceEnv({ ...given, GEMINI_MODEL: '', HOME: '/root', AWS_SECRET_ACCESS_KEY: 'x' })).toEqual(given)
})

test.each([
  [{}, 8080],
  [{ PORT: '9001' }, 9001],
  [{ HTTP_PORT: '9002' }, 9002],
  [{ HTTP_PORT: '9002', PORT: '9001' }, 9002],
  [{ HTTP_PORT: '', PORT: '9001' }, 9001],
  [{ HTTP_PORT: '127.0.0.1:9003' }, 9003],
])('%j: the gateway listens on %i', (env, gateway) => {
  expect(portsOf(loadConfig(localConfig, env)).gateway).toBe(gateway)
})

test('Linux gives none of the default ports to outgoing connections', () => {
  for (const port of Object.values(portsOf(localConfig.parse({})))) expect(port).toBeLessThan(32_768)
})

test('a taken port is reported with the setting that chooses another; a server given by URL needs no port', async () => {
  const server = createServer()
  const taken = await freePort()
  await new Promise<void>((resolve) => server.listen(taken, '127.0.0.1', resolve))
  const ports = { gateway: await freePort(), postgres: taken, nats: await freePort(), s3: await freePort() }
  await expect(checkPorts(ports, {})).rejects.toThrow(
    `Port ${taken} (postgres) is taken. Free it, or choose another: POSTGRES_PORT=${taken + 1} ./init.sh --local`,
  )
  await expect(checkPorts(ports, { DATABASE_URL: 'postgres://elsewhere' })).resolves.toBeUndefined()
  await new Promise((resolve) => server.close(resolve))
})
