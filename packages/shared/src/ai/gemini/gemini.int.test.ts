import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { RetryLaterError } from '../../errors/app-error.ts'
import { freePort } from '../../local/free-port.ts'
import type { GeminiFault } from '../../model-stubs/gemini-stub.ts'
import { openProviderRig, type ReplicaOptions, sumTaskCost } from '../../testing/open-provider-rig.ts'

type Rig = Awaited<ReturnType<typeof openProviderRig>>

const schema = z.object({
  lines: z.array(z.object({ text: z.string(), scene: z.int() })).min(1),
  mood: z.enum(['calm', 'tense']),
})
const PROMPT = 'Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich. 十二个拳击手。'
const request = { name: 'draft act 1', system: 'You write.', prompt: PROMPT, schema }
const never = new AbortController().signal

let rig: Rig
let payer: Awaited<ReturnType<Rig['claim']>>
beforeEach(async () => {
  rig = await openProviderRig({ cachedShare: 0.3 })
  payer = await rig.claim()
})
afterEach(() => rig?.close())

const generate = (options: ReplicaOptions = {}, signal = never) =>
  rig.openReplica(payer, options).model.generate(request, signal)
const outcomes = () => rig.stub.bills.map(({ outcome }) => outcome)
const states = async () => (await rig.calls()).map(({ state }) => state)
const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  )
const cost = () => sumTaskCost(rig.db, payer.fence.taskId)

describe('an answer', () => {
  test('fits the schema, and its usage and cost are those of the bill', async () => {
    const { value, usage } = await generate()
    expect(schema.parse(value)).toEqual(value)
    const [bill] = rig.stub.bills
    expect({ ...bill }).toMatchObject({ ...usage, outcome: 'ok' })
    expect(usage.cachedTokens).toBeGreaterThan(0)
    expect(await cost()).toEqual({ usd: expect.closeTo(rig.stub.billedUsd(), 9), uncertainUsd: 0, calls: 1 })
    expect(await rig.calls()).toMatchObject([
      {
        state: 'ok',
        step_key: 'draft act 1',
        task_id: payer.fence.taskId,
        lease_epoch: payer.fence.epoch,
        units: usage,
      },
    ])
  })

  test('is asked for with the settings: temperature, thinking, safety, length and schema', async () => {
    const settings = { GEMINI_TEMPERATURE: '0.4', GEMINI_THINKING_LEVEL: 'low', GEMINI_SAFETY: 'BLOCK_NONE' }
    await rig.openReplica(payer, { settings }).model.generate({ ...request, maxOutputTokens: 500 }, never)
    const safety = { threshold: 'BLOCK_NONE' }
    expect(rig.stub.bodies).toMatchObject([
      {
        generationConfig: {
          temperature: 0.4,
          maxOutputTokens: 500,
          thinkingConfig: { thinkingLevel: 'low' },
          responseSchema: { propertyOrdering: ['lines', 'mood'] },
        },
        safetySettings: [safety, safety, safety, safety],
      },
    ])
  })

  test('may come in a fence', async () => {
    rig.stub.plan({ kind: 'fenced' })
    expect((await generate()).value.mood).toBeDefined()
    expect(outcomes()).toEqual(['fenced'])
  })

  test.each<GeminiFault['kind']>(['wrong_shape', 'truncated'])(
    'that is %s is repaired in a second paid call',
    async (kind) => {
      rig.stub.plan({ kind } as GeminiFault)
      const { usage } = await generate()
      const [first, second] = rig.stub.bills
      expect(usage.promptTokens).toBe((first?.promptTokens ?? 0) + (second?.promptTokens ?? 0))
      const { contents } = rig.stub.bodies[1] as { contents: { role: string; parts: { text: string }[] }[] }
      expect(contents.map(({ role }) => role)).toEqual(['user', 'model', 'user'])
      const texts = contents.map(({ parts }) => parts[0]?.text ?? '')
      expect(texts[0]).toBe(PROMPT)
      expect(texts[2]).toMatch(kind === 'wrong_shape' ? /\$\.lines: / : /not complete/)
      expect(await cost()).toMatchObject({ usd: expect.closeTo(rig.stub.billedUsd(), 9), calls: 2 })
    },
  )

  test('that stays wrong fails the task after two calls, in a sentence that names the place', async () => {
    rig.stub.plan({ kind: 'wrong_shape' }, { kind: 'wrong_shape' })
    const error = await failureOf(generate())
    expect(error).toMatchObject({
      code: 'llm_failed',
      key: 'provider.unusable',
      message: expect.stringContaining('$.lines'),
    })
    expect(await cost()).toMatchObject({ usd: expect.closeTo(rig.stub.billedUsd(), 9), calls: 2 })
  })

  test('that was cut off fails the task, and is paid', async () => {
    rig.stub.plan({ kind: 'max_tokens' })
    expect(await failureOf(generate())).toMatchObject({ code: 'llm_failed', key: 'provider.unusable' })
    expect(outcomes()).toEqual(['max_tokens'])
    expect((await cost()).usd).toBeCloseTo(rig.stub.billedUsd(), 9)
  })

  test.each<GeminiFault['kind']>(['blocked_prompt', 'blocked_answer'])(
    'that is a %s is refused once and for all',
    async (kind) => {
      rig.stub.plan({ kind } as GeminiFault)
      const error = await failureOf(generate())
      expect(error).toMatchObject({
        code: 'llm_failed',
        key: 'provider.refused',
        message: expect.stringContaining('SAFETY'),
      })
      expect(outcomes()).toEqual([kind])
      expect((await cost()).usd).toBeCloseTo(rig.stub.billedUsd(), 9)
    },
  )
})

