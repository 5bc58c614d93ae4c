import { createHash } from 'node:crypto'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value)

/** Keys are 122 random bits, so a fast hash is enough. UUIDs are the same in either case. */
export const hashKey = (apiKey: string): Buffer => createHash('sha256').update(apiKey.toLowerCase()).digest()
