import { createHash } from 'node:crypto'
import { canonicalJson } from '../contracts/canonical-json.ts'

/** SHA-256 in hex of what decides a step's output: its version and its input. */
export const hashInput = (version: number, input: unknown): string =>
  createHash('sha256')
    .update(`${version}\n${canonicalJson(input)}`)
    .digest('hex')
