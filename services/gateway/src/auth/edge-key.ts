import { createHash } from 'node:crypto'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value)

/** What an edge instance sends with every call. Both are UUIDs. */
export type EdgeCredentials = { instanceId: string; apiKey: string }

/** Keys are 122 random bits, so a fast hash is enough. Upper and lower case of a UUID are the same key. */
export const hashKey = (apiKey: string): Buffer => createHash('sha256').update(apiKey.toLowerCase()).digest()

/** The row of `vss.edge_key` for a new key. The ledger stores the hash, and the last characters for lists. */
export const keyRow = ({ instanceId, apiKey }: EdgeCredentials) => ({
  instance_id: instanceId,
  key_hash: hashKey(apiKey),
  last4: apiKey.toLowerCase().slice(-4),
})
