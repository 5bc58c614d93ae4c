import type { FastifyRequest } from 'fastify'

const HOST = /^[A-Za-z0-9._-]+(:\d{1,5})?$|^\[[0-9A-Fa-f:.]+\](:\d{1,5})?$/

const listenerOf = (request: FastifyRequest): string => {
  const { localAddress = '127.0.0.1', localPort = 80 } = request.socket
  return `${localAddress.includes(':') ? `[${localAddress}]` : localAddress}:${localPort}`
}

/**
 * Where the caller reaches this gateway, without a trailing slash. Clients send their key to every URL they get from the
 * gateway, so the host can only be its own: the configured one, else the one the request came to.
 */
export const baseUrlOf = (request: FastifyRequest, publicUrl: string | null): string => {
  if (publicUrl) return publicUrl.replace(/\/+$/, '')
  const host = HOST.test(request.host) ? request.host : listenerOf(request)
  return `${request.protocol === 'https' ? 'https' : 'http'}://${host}`
}
