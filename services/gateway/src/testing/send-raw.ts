import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestGateway } from './open-test-gateway.ts'

export type RawAnswer = { status: number; headers: Record<string, string | string[] | undefined>; body: Buffer }

/** Opens the gateway's real socket on a free port and returns that port. */
export const listenLocally = async (gateway: TestGateway): Promise<number> => {
  await gateway.app.listen({ host: '127.0.0.1', port: 0 })
  return (gateway.app.server.address() as AddressInfo).port
}

/** One request over a real socket, the path sent exactly as it is given. */
export const sendRaw = (
  port: number,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: Buffer | string,
): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
