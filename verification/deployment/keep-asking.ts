import { pause } from '@vss/shared/process/pause.ts'
import { type EdgeClient, EdgeHttpError } from '../../harness/edge-client.ts'
import { tinyStory } from '../../harness/samples.ts'

const PAUSE_MS = 300
const RETRY_MS = 500
const CLIENTS = 3
const SHOWN_REFUSALS = 5

type Counts = { requests: number; refusals: string[]; accepted: number[] }

const ask = async <T>(counts: Counts, call: () => Promise<T>): Promise<T | null> => {
  counts.requests += 1
  try {
    return await call()
  } catch (error) {
    const status = error instanceof EdgeHttpError ? `${error.status} ${error.body.slice(0, 120)}` : String(error)
    counts.refusals.push(`${new Date().toISOString()} ${status}`)
    return null
  }
}

/** Uploads, creates a task, polls it and downloads, again and again. */
const beAClient = async (client: EdgeClient, counts: Counts, isStopping: () => boolean) => {
  let story: string | null = null
  while (!isStopping()) {
    story = (await ask(counts, () => client.upload('story.json', tinyStory()))) ?? story
    const path = story
    const id = path && (await ask(counts, () => client.createTask('CHARACTER_IDENTIFIER', { input_file_path: path })))
    if (id) {
      counts.accepted.push(id)
      await ask(counts, () => client.getTask(id))
    }
    if (path) await ask(counts, () => client.downloadFile(path))
    await pause(PAUSE_MS)
  }
}

const endOf = async (client: EdgeClient, id: number, mayFail: boolean): Promise<string> => {
  for (;;) {
    try {
      return (await client.awaitTask(id)).status
    } catch (error) {
      if (!mayFail) throw error
      await pause(RETRY_MS)
    }
  }
}

/** Opens one connection per request, as the deployed clients do: a kept one may be closed just when it is used again. */
const closeConnections = () => {
  const plainFetch = globalThis.fetch
  globalThis.fetch = (url, init) => plainFetch(url, { ...init, headers: { ...init?.headers, Connection: 'close' } })
}

/**
 * Clients that work while something happens to the deployment, until a line or the end comes on standard input. Then
 * waits for every accepted task and prints how many requests were refused and how many tasks were lost. With `mayFail`
 * requests may be refused; tasks may still not be lost. Returns whether all went well.
 */
export const keepAsking = async (client: EdgeClient, mayFail: boolean): Promise<boolean> => {
  closeConnections()
  let stopping = false
  for (const event of ['data', 'end'] as const) {
    process.stdin.once(event, () => {
      stopping = true
    })
  }
  const counts: Counts = { requests: 0, refusals: [], accepted: [] }
  await Promise.all(Array.from({ length: CLIENTS }, () => beAClient(client, counts, () => stopping)))
  const ends: Record<string, number> = {}
  for (const id of counts.accepted) {
    const status = await endOf(client, id, mayFail)
    ends[status] = (ends[status] ?? 0) + 1
  }
  const { requests, refusals, accepted } = counts
  const lost = accepted.length - (ends.COMPLETED ?? 0)
  const summary = { requests, refused: refusals.length, accepted: accepted.length, lost, ...ends }
  process.stdout.write(`${JSON.stringify(summary)}\n`)
  for (const refusal of refusals.slice(0, SHOWN_REFUSALS)) process.stderr.write(`${refusal}\n`)
  return lost === 0 && (refusals.length === 0 || mayFail)
}