describe('too many requests', () => {
  test('park the task for as long as Google says, and no replica calls before', async () => {
    const [one, other] = [rig.openReplica(payer), rig.openReplica(payer)]
    rig.stub.plan({ kind: 'rate_limited', retryDelay: '34.074824224s' })
    const parked = await failureOf(one.model.generate(request, never))
    expect(parked).toBeInstanceOf(RetryLaterError)
    expect(parked).toMatchObject({
      code: 'rate_limited',
      delayMs: expect.toSatisfy((ms) => ms >= 34_075 && ms < 40_000),
    })
    for (const replica of [other, one]) {
      const error = await failureOf(replica.model.generate(request, never))
      expect(error).toBeInstanceOf(RetryLaterError)
    }
    expect(outcomes()).toEqual(['rate_limited'])
    await rig.elapse(34.1)
    await other.model.generate(request, never)
    expect(outcomes()).toEqual(['rate_limited', 'ok'])
    expect(await states()).toEqual(['error', 'ok'])
  })

  test('of every model hold for that model alone', async () => {
    rig.stub.plan({ kind: 'rate_limited', retryDelay: '50s' })
    await failureOf(generate())
    await generate({ settings: { GEMINI_MODEL: 'gemini-3.1-pro-preview' } })
    expect(outcomes()).toEqual(['rate_limited', 'ok'])
  })

  test.each(['0s', '0.25s'])('with a delay of %s still wait for a second', async (retryDelay) => {
    rig.stub.plan({ kind: 'rate_limited', retryDelay })
    expect(await failureOf(generate())).toMatchObject({ delayMs: 1_500, params: { seconds: 1 } })
  })

  test('without a delay wait half a minute', async () => {
    rig.stub.plan({ kind: 'rate_limited' })
    expect(await failureOf(generate())).toMatchObject({
      delayMs: expect.toSatisfy((ms) => ms >= 30_000),
      code: 'rate_limited',
    })
  })

  test('in a day end with the sentence about the daily quota, and are not tried again within an hour', async () => {
    const replica = rig.openReplica(payer)
    rig.stub.plan({ kind: 'quota_exhausted' })
    for (let attempt = 0; attempt < 5; attempt++) {
      const error = await failureOf(replica.model.generate(request, never))
      expect(error).toBeInstanceOf(RetryLaterError)
      expect(error).toMatchObject({ key: 'provider.quota_exhausted' })
      await rig.elapse(500)
    }
    expect(outcomes()).toEqual(['quota_exhausted'])
    await rig.elapse(3_600)
    await replica.model.generate(request, never)
    expect(outcomes()).toEqual(['quota_exhausted', 'ok'])
  })
})

