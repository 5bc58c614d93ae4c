import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeEdgeClient } from '../../harness/edge-client.ts'
import { runProduction } from '../../harness/run-production.ts'
import { ROOT } from '../../harness/service-process.ts'
import { readTarget } from './identity.ts'

/**
 * Takes a sample story through the five tasks of a deployment, and writes what it downloaded to a list of
 * `<sha256> <path>` lines: `run-samples.ts <base URL> <instance id> <API key> <list>`.
 */
const { baseUrl, identity } = readTarget(process.argv.slice(2))
const list = process.argv[5] ?? ''
const storyFile = 'samples/en/slack-water.dataset.json'
const client = makeEdgeClient(baseUrl, identity, 'B')
const production = {
  storyName: 'Slack Water',
  storyFile: 'slack-water.dataset.json',
  story: readFileSync(join(ROOT, storyFile)),
  lang: 'en' as const,
  assetId: 'sample-en',
  minutes: 2,
}
const { files } = await runProduction(client, production, () => undefined)
const dubbing = files.find(({ task }) => task === 'GENERATE_DUBBING')
const script = JSON.parse(dubbing?.bytes.toString('utf8') ?? '') as { dubbing_script: { audio_file_path: string }[] }
const paths = [...files.map(({ path }) => path), ...script.dubbing_script.map((entry) => entry.audio_file_path)]
const lines: string[] = []
for (const path of paths) {
  const bytes = await client.downloadFile(path)
  lines.push(`${createHash('sha256').update(bytes).digest('hex')} ${path}`)
}
await writeFile(list, `${lines.join('\n')}\n`)
process.stdout.write(`${files.length} results and ${script.dubbing_script.length} takes downloaded\n`)
