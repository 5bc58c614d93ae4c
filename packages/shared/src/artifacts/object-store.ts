import http from 'node:http'
import https from 'node:https'
import type { Readable } from 'node:stream'
import { CopyDestinationOptions, CopySourceOptions, Client as MinioClient, S3Error } from 'minio'
import type { z } from 'zod'
import { AppError } from '../errors/app-error.ts'
import type { storageSettings } from '../process/base-config.ts'
import { withDeadline } from '../process/with-deadline.ts'
import { guardStall, sendFile } from './object-transfer.ts'

export type ObjectStoreConfig = {
  /** `http://host:port` or `https://host[:port]`. */
  endpoint: string
  accessKey: string
  secretKey: string
  bucket: string
  region: string
  /** The longest wait of one call, for connection, request and the first byte of the answer. */
  timeoutMs: number
}

export const toObjectStoreConfig = (settings: z.output<typeof storageSettings>): ObjectStoreConfig => ({
  endpoint: settings.S3_ENDPOINT,
  accessKey: settings.S3_ACCESS_KEY,
  secretKey: settings.S3_SECRET_KEY,
  bucket: settings.S3_BUCKET,
  region: settings.S3_REGION,
  timeoutMs: settings.S3_TIMEOUT_MS,
})

export type ListedObject = { key: string; sizeBytes: number }

/** Plain S3 calls, each with a time limit: the client itself would wait for ever. */
export type ObjectStore = {
  put(key: string, bytes: Buffer, contentType: string): Promise<void>
  /** The same from a file, which is sent in chunks and never wholly in memory. */
  putFile(key: string, path: string, sizeBytes: number, contentType: string): Promise<void>
  get(key: string): Promise<Buffer>
  /** Streams the object. The stream fails if no byte arrives within the time limit. */
  stream(key: string): Promise<Readable>
  copy(fromKey: string, toKey: string): Promise<void>
  exists(key: string): Promise<boolean>
  /** In bytes; null if there is no such object. */
  sizeOf(key: string): Promise<number | null>
  /** Every object of the bucket, loaded page by page. */
  list(): AsyncIterable<ListedObject>
  remove(key: string): Promise<void>
  ensureBucket(): Promise<void>
  ping(): Promise<void>
}

const RETRY_AFTER_SEC = 30
/** A signed URL is used immediately and never leaves the process; this only covers clock differences. */
const SIGNED_FOR_SEC = 900

const unavailable = (cause: unknown) =>
  new AppError('file_io_failed', 'storage.unavailable', { seconds: RETRY_AFTER_SEC }, { cause })

const isMissing = (error: unknown) =>
  error instanceof S3Error && (error.code === 'NoSuchKey' || error.code === 'NotFound')

/** One call within the time limit. Its failure becomes an `AppError`. */
const withTimeout = async <T>(timeoutMs: number, call: () => Promise<T>): Promise<T> => {
  try {
    return await withDeadline(
      { ms: timeoutMs, late: () => new Error(`no answer from the object store within ${timeoutMs} ms`) },
      call,
    )
  } catch (error) {
    if (isMissing(error) || error instanceof AppError) throw error
    throw unavailable(error)
  }
}

const isBrokenOff = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE')

/**
 * Repeats a call once over a fresh connection. If the store closes an idle connection while this process is busy
 * computing, the process notices only when it uses it. All calls are idempotent, so repeating one is safe.
 */
const overFreshConnection = async <T>(call: () => Promise<T>): Promise<T> => {
  try {
    return await call()
  } catch (error) {
    if (!isBrokenOff(error)) throw error
    return call()
  }
}

/** The client never gives up a request by itself: one without an answer would keep its socket. */
const transportWithin = (protocol: typeof http | typeof https, timeoutMs: number) => ({
  // The client uses only this one of the overloads.
  request: ((options: http.RequestOptions, onResponse?: (response: http.IncomingMessage) => void) => {
    const request = protocol.request({ ...options, timeout: timeoutMs }, (response) => {
      request.setTimeout(0)
      onResponse?.(response)
    })
    return request.on('timeout', () => request.destroy(new Error(`no answer within ${timeoutMs} ms`)))
  }) as typeof http.request,
})

const collect = async (stream: Readable): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/**
 * Lists with the first version of the call, whose pages continue after a key: every store supports that, but not all
 * support continuation tokens. The time limit of the transport covers each page.
 */
const listObjects = async function* (client: MinioClient, bucket: string): AsyncGenerator<ListedObject> {
  try {
    for await (const { name, size } of client.listObjects(bucket, '', true)) yield { key: name, sizeBytes: size }
  } catch (error) {
    throw unavailable(error)
  }
}

const openClient = (config: ObjectStoreConfig) => {
  const url = new URL(config.endpoint)
  const secure = url.protocol === 'https:'
  const transportAgent = secure ? new https.Agent({ keepAlive: true }) : new http.Agent({ keepAlive: true })
  const client = new MinioClient({
    endPoint: url.hostname,
    port: url.port ? Number(url.port) : secure ? 443 : 80,
    useSSL: secure,
    accessKey: config.accessKey,
    secretKey: config.secretKey,
    region: config.region,
    pathStyle: true,
    transportAgent,
    transport: transportWithin(secure ? https : http, config.timeoutMs),
  })
  return { client, transportAgent }
}

export const openObjectStore = (config: ObjectStoreConfig): ObjectStore & { close(): void } => {
  const { client, transportAgent } = openClient(config)
  const { bucket, timeoutMs } = config
  const limited = <T>(call: () => Promise<T>) => withTimeout(timeoutMs, () => overFreshConnection(call))
  const open = async (key: string) => guardStall(await limited(() => client.getObject(bucket, key)), timeoutMs)
  const sizeOf = (key: string) =>
    limited(() =>
      client.statObject(bucket, key).then(
        ({ size }) => size,
        (error: unknown) => {
          if (isMissing(error)) return null
          throw error
        },
      ),
    )
  return {
    put: async (key, bytes, contentType) => {
      await limited(() => client.putObject(bucket, key, bytes, bytes.length, { 'Content-Type': contentType }))
    },
    putFile: (key, path, sizeBytes, contentType) =>
      limited(async () => {
        const signed = new URL(await client.presignedPutObject(bucket, key, SIGNED_FOR_SEC))
        const signal = AbortSignal.timeout(timeoutMs)
        await sendFile(signed, { path, sizeBytes, contentType }, transportAgent, signal)
      }),
    stream: open,
    get: async (key) => limited(async () => collect(await open(key))),
    copy: async (fromKey, toKey) => {
      await limited(() =>
        client.copyObject(
          new CopySourceOptions({ Bucket: bucket, Object: fromKey }),
          new CopyDestinationOptions({ Bucket: bucket, Object: toKey }),
        ),
      )
    },
    sizeOf,
    exists: async (key) => (await sizeOf(key)) !== null,
    list: () => listObjects(client, bucket),
    remove: (key) => limited(() => client.removeObject(bucket, key)),
    ensureBucket: () =>
      limited(async () => {
        if (!(await client.bucketExists(bucket))) await client.makeBucket(bucket, config.region)
      }),
    ping: () =>
      limited(async () => {
        if (!(await client.bucketExists(bucket))) throw new Error(`there is no bucket "${bucket}"`)
      }),
    close: () => transportAgent.destroy(),
  }
}
