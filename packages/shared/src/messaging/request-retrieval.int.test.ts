import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RetrieveReply, RetrieveRequest } from '../contracts/retrieve.ts'
import { openTestNats, type TestNats } from '../testing/open-test-nats.ts'
import { makeRetrievalClient, serveRetrieval } from './request-retrieval.ts'

let nats: TestNats
beforeAll(async () => {
  nats = await openTestNats()
})
afterAll(() => nats.close())

const request: RetrieveRequest = {
  orgId: 'o',
  assetId: 'a',
  query: 'storm',
  sceneIds: null,
  characters: [],
  topK: 5,
  corpusVersion: null,
}

const replyWith = (why: string): RetrieveReply => ({
  ok: true,
  corpusName: 'c',
  corpusVersion: 1,
  hits: [{ sceneId: 1, score: 1, why: [why], facts: [] }],
})

test('an answer too large for a message becomes a refusal, and the next request is answered', async () => {
  const answers = [replyWith('x'.repeat(2_000_000)), replyWith('storm')]
  const log = pino({ level: 'silent' })
  const serving = serveRetrieval(nats.connection, async () => answers.shift() ?? replyWith('none'), log)
  const retrieve = makeRetrievalClient(nats.connection)
  expect(await retrieve(request)).toMatchObject({ ok: false, reason: 'internal' })
  expect(await retrieve(request)).toEqual(replyWith('storm'))
  await serving.stop()
})
