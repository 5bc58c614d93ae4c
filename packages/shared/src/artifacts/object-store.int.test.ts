import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { waitUntil } from '../local/wait-until.ts'
import { openTestObjects } from '../testing/open-test-objects.ts'
import { type ListedObject, type ObjectStore, openObjectStore } from './object-store.ts'

const TIMEOUT_MS = 400
const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** An object store whose answers the test decides, and which counts its open connections. */
const openOddStore = async (answer: (response: ServerResponse) => void) => {
  const sockets = new Set<Socket>()
  const server: Server = createServer((_request, response) => answer(response))
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const objects = openObjectStore({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accessKey: 'a',
    secretKey: 'b',
    bucket: 'bucket',
    region: 'us-east-1',
    timeoutMs: TIMEOUT_MS,
  })
  closing.push(() => {
    objects.close()
    server.closeAllConnections()
    server.close()
  })
  return { objects, sockets }
}

const listAll = async (objects: ObjectStore): Promise<ListedObject[]> => {
  const all: ListedObject[] = []
  for await (const object of objects.list()) all.push(object)
  return all
}

const unavailable = { code: 'file_io_failed', key: 'storage.unavailable' }

test('a store that never answers fails the call and keeps no socket', async () => {
  const { objects, sockets } = await openOddStore(() => {})
  await expect(objects.put('a', Buffer.from('x'), 'text/plain')).rejects.toMatchObject(unavailable)
  await expect(objects.get('a')).rejects.toMatchObject(unavailable)
  await waitUntil('closed sockets', () => sockets.size === 0)
})

test('a download that stalls half-way fails', async () => {
  const { objects, sockets } = await openOddStore((response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('only this')
  })
  await expect(objects.get('a')).rejects.toMatchObject(unavailable)
  await waitUntil('closed sockets', () => sockets.size === 0)
})

test('a call over a broken connection is repeated once over a fresh one', async () => {
  let requests = 0
  const { objects } = await openOddStore((response) => {
    requests += 1
    if (requests === 1) response.destroy()
    else response.writeHead(200, { etag: '"e"', 'content-length': '2' }).end('ok')
  })
  expect((await objects.get('a')).toString()).toBe('ok')
  expect(requests).toBe(2)
  requests = 0
  await objects.put('a', Buffer.from('x'), 'text/plain')
  expect(requests).toBe(2)
})

test('a store that breaks every connection is unavailable', async () => {
  let requests = 0
  const { objects } = await openOddStore((response) => {
    requests += 1
    response.destroy()
  })
  await expect(objects.put('a', Buffer.from('x'), 'text/plain')).rejects.toMatchObject(unavailable)
  expect(requests).toBe(2)
})

test('a slow reader still gets every byte', async () => {
  const bytes = Buffer.alloc(32 * 1024 * 1024, 7)
  const { objects } = await openOddStore((response) => {
    response.writeHead(200, { 'content-length': String(bytes.length) }).end(bytes)
  })
  const stream = await objects.stream('a')
  let received = 0
  for await (const chunk of stream) {
    if (received === 0) {
      const pausedUntil = performance.now() + 3 * TIMEOUT_MS
      await waitUntil('a pause longer than the time limit', () => performance.now() > pausedUntil)
    }
    received += (chunk as Buffer).length
  }
  expect(received).toBe(bytes.length)
})

test('lists every object with its size, over several pages', async () => {
  const { objects, close } = await openTestObjects()
  closing.push(close)
  const keys = Array.from({ length: 1_003 }, (_, n) => `orgs/a/tasks/${n}/steps/角色 ${n}.json`)
  const puts = keys.values()
  const put = async () => {
    for (const key of puts) await objects.put(key, Buffer.from(key), 'application/json')
  }
  await Promise.all(Array.from({ length: 8 }, put))
  const found = await listAll(objects)
  expect(found.map(({ key }) => key).toSorted()).toEqual(keys.toSorted())
  expect(found.every(({ key, sizeBytes }) => sizeBytes === Buffer.byteLength(key))).toBe(true)
})

test('an empty bucket lists nothing; an unreachable store fails the listing', async () => {
  const { objects, close } = await openTestObjects()
  closing.push(close)
  expect(await listAll(objects)).toEqual([])
  const away = await openOddStore((response) => response.writeHead(503).end())
  await expect(listAll(away.objects)).rejects.toMatchObject(unavailable)
  const silent = await openOddStore(() => {})
  await expect(listAll(silent.objects)).rejects.toMatchObject(unavailable)
})

test('the size of a missing object is null', async () => {
  const { objects, close } = await openTestObjects()
  closing.push(close)
  await objects.put('a/b.bin', Buffer.alloc(70_000), 'application/octet-stream')
  expect(await objects.sizeOf('a/b.bin')).toBe(70_000)
  expect(await objects.sizeOf('a/c.bin')).toBeNull()
})