describe('errors of the provider', () => {
  test('are retried twice with full jitter, then allow another attempt of the task', async () => {
    rig.stub.plan({ kind: 'error', status: 503 }, { kind: 'error', status: 500 }, { kind: 'error', status: 502 })
    const replica = rig.openReplica(payer)
    const error = await failureOf(replica.model.generate(request, never))
    expect(error).toMatchObject({ code: 'third_party_failed', key: 'provider.unavailable' })
    expect(replica.pausesMs).toEqual([500, 1000])
    expect(await cost()).toEqual({ usd: 0, uncertainUsd: 0, calls: 3 })
  })

  test('in three of ten calls cost only retries, and the ledger agrees with the bill', async () => {
    rig.stub.storm(0.3)
    const replica = rig.openReplica(payer)
    const ends = await Promise.all(Array.from({ length: 40 }, () => failureOf(replica.model.generate(request, never))))
    const failed = ends.filter((error) => error !== null)
    expect(outcomes().filter((outcome) => outcome === 'error').length).toBeGreaterThan(failed.length * 3)
    expect(failed.length).toBeLessThan(8)
    for (const error of failed) expect(error).toMatchObject({ code: 'third_party_failed' })
    expect(await cost()).toMatchObject({ usd: expect.closeTo(rig.stub.billedUsd(), 9), uncertainUsd: 0 })
  })

  test('that do not stop open the circuit: further tasks are parked without a call', async () => {
    rig.stub.storm(1)
    const replica = rig.openReplica(payer)
    for (let task = 0; task < 3; task++) await failureOf(replica.model.generate(request, never))
    const calls = rig.stub.bills.length
    expect(calls).toBe(8)
    const error = await failureOf(rig.openReplica(payer).model.generate(request, never))
    expect(error).toBeInstanceOf(RetryLaterError)
    expect(error).toMatchObject({ code: 'third_party_failed', key: 'provider.resting' })
    expect(rig.stub.bills).toHaveLength(calls)
    rig.stub.storm(0)
    await rig.elapse(31)
    await replica.model.generate(request, never)
  })

  test('such as a refused connection are known to have cost nothing', async () => {
    const settings = { GEMINI_BASE_URL: `http://127.0.0.1:${await freePort()}` }
    expect(await failureOf(generate({ settings }))).toMatchObject({
      key: 'provider.unavailable',
      code: 'third_party_failed',
    })
    expect(await states()).toEqual(['error', 'error', 'error'])
    expect(await cost()).toMatchObject({ usd: 0, uncertainUsd: 0 })
  })
})

describe('a call without an answer', () => {
  test('is counted as possibly paid and tried once more, when the connection was lost after the work', async () => {
    rig.stub.plan({ kind: 'reset', billed: true })
    await generate()
    expect(await states()).toEqual(['unknown', 'ok'])
    const [lost, answered] = rig.stub.bills
    const { usd, uncertainUsd } = await cost()
    expect(usd).toBeCloseTo(answered?.usd ?? 0, 9)
    expect(uncertainUsd).toBeGreaterThanOrEqual(lost?.usd ?? 0)
  })

  test('fails the task when it is lost again', async () => {
    rig.stub.plan({ kind: 'reset', billed: true }, { kind: 'reset', billed: false })
    expect(await failureOf(generate())).toMatchObject({ code: 'llm_failed', key: 'provider.unknown' })
    expect(await states()).toEqual(['unknown', 'unknown'])
  })

  test('is given up after the timeout and tried once more', async () => {
    rig.stub.plan({ kind: 'hang' })
    await generate({ settings: { GEMINI_TIMEOUT_MS: '1500' } })
    expect(outcomes()).toEqual(['hang', 'ok'])
    expect(await states()).toEqual(['unknown', 'ok'])
  })

  test('ends immediately when the task is cancelled, with the reason of the cancel', async () => {
    rig.stub.plan({ kind: 'hang' })
    const task = new AbortController()
    const going = failureOf(generate({}, task.signal))
    await expect.poll(() => rig.stub.bills.length).toBe(1)
    task.abort(new Error('cancelled by its owner'))
    expect(await going).toMatchObject({ message: 'cancelled by its owner' })
    expect(await states()).toEqual(['unknown'])
  })
})

