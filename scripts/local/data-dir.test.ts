import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { waitUntil } from '@vss/shared/local/wait-until.ts'
import { expect, test } from 'vitest'
import { endLeftovers, isRunning, lockDataDir } from './data-dir.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'vss-lock-'))

test('a second run in the same folder fails and names the first; a process that ended or does something else locks nothing', async () => {
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

test('processes that a killed run left behind are found by their data folder and ended', async () => {
  const dir = folder()
  const script = `process.on('SIGINT', () => process.exit(0)); setInterval(() => {}, 1e6)`
  const left = spawn(process.execPath, ['-e', script, '9000', join(dir, 's3'), 'end'])
  const stranger = spawn(process.execPath, ['-e', script, '9000', join(`${dir}-other`, 's3'), 'end'])
  await waitUntil('both', () => [left, stranger].every((child) => isRunning(child.pid ?? 0, 'setInterval')))
  expect(await endLeftovers(dir)).toBe(1)
  expect(isRunning(stranger.pid ?? 0, 'setInterval')).toBe(true)
  stranger.kill('SIGKILL')
})
