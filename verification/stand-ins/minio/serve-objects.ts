import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ADMIN_PATH, handleAdmin } from './handle-admin.ts'
import { type Accounts, openAccounts } from './open-accounts.ts'
import { wantedPermissions } from './wanted-permissions.ts'

type S3Server = {
  callback(): RequestListener
  store: { getBucket(name: string): Promise<unknown>; putBucket(name: string): Promise<unknown> }
}
type Account = { createKeyPair(key: string, secret: string): void }

const require = createRequire(import.meta.url)
const S3rver = require('@20minutes/s3rver') as new (options: object) => S3Server
const S3Account = require('@20minutes/s3rver/lib/models/account') as {
  new (id: string, name: string): Account
  registry: Map<string, unknown>
}

/** As MinIO reads its secrets: a bare name is one in /run/secrets, and a file that is not there is no setting. */
const setting = (name: string, fallback: string): string => {
  const file = process.env[`${name}_FILE`]
  const path = file && [join('/run/secrets', file), file].find((candidate) => existsSync(candidate))
  return (path ? readFileSync(path, 'utf8').trim() : process.env[name]) || fallback
}

const parseArguments = (args: string[]) => {
  const { values, positionals } = parseArgs({
    args: args[0] === 'minio' ? args.slice(1) : args,
    allowPositionals: true,
    options: { address: { type: 'string', default: ':9000' }, 'console-address': { type: 'string' } },
  })
  const [command, folder, ...others] = positionals
  const [, host, port] = /^(.*):(\d+)$/.exec(values.address) ?? []
  if (command !== 'server' || !folder || others.length > 0 || !port) {
    throw new Error('usage: minio server FOLDER [--address HOST:PORT] [--console-address HOST:PORT]')
  }
  return { folder, host: host || '0.0.0.0', port: Number(port) }
}

/** The key a request says it is signed with; whether that is true is for the S3 server, which checks the signature. */
const claimedKey = (request: IncomingMessage): string | undefined => {
  const claims = [
    ...(request.headers.authorization ?? '').matchAll(/Credential=([^/,\s]+)\//g),
    ...(request.url ?? '').matchAll(/[?&]X-Amz-Credential=([^%/&]+)(?:%2F|\/)/gi),
  ]
  return claims.length === 1 ? decodeURIComponent(claims[0]?.[1] ?? '') : undefined
}

const refuse = (response: ServerResponse, status: number, code: string, sentence: string) => {
  response.writeHead(status, { 'content-type': 'application/xml', connection: 'close' })
  response.end(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${sentence}</Message></Error>`,
  )
}

const copySourceOf = (request: IncomingMessage): string | undefined => {
  const { searchParams } = new URL(`http://stand-in.invalid${request.url}`)
  const inQuery = [...searchParams].find(([name]) => name.toLowerCase() === 'x-amz-copy-source')?.[1]
  return inQuery ?? request.headers['x-amz-copy-source']?.toString()
}

/** Whether the policies let the claimed key do it. Unknown keys pass: the S3 server refuses them in its own words. */
const isAllowed = (request: IncomingMessage, accounts: Accounts): boolean => {
  const key = claimedKey(request)
  if (key === undefined) return false
  if (accounts.secretOf(key) === undefined) return true
  const wanted = wantedPermissions({
    method: request.method ?? '',
    url: request.url ?? '',
    copySource: copySourceOf(request),
  })
  return wanted ? wanted.every((permission) => accounts.mayDo(key, permission)) : accounts.isRoot(key)
}

const openS3 = (folder: string) => {
  mkdirSync(folder, { recursive: true })
  // Buckets are named in the path alone: the host is a service's name. No host serves a website.
  return new S3rver({ directory: folder, silent: true, vhostBuckets: false, serviceEndpoint: 'stand-in.invalid' })
}

const registerKeys = (accounts: Accounts) => {
  S3Account.registry.clear()
  for (const [key, secret] of accounts.keys()) new S3Account(key, key).createKeyPair(key, secret)
}

const main = () => {
  const { folder, host, port } = parseArguments(process.argv.slice(2))
  const root = { key: setting('MINIO_ROOT_USER', 'minioadmin'), secret: setting('MINIO_ROOT_PASSWORD', 'minioadmin') }
  if (root.key.length < 3 || root.secret.length < 8) {
    throw new Error('MINIO_ROOT_USER has at least 3 characters, and MINIO_ROOT_PASSWORD at least 8')
  }
  const accounts = openAccounts(join(folder, '.stand-in', 'accounts.json'), root)
  const s3 = openS3(join(folder, 'buckets'))
  const toS3 = s3.callback()
  const buckets = {
    exists: async (name: string) => Boolean(await s3.store.getBucket(name)),
    create: async (name: string) => void (await s3.store.putBucket(name)),
  }
  registerKeys(accounts)
  const server = createServer(async (request, response) => {
    const url = request.url ?? ''
    if (/^\/minio\/health\/(live|ready|cluster)(\/.*|\?.*)?$/.test(url)) return void response.writeHead(200).end()
    if (url.startsWith(ADMIN_PATH)) {
      await handleAdmin(request, response, accounts, buckets)
      return registerKeys(accounts)
    }
    try {
      if (isAllowed(request, accounts)) return toS3(request, response)
      console.log(`denied: ${request.method} ${url.split('?')[0]} to ${claimedKey(request) ?? 'a stranger'}`)
      refuse(response, 403, 'AccessDenied', 'Access Denied.')
    } catch {
      refuse(response, 400, 'InvalidArgument', 'The bucket or object name is invalid.')
    }
  })
  server.listen(port, host, () => console.log(`S3 stand-in: http://${host}:${port}, data in ${folder}`))
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      server.close(() => process.exit(0))
      server.closeIdleConnections()
    })
  }
}

main()
