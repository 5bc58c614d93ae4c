import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeEdgeClient } from '../../harness/edge-client.ts'
import { ROOT } from '../../harness/service-process.ts'
import { readTarget } from './identity.ts'

/** Many narrations of the sample story at once, each awaited: `ask-many.ts <base URL> <instance id> <API key> <how many>`. */
const { baseUrl, identity } = readTarget(process.argv.slice(2))
const count = Number(process.argv[5])
const client = makeEdgeClient(baseUrl, identity, 'A')
const story = await client.upload('story.json', readFileSync(join(ROOT, 'samples/en/slack-water.dataset.json')))
const ask = async (n: number): Promise<string> => {
  const id = await client.createTask('GENERATE_NARRATION', {
    asset_name: `Slack Water ${n}`,
    asset_id: 'sample-en',
    blueprint_path: story,
    service_params: { lang: 'en', control_params: { target_duration_minutes: 2 } },
  })
  return (await client.awaitTask(id)).status
}
const ends = await Promise.all(Array.from({ length: count }, (_, n) => ask(n)))
if (ends.some((status) => status !== 'COMPLETED')) throw new Error(`not all completed: ${ends.join(', ')}`)
process.stdout.write(`${count} narrations completed\n`)
