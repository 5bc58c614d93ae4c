import { connect, createServer, type Socket } from 'node:net'
import { portOf } from '../local/free-port.ts'

export type FreezableProxy = {
  port: number
  /** From now on the open connections carry nothing, in either direction; new ones do. */
  freeze(): void
  close(): Promise<void>
}

/** A TCP proxy whose connections can become half-open, as after a lost route or host. */
export const openFreezableProxy = async (target: { host: string; port: number }): Promise<FreezableProxy> => {
  const sockets = new Set<Socket>()
  let generation = 0
  const server = createServer((client) => {
    const upstream = connect(target.port, target.host)
    const born = generation
    const link = (from: Socket, to: Socket) => {
      sockets.add(from)
      from.on('data', (bytes) => born === generation && to.write(bytes))
      from.on('error', () => {})
      from.on('close', () => born === generation && to.destroy())
    }
    link(client, upstream)
    link(upstream, client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: portOf(server),
    freeze: () => {
      generation += 1
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
