import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@vss/shared/local/free-port.ts'
import { expect, test } from 'vitest'
import { checkPorts, lockDataDir } from './lock-data-dir.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'vss-lock-'))

test('a second run in the same folder is told which process holds it; a dead one holds nothing', () => {
  const dir = folder()
  writeFileSync(join(dir, 'run.pid'), String(process.ppid))
  expect(() => lockDataDir(dir)).toThrow(`process ${process.ppid}`)
  writeFileSync(join(dir, 'run.pid'), '999999999')
  lockDataDir(dir)()
})

test('a taken port gets a sentence with the variable that chooses another; servers given by URL need none', async () => {
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
