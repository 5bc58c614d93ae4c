import { waitUntil } from '@vss/shared/local/wait-until.ts'
import { openFreezableProxy } from '@vss/shared/testing/open-freezable-proxy.ts'
import { openTestLedger } from '@vss/shared/testing/open-test-ledger.ts'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { runLeader } from './run-leader.ts'

const HEARTBEAT_MS = 200
const log = pino({ level: 'silent' })
let ledger: Awaited<ReturnType<typeof openTestLedger>>

beforeAll(async () => {
  ledger = await openTestLedger()
})
afterAll(() => ledger.close())

/** A leader that only notes who leads. */
const start = (name: string, leading: Set<string>, url = ledger.url) =>
  runLeader(
    url,
    async (signal) => {
      leading.add(name)
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      leading.delete(name)
    },
    log,
    HEARTBEAT_MS,
  )

test('one of two leads, and the other follows when it stops', async () => {
  const leading = new Set<string>()
  const first = start('first', leading)
  await waitUntil('the first', () => leading.has('first'))
  const second = start('second', leading)
  expect(second.isLeader()).toBe(false)
  await first.stop()
  expect(first.isLeader()).toBe(false)
  await waitUntil('the second', () => leading.has('second'))
  await second.stop()
  expect(leading.size).toBe(0)
})

test('a leader whose connection went silent is replaced, and stops leading', async () => {
  const server = new URL(inject('postgresUrl'))
  const proxy = await openFreezableProxy({ host: server.hostname, port: Number(server.port) })
  const url = new URL(ledger.url)
  url.port = String(proxy.port)
  const leading = new Set<string>()
  const silent = start('silent', leading, url.href)
  await waitUntil('the first leader', () => leading.has('silent'))
  const next = start('next', leading)
  proxy.freeze()
  await waitUntil('the next leader', () => leading.has('next') && !leading.has('silent'), { timeoutMs: 20_000 })
  await next.stop()
  await silent.stop()
  await proxy.close()
})
