import { pause } from '@vss/shared/process/pause.ts'
import { EdgeHttpError, makeEdgeClient } from '../../harness/edge-client.ts'
import { readTarget } from './identity.ts'

/**
 * Clients at work while something happens to the deployment: uploads, tasks, polls and downloads, a connection each as
 * the deployed clients make them, until a line (or the end) comes on standard input; then waits for every accepted task
 * and prints what was refused and what was lost. `keep-asking.ts <base URL> <instance id> <API key> [may-fail]`: with
 * `may-fail`, requests may be refused (and are sent again), tasks may still not be lost.
 */
const PAUSE_MS = 300
const CLIENTS = 3
const POLL_MS = 500

const STORY = Buffer.from(
  JSON.stringify({
    project_metadata: { project_name: 'Tiny' },
    chapters: { 1: { id: 1, name: 'One', scene_ids: [1] } },
    scenes: {
      1: {
        id: 1,
        chapter_id: 1,
        start_time: '00:00:00.000',
        end_time: '00:00:20.000',
        dialogues: [
          { content: 'I am a doctor.', speaker: 'Ada', start_time: '00:00:01.000', end_time: '00:00:03.000' },
        ],
      },
    },
  }),
)

const { baseUrl, identity } = readTarget(process.argv.slice(2))
const mayFail = process.argv[5] === 'may-fail'
// One request, one connection: a kept one may be closed by the other side at the moment it is used again.
const plainFetch = globalThis.fetch
globalThis.fetch = (url, init) => plainFetch(url, { ...init, headers: { ...init?.headers, Connection: 'close' } })
const client = makeEdgeClient(baseUrl, identity, 'A', POLL_MS)

let stopping = false
process.stdin.once('data', () => {
  stopping = true
})
process.stdin.once('end', () => {
  stopping = true
})

const refusals: string[] = []
const accepted: number[] = []
let requests = 0

const ask = async <T>(call: () => Promise<T>): Promise<T | null> => {
  requests += 1
  try {
    return await call()
  } catch (error) {
    const status = error instanceof EdgeHttpError ? `${error.status} ${error.body.slice(0, 120)}` : String(error)
    refusals.push(`${new Date().toISOString()} ${status}`)
    return null
  }
}

const beAClient = async () => {
  let story: string | null = null
  while (!stopping) {
    story = (await ask(() => client.upload('story.json', STORY))) ?? story
    const path = story
    const id = path && (await ask(() => client.createTask('CHARACTER_IDENTIFIER', { input_file_path: path })))
    if (id) {
      accepted.push(id)
      await ask(() => client.getTask(id))
    }
    if (path) await ask(() => client.downloadFile(path))
    await pause(PAUSE_MS)
  }
}

const endOf = async (id: number): Promise<string> => {
  for (;;) {
    try {
      return (await client.awaitTask(id)).status
    } catch (error) {
      if (!mayFail) throw error
      await pause(POLL_MS)
    }
  }
}

await Promise.all(Array.from({ length: CLIENTS }, beAClient))
const counts: Record<string, number> = {}
for (const id of accepted) {
  const status = await endOf(id)
  counts[status] = (counts[status] ?? 0) + 1
}
const lost = accepted.length - (counts.COMPLETED ?? 0)
process.stdout.write(
  `${JSON.stringify({ requests, refused: refusals.length, accepted: accepted.length, lost, ...counts })}\n`,
)
for (const refusal of refusals.slice(0, 5)) process.stderr.write(`${refusal}\n`)
process.exit(lost > 0 || (refusals.length > 0 && !mayFail) ? 1 : 0)
