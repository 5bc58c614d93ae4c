import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { makeEdgeClient } from '../../harness/edge-client.ts'
import { readTarget } from './identity.ts'

/** Downloads every file of a list made by run-samples.ts and compares it, byte for byte by its hash. */
const { baseUrl, identity } = readTarget(process.argv.slice(2))
const list = readFileSync(process.argv[5] ?? '', 'utf8')
  .trim()
  .split('\n')
const client = makeEdgeClient(baseUrl, identity, 'A')
for (const line of list) {
  const [hash = '', path = ''] = line.split(' ')
  const bytes = await client.downloadFile(path)
  if (createHash('sha256').update(bytes).digest('hex') !== hash) throw new Error(`${path} is not what it was`)
}
process.stdout.write(`${list.length} files are what they were\n`)
