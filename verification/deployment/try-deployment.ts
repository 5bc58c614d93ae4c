import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { type EdgeClient, makeEdgeClient } from '../../harness/edge-client.ts'
import { runProduction } from '../../harness/run-production.ts'
import { englishStory, sampleProduction } from '../../harness/samples.ts'
import { keepAsking } from './keep-asking.ts'

/**
 * What scripts/verify_deploy.sh does to a deployment as a client of it:
 * `try-deployment.ts <command> <base URL> <instance id> <API key> [argument]`.
 */

const FILM_MINUTES = 2
const POLL_MS = 500

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** Takes a sample story through the five tasks, and writes `<sha256> <path>` of every file to `list`. */
const runSamples = async (client: EdgeClient, list: string): Promise<boolean> => {
  const { files } = await runProduction(client, sampleProduction('en', FILM_MINUTES), () => undefined)
  const dubbing = files.find(({ task }) => task === 'GENERATE_DUBBING')
  const script = JSON.parse(dubbing?.bytes.toString('utf8') ?? '') as { dubbing_script: { audio_file_path: string }[] }
  const paths = [...files.map(({ path }) => path), ...script.dubbing_script.map((entry) => entry.audio_file_path)]
  const lines: string[] = []
  for (const path of paths) lines.push(`${hashOf(await client.downloadFile(path))} ${path}`)
  writeFileSync(list, `${lines.join('\n')}\n`)
  say(`${files.length} results and ${script.dubbing_script.length} takes downloaded`)
  return true
}

/** Downloads every file of a list that `run-samples` wrote, and compares its hash. */
const checkFiles = async (client: EdgeClient, list: string): Promise<boolean> => {
  const lines = readFileSync(list, 'utf8').trim().split('\n')
  for (const line of lines) {
    const [hash = '', path = ''] = line.split(' ')
    if (hashOf(await client.downloadFile(path)) !== hash) throw new Error(`${path} is not what it was`)
  }
  say(`${lines.length} files are what they were`)
  return true
}

/** Asks for `count` narrations of the sample story concurrently and waits for all of them. */
const askMany = async (client: EdgeClient, count: string): Promise<boolean> => {
  const story = await client.upload('story.json', englishStory())
  const ask = async (n: number): Promise<string> => {
    const id = await client.createTask('GENERATE_NARRATION', {
      asset_name: `Slack Water ${n}`,
      asset_id: 'sample-en',
      blueprint_path: story,
      service_params: { lang: 'en', control_params: { target_duration_minutes: FILM_MINUTES } },
    })
    return (await client.awaitTask(id)).status
  }
  const ends = await Promise.all(Array.from({ length: Number(count) }, (_, n) => ask(n)))
  if (ends.some((status) => status !== 'COMPLETED')) throw new Error(`not all completed: ${ends.join(', ')}`)
  say(`${count} narrations completed`)
  return true
}

const COMMANDS: Record<string, (client: EdgeClient, argument: string) => Promise<boolean>> = {
  'run-samples': runSamples,
  'check-files': checkFiles,
  'ask-many': askMany,
  'keep-asking': (client, argument) => keepAsking(client, argument === 'may-fail'),
}

const [name = '', baseUrl, instanceId, apiKey, argument = ''] = process.argv.slice(2)
const command = COMMANDS[name]
if (!command || !baseUrl || !instanceId || !apiKey) {
  throw new Error(`Usage: … ${Object.keys(COMMANDS).join('|')} <base URL> <instance id> <API key> [argument]`)
}
// Both generations of clients have their turn.
const client = makeEdgeClient(baseUrl, { instanceId, apiKey }, name === 'run-samples' ? 'B' : 'A', POLL_MS)
process.exit((await command(client, argument)) ? 0 : 1)
