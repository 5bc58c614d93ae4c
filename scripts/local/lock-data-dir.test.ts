import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@vss/shared/local/free-port.ts'
import { waitUntil } from '@vss/shared/local/wait-until.ts'
import { expect, test } from 'vitest'
import { endLeftovers, isRunning } from './end-leftovers.ts'
import { checkPorts, lockDataDir } from './lock-data-dir.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'vss-lock-'))

test('a second run in the same folder is told which process holds it; a dead or foreign one holds nothing', async () => {
  const dir = folder()
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)', 'scripts/local.ts'])
  await waitUntil('the other run', () => isRunning(other.pid ?? 0, 'scripts/local.ts'))
  writeFileSync(join(dir, 'run.pid'), String(other.pid))
  expect(() => lockDataDir(dir)).toThrow(`process ${other.pid}`)
  other.kill()
  for (const pid of [process.ppid, 999_999_999]) {
    writeFileSync(join(dir, 'run.pid'), String(pid))
    lockDataDir(dir)()
  }
})

test('what a killed run left behind is found by its data folder and ended', async () => {
  const dir = folder()
  const script = `process.on('SIGINT', () => process.exit(0)); setInterval(() => {}, 1e6)`
  const left = spawn(process.execPath, ['-e', script, '9000', join(dir, 's3'), 'end'])
  const stranger = spawn(process.execPath, ['-e', script, '9000', join(`${dir}-other`, 's3'), 'end'])
  await waitUntil('both', () => [left, stranger].every((child) => isRunning(child.pid ?? 0, 'setInterval')))
  expect(await endLeftovers(dir)).toBe(1)
  expect(isRunning(stranger.pid ?? 0, 'setInterval')).toBe(true)
  stranger.kill('SIGKILL')
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
