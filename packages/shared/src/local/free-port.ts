import { createServer, type Server } from 'node:net'

const listen = (port: number): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(server))
  })

const close = (server: Server) => new Promise<void>((resolve) => server.close(() => resolve()))

/** The port of a server that listens. */
export const portOf = (server: Server): number => {
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the system gave no port')
  return address.port
}

/** A port that is free on loopback now. */
export const freePort = async (): Promise<number> => {
  const server = await listen(0)
  const port = portOf(server)
  await close(server)
  return port
}

export const isPortFree = (port: number): Promise<boolean> =>
  listen(port).then(
    (server) => close(server).then(() => true),
    () => false,
  )
