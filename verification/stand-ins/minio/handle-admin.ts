import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Accounts, Refusal } from './open-accounts.ts'

/** What the administrator's calls need of the store. */
export type Buckets = { exists(name: string): Promise<boolean>; create(name: string): Promise<void> }

export const ADMIN_PATH = '/minio/stand-in/'
const BODY_LIMIT_BYTES = 100_000

const sameText = (a: string, b: string) => {
  const [left, right] = [a, b].map((text) => createHash('sha256').update(text).digest())
  return left !== undefined && right !== undefined && timingSafeEqual(left, right)
}

/** The caller's key. MinIO signs and encrypts these calls; this stand-in's own client sends key and secret. */
const authenticate = (request: IncomingMessage, accounts: Accounts): string => {
  const encoded = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
  const [key = '', ...rest] = Buffer.from(encoded, 'base64').toString().split(':')
  const secret = accounts.secretOf(key)
  if (secret === undefined) {
    throw new Refusal(403, 'The Access Key Id you provided does not exist in our records.')
  }
  if (!sameText(secret, rest.join(':'))) {
    throw new Refusal(
      403,
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    )
  }
  return key
}

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length
    if (sizeBytes > BODY_LIMIT_BYTES) throw new Refusal(413, 'The request is too large.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

const run = async (request: IncomingMessage, accounts: Accounts, buckets: Buckets): Promise<void> => {
  const key = authenticate(request, accounts)
  const body = await readBody(request)
  const [kind, name = '', policy = ''] = (request.url ?? '').slice(ADMIN_PATH.length).split('/').map(decodeURIComponent)
  if (kind === 'check') return
  if (!accounts.isRoot(key)) throw new Refusal(403, 'Access Denied.')
  switch (`${request.method} ${kind}`) {
    case 'PUT buckets':
      if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) throw new Refusal(400, `Bucket name "${name}" is invalid.`)
      if (await buckets.exists(name))
        throw new Refusal(409, 'Your previous request to create the named bucket succeeded and you already own it.')
      return buckets.create(name)
    case 'PUT policies':
      return accounts.putPolicy(name, body)
    case 'PUT users':
      return accounts.putUser(name, body)
    case 'PUT attachments':
      return accounts.attach(policy, name)
    default:
      throw new Refusal(404, `This stand-in has no ${request.method} ${request.url}.`)
  }
}

/** Answers the calls of `mc.ts`: 204, or a refusal's status with its sentence. */
export const handleAdmin = async (
  request: IncomingMessage,
  response: ServerResponse,
  accounts: Accounts,
  buckets: Buckets,
): Promise<void> => {
  try {
    await run(request, accounts, buckets)
    response.writeHead(204).end()
  } catch (error) {
    if (!(error instanceof Refusal)) console.error(error)
    response.writeHead(error instanceof Refusal ? error.status : 500, { 'content-type': 'text/plain; charset=utf-8' })
    response.end((error as Error).message)
  }
}
