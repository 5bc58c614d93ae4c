import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export type TcpProxy = {
  port: number
  /** Connections that were cut on arrival. */
  refused(): number
  /** Connections that were cut after the server had answered the marked request. */
  cutAfterAnswer(): number
  close(): Promise<void>
}

/**
 * A TCP proxy that fails as planned. It cuts the first `refuse` connections. Once, when a client sends `loseAnswerTo`,
 * it lets the server do the work and drops the answer.
 */
export const openTcpProxy = async (
  target: { host: string; port: number },
  plan: { refuse?: number; loseAnswerTo?: string } = {},
): Promise<TcpProxy> => {
  const sockets = new Set<Socket>()
  let refused = 0
  let cut = 0
  const server = createServer((client) => {
    if (refused < (plan.refuse ?? 0)) {
      refused += 1
      client.destroy()
      return
    }
    const upstream = connect(target.port, target.host)
    let isMarked = false
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', (bytes) => {
      if (plan.loseAnswerTo && cut === 0 && bytes.includes(plan.loseAnswerTo)) isMarked = true
      upstream.write(bytes)
    })
    upstream.on('data', (bytes) => {
      if (!isMarked || cut > 0) {
        client.write(bytes)
        return
      }
      cut += 1
      client.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    refused: () => refused,
    cutAfterAnswer: () => cut,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
