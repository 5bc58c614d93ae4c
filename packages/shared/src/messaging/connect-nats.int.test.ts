import { type AddressInfo, createServer } from 'node:net'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { connectNats } from './connect-nats.ts'

const INFO = `INFO ${JSON.stringify({ server_id: 'x', version: '2.9.10', proto: 1, headers: true, max_payload: 1_000_000 })}\r\n`

test('credentials that the broker refuses are tried again until it accepts them', async () => {
  let refusals = 3
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.write(INFO)
    socket.on('data', (bytes) => {
      if (bytes.includes('CONNECT') && refusals > 0) {
        refusals -= 1
        socket.end("-ERR 'Authorization Violation'\r\n")
      } else if (bytes.includes('PING')) socket.write('PONG\r\n')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `nats://127.0.0.1:${port}`
  const connection = await connectNats({ url, user: 'u', password: 'p', name: 'test' }, pino({ level: 'silent' }))
  expect(refusals).toBe(0)
  await connection.close()
  server.close()
})
