import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openStudio, type Studio } from '../harness/open-studio.ts'
import { dubbingOf, narrationOf } from '../harness/samples.ts'
import { openOtlpReceiver, type ReceivedSpan } from './otlp-receiver.ts'

/** Catches a missing export: spans are sent every 200 ms. */
const EXPORT_TIMEOUT_MS = 30_000

let studio: Studio
let collector: Awaited<ReturnType<typeof openOtlpReceiver>>

beforeAll(async () => {
  collector = await openOtlpReceiver()
  studio = await openStudio({
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '200' },
    workers: ['dubbing'],
  })
})
afterAll(async () => {
  await studio?.close()
  collector?.close()
})

/** The names from a span up to the root of its trace, each with its service. */
const ancestry = (span: ReceivedSpan, all: Map<string, ReceivedSpan>): string[] => {
  const parent = span.parentSpanId ? all.get(span.parentSpanId) : undefined
  return [`${span.service}: ${span.name}`, ...(parent ? ancestry(parent, all) : [])]
}

test('one trace leads from the POST through ledger, dispatch, claim and steps to the object store', async () => {
  const client = studio.edge('A')
  const path = await client.upload('narration.json', narrationOf(2))
  const id = await client.createTask('GENERATE_DUBBING', dubbingOf(path))
  expect((await client.awaitTask(id)).status).toBe('COMPLETED')
  const isProcess = (span: ReceivedSpan) =>
    span.name === 'process task.GENERATE_DUBBING' && span.attributes['task.id'] === id
  const findProcess = () => {
    const process = collector.spans.find(isProcess)
    if (!process) throw new Error('the trace was not exported')
    return process
  }
  const process = await vi.waitFor(findProcess, { timeout: EXPORT_TIMEOUT_MS })
  const trace = collector.spans.filter((span) => span.traceId === process.traceId)
  const byId = new Map(trace.map((span) => [span.spanId, span]))
  expect(ancestry(process, byId)).toEqual([
    'dubbing: process task.GENERATE_DUBBING',
    'gateway: publish task.GENERATE_DUBBING',
    expect.stringMatching(/^gateway: POST \/api\/v1\/tasks/),
  ])
  const chains = trace.map((span) => ancestry(span, byId).join(' < '))
  const links = [
    /^gateway: pg\.query:INSERT.* < gateway: POST/,
    /^dubbing: queue wait < dubbing: process/,
    /^dubbing: claim < dubbing: process/,
    /^dubbing: record take < dubbing: process/,
    /^dubbing: GET < dubbing: process/,
    /^dubbing: PUT < dubbing: process/,
    /^dubbing: pg\.query:UPDATE.* < dubbing: process/,
  ]
  for (const link of links) expect(chains).toContainEqual(expect.stringMatching(link))
  expect(JSON.stringify(collector.spans)).not.toContain(studio.identity.apiKey)
})
