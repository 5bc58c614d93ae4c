import { type Span, type Tracer, trace } from '@opentelemetry/api'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { openProviderRig } from '../testing/open-provider-rig.ts'

type Recorded = { name: string; attributes: Record<string, unknown>; exceptions: string[]; status: unknown }
const spans: Recorded[] = []

const record = (name: string, attributes: Record<string, unknown>): Span => {
  const recorded: Recorded = { name, attributes: { ...attributes }, exceptions: [], status: null }
  spans.push(recorded)
  const span = {
    setAttribute: (key: string, value: unknown) => {
      recorded.attributes[key] = value
      return span
    },
    recordException: (error: Error) => void recorded.exceptions.push(String(error.stack)),
    setStatus: (status: unknown) => {
      recorded.status = status
      return span
    },
    end: () => {},
    spanContext: () => ({ traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 }),
  }
  return span as unknown as Span
}
const tracer = {
  startActiveSpan: (name: string, options: { attributes: Record<string, unknown> }, run: (span: Span) => unknown) =>
    run(record(name, options.attributes)),
} as unknown as Tracer

beforeAll(() => {
  trace.setGlobalTracerProvider({ getTracer: () => tracer })
})
afterAll(() => trace.disable())

let rig: Awaited<ReturnType<typeof openProviderRig>>
beforeEach(async () => {
  spans.length = 0
  rig = await openProviderRig({ answer: () => ({ secret: 'answered words' }) })
})
afterEach(() => rig?.close())

const request = {
  name: 'direct voices',
  system: 'system words',
  prompt: 'prompt words',
  schema: z.object({ secret: z.string() }),
}

test('a call is a span with model, tokens and cost, and without a word of prompt or answer', async () => {
  await rig.openReplica(await rig.claim()).model.generate(request, new AbortController().signal)
  const [bill] = rig.stub.bills
  expect(spans).toEqual([
    {
      name: 'chat gemini-3.8-flash',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'gcp.gemini',
        'gen_ai.request.model': 'gemini-3.8-flash',
        'gen_ai.usage.input_tokens': bill?.promptTokens,
        'gen_ai.usage.output_tokens': (bill?.outputTokens ?? 0) + (bill?.thinkingTokens ?? 0),
        'provider.cost_usd': bill?.usd,
        'step.key': 'direct voices',
      },
      exceptions: [],
      status: null,
    },
  ])
})

test('a failed call is a span that names the kind of failure, and holds neither key nor words', async () => {
  rig.stub.plan({ kind: 'wrong_shape' }, { kind: 'error', status: 400 })
  const failing = rig.openReplica(await rig.claim()).model.generate(request, new AbortController().signal)
  await expect(failing).rejects.toMatchObject({ code: 'llm_failed' })
  expect(spans.map(({ attributes }) => attributes['error.type'])).toEqual([undefined, 'refused'])
  const text = JSON.stringify(spans)
  for (const word of ['words', rig.stub.apiKey]) expect(text).not.toContain(word)
})

test('a call that waits asks often enough to keep its place in the line of its organisation', async () => {
  const payer = await rig.claim()
  const replica = rig.openReplica(payer, { limit: { requestsPerMinute: 5 } })
  await replica.model.generate(request, new AbortController().signal)
  const waiting = replica.model.generate(request, new AbortController().signal)
  await expect(waiting).rejects.toMatchObject({ key: 'provider.rate_limited' })
  expect(replica.pausesMs.length).toBeGreaterThan(40)
  expect(Math.max(...replica.pausesMs)).toBeLessThan(1_500)
  const limits = await rig.db.selectFrom('vss.provider_limit').select('waiting').execute()
  expect(limits.flatMap(({ waiting }) => Object.values(waiting))).toEqual([
    expect.objectContaining({ org: payer.orgId }),
  ])
})