describe('nothing is sent', () => {
  test('once the task is no longer the payer’s', async () => {
    await rig.db.updateTable('vss.task').set({ status: 'cancelled' }).where('id', '=', payer.fence.taskId).execute()
    expect(await failureOf(generate())).toMatchObject({ name: 'StaleClaimError' })
    expect(rig.stub.bills).toEqual([])
  })

  test('when the signal has aborted already', async () => {
    expect(await failureOf(generate({}, AbortSignal.abort(new Error('gone'))))).toMatchObject({ message: 'gone' })
    expect(rig.stub.bills).toEqual([])
    expect(await rig.calls()).toEqual([])
  })

  test('when the ledger cannot be reached', async () => {
    const replica = rig.openReplica(payer)
    await rig.db.schema.alterTable('vss.provider_limit').renameTo('gone').execute()
    expect(await failureOf(replica.model.generate(request, never))).not.toBeNull()
    expect(rig.stub.bills).toEqual([])
  })

  test('after the budget of the task is used up; another task of the organisation goes on', async () => {
    const budget = { taskUsd: 0.0001 }
    await generate({ budget })
    const error = await failureOf(generate({ budget }))
    expect(error).toMatchObject({ code: 'llm_failed', key: 'provider.task_budget' })
    expect(rig.stub.bills).toHaveLength(1)
    payer = await rig.claim()
    await generate({ budget })
  })

  test('if calls in flight on two replicas may use up the budget', async () => {
    const budget = { taskUsd: 0.0001 }
    const replicas = [rig.openReplica(payer, { budget }), rig.openReplica(payer, { budget })]
    const asked = Array.from({ length: 8 }, (_, at) => replicas[at % 2]?.model.generate(request, never))
    const ends = await Promise.allSettled(asked)
    expect(rig.stub.bills).toHaveLength(1)
    const failures = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []))
    expect(failures.map(({ key }) => key)).toEqual(Array(7).fill('provider.task_budget'))
  })

  test('after the budget of the organisation’s day is used up, by any of its tasks', async () => {
    const budget = { organizationDayUsd: 0.0001 }
    await generate({ budget })
    payer = await rig.claim()
    expect(await failureOf(generate({ budget }))).toMatchObject({ key: 'provider.organization_budget' })
    expect(rig.stub.bills).toHaveLength(1)
  })

  test('while all slots are taken; a task that waits longer than a minute is parked', async () => {
    rig.stub.plan({ kind: 'hang' })
    const task = new AbortController()
    const going = failureOf(generate({}, task.signal))
    await expect.poll(() => rig.stub.bills.length).toBe(1)
    const other = rig.openReplica(payer, { limit: { concurrency: 1 } })
    expect(await failureOf(other.model.generate(request, never))).toBeInstanceOf(RetryLaterError)
    expect(other.clockMs()).toBeGreaterThan(59_000)
    expect(rig.stub.bills).toHaveLength(1)
    task.abort()
    await going
  })
})

test('a wrong key is refused, and is found in no error, log line or ledger row', async () => {
  const lines: string[] = []
  const { pino } = await import('pino')
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  const GOOGLE_API_KEY = 'AIza-wrong-and-secret'
  const error = (await failureOf(generate({ settings: { GOOGLE_API_KEY }, log }))) as Error
  log.error({ err: error }, 'failed')
  expect(error).toMatchObject({
    code: 'llm_failed',
    key: 'provider.unauthorised',
    message: expect.stringContaining('API key not valid'),
  })
  // The same key is not tried for a while, and the log tells an operator.
  const next = await failureOf(generate({ settings: { GOOGLE_API_KEY } }))
  expect(next).toMatchObject({ name: 'RetryLaterError', key: 'provider.resting' })
  expect(lines.join()).toContain('the provider refuses our key')
  expect(rig.stub.bills).toHaveLength(1)
  const limits = await rig.db.selectFrom('vss.provider_limit').selectAll().execute()
  const everything = JSON.stringify([lines, await rig.calls(), limits]) + error.stack
  expect(everything).not.toContain('secret')
  expect(everything).not.toContain('Boxkämpfer')
})

describe('embeddings', () => {
  test('come in batches of a hundred, in order, with length 1, and are paid by tokens', async () => {
    const texts = Array.from({ length: 230 }, (_text, index) => `scene ${index} on the dyke`)
    const { vectors, usage } = await rig.openReplica(payer).embedder.embed(texts, 'document', never)
    expect(vectors).toHaveLength(230)
    expect(rig.stub.bodies.map((body) => (body as { requests: unknown[] }).requests.length)).toEqual([100, 100, 30])
    for (const vector of vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 6)
    const [again] = (await rig.openReplica(payer).embedder.embed([texts[129] ?? ''], 'document', never)).vectors
    expect(vectors[129]).toEqual(again)
    expect(usage.promptTokens).toBeGreaterThan(0)
    expect((await cost()).usd).toBeCloseTo(rig.stub.billedUsd(), 9)
  })

  test('of queries say so, and their failures are `rag_failed`', async () => {
    rig.stub.plan(null, { kind: 'reset', billed: true }, { kind: 'reset', billed: true })
    const { embedder } = rig.openReplica(payer)
    await embedder.embed(['who?'], 'query', never)
    expect(rig.stub.bodies).toMatchObject([{ requests: [{ taskType: 'RETRIEVAL_QUERY', outputDimensionality: 768 }] }])
    expect(await failureOf(embedder.embed(['who?'], 'query', never))).toMatchObject({ code: 'rag_failed' })
  })

  test('of no texts make no call', async () => {
    expect((await rig.openReplica(payer).embedder.embed([], 'document', never)).vectors).toEqual([])
    expect(rig.stub.bills).toEqual([])
  })
})
