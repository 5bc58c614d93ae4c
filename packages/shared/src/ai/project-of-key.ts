import { createHash } from 'node:crypto'

/** Names the owner of a key in the ledger without telling the key: the first 12 hex digits of its SHA-256. */
export const projectOfKey = (apiKey: string): string => createHash('sha256').update(apiKey).digest('hex').slice(0, 12)
