import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export type BlackHole = {
  url: string
  /** From now on every connection, open or new, stays open and transports nothing in either direction. */
  swallow(): void
  /** New connections work again; requests that were swallowed stay unanswered. */
  release(): void
  close(): Promise<void>
}

/** A TCP proxy to a local HTTP server that can stop answering without closing anything. */
export const openBlackHole = async (targetUrl: string): Promise<BlackHole> => {
  const target = new URL(targetUrl)
  const sockets = new Set<Socket>()
  let isOpen = true
  let generation = 0
  const track = (socket: Socket, onGone: () => void) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => {
      sockets.delete(socket)
      onGone()
    })
  }
  const server = createServer((client) => {
    if (!isOpen) {
      track(client, () => {})
      client.resume()
      return
    }
    const born = generation
    const upstream = connect(Number(target.port), target.hostname)
    const carry = (from: Socket, to: Socket) => {
      track(from, () => to.destroy())
      from.on('data', (bytes) => born === generation && to.write(bytes))
    }
    carry(client, upstream)
    carry(upstream, client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    swallow: () => {
      isOpen = false
      generation += 1
    },
    release: () => {
      isOpen = true
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
