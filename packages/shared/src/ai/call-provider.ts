import { randomUUID } from 'node:crypto'
import { type Span, SpanKind } from '@opentelemetry/api'
import type { Kysely } from 'kysely'
import type { Database } from '../ledger/database.ts'
import type { Logger } from '../process/logger.ts'
import { pause } from '../process/pause.ts'
import { inSpan } from '../process/trace-context.ts'
import { withDeadline } from '../process/with-deadline.ts'
import type { Pricing } from './load-pricing.ts'
import type { ProviderLimits } from './load-provider-limits.ts'
import { type Budget, type Payer, recordEnd, recordIntent } from './provider-call.ts'
import {
  blockMsOf,
  FAILED_CODE,
  ProviderError,
  type ProviderOperation,
  toParking,
  toTaskError,
} from './provider-error.ts'
import { ASK_AGAIN_MS, acquireLimit, type LimitVerdict, releaseLimit } from './provider-limiter.ts'
import type { Units } from './usage.ts'

export type CallDeps = {
  db: Kysely<Database>
  log: Logger
  limits: ProviderLimits
  pricing: Pricing
  budget: Budget
  /** For tests: a random number 0 ≤ x < 1, a monotonic clock in ms, the day for prices, a pause. */
  random?: () => number
  clockMs?: () => number
  today?: () => Date
  pause?: (ms: number, signal: AbortSignal) => Promise<void>
}

/** One request to a provider. */
export type ProviderCall<Value> = {
  provider: string
  model: string
  /** Identifies the owner of the quota (see `projectOfKey`); never the key. */
  project: string
  operation: ProviderOperation
  stepKey: string
  /** The most that the call may use: reserved in the limiter and the budget until it has ended. */
  estimate: Units
  timeoutMs: number
  /** Sends the request once. Throws `ProviderError`; `signal` aborts on timeout and when the run is stopped. */
  send(signal: AbortSignal): Promise<{ value: Value; units: Units }>
}

/** Throws `AppError`, `RetryLaterError`, `StaleClaimError`, the signal's reason, or an error of the ledger. */
export type CallProvider = <Value>(
  call: ProviderCall<Value>,
  signal: AbortSignal,
) => Promise<{ value: Value; units: Units }>

/** A longer wait parks the task, so that its slot can run another one. A minute is the window of every limit. */
const MAX_WAIT_MS = 60_000
/** A shorter block is waited for: releasing the claim would take about as long. */
const MAX_BLOCKED_WAIT_MS = 5_000
/** A slot expires this long after the longest call, since the ledger may be slow when the end of the call is written. */
const SLOT_MARGIN_MS = 30_000
/** The owner may raise a daily quota before it resets, so the provider is asked again every hour. */
const MAX_BLOCK_MS = 3_600_000
const MAX_RETRIES = 2
const MAX_UNKNOWN_RETRIES = 1
const BACKOFF_BASE_MS = 1_000

/** The names that OpenTelemetry has for providers. */
const SEMANTIC_NAMES: Record<string, string> = { gemini: 'gcp.gemini' }

type Tools = Required<CallDeps>

/**
 * Made once per process. Bound to a payer, it makes every call that costs money: it waits for room in the limiter,
 * checks the budget and records the intent, sends the request, and records how it ended. Repeats a call that failed
 * without effect, or once if it may have had one.
 */
export const makeCallProvider = (deps: CallDeps): ((payer: Payer) => CallProvider) => {
  const tools: Tools = {
    random: Math.random,
    clockMs: () => performance.now(),
    today: () => new Date(),
    pause,
    ...deps,
  }
  return (payer) => async (call, signal) => {
    let unknown = 0
    for (let retries = 0; ; retries++) {
      try {
        return await callOnce(tools, payer, call, signal)
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error
        if (error.failure === 'unknown') unknown++
        const again = error.failure === 'unavailable' || error.failure === 'unknown'
        if (!again || retries >= MAX_RETRIES || unknown > MAX_UNKNOWN_RETRIES)
          throw toTaskError(error, call, tools.random)
        tools.log.info({ provider: call.provider, model: call.model, failure: error.failure }, 'calling again')
        await tools.pause(tools.random() * BACKOFF_BASE_MS * 2 ** retries, signal)
      }
    }
  }
}

const limitUnits = ({ characters, promptTokens }: Units): number => characters ?? promptTokens ?? 0

/** Waits for room in the limiter. Throws `RetryLaterError`, which parks the task, if that would take long. */
const takeSlot = async (
  tools: Tools,
  { orgId }: Payer,
  call: ProviderCall<unknown>,
  signal: AbortSignal,
): Promise<string> => {
  const holder = randomUUID()
  const limit = tools.limits(call.provider, call.model)
  const ask = { holder, orgId, units: limitUnits(call.estimate), slotMs: call.timeoutMs + SLOT_MARGIN_MS }
  const startedMs = tools.clockMs()
  for (;;) {
    signal.throwIfAborted()
    const denial = await acquireLimit(tools.db, call, limit, ask)
    if (!denial) return holder
    const waitedMs = tools.clockMs() - startedMs
    const tooLong =
      denial.reason === 'full' ? waitedMs + denial.waitMs > MAX_WAIT_MS : denial.waitMs > MAX_BLOCKED_WAIT_MS
    if (tooLong) throw toParking(denial, call, tools.random)
    await tools.pause(Math.min(denial.waitMs, ASK_AGAIN_MS) * (1 + tools.random() / 10), signal)
  }
}

const callOnce = async <Value>(tools: Tools, payer: Payer, call: ProviderCall<Value>, signal: AbortSignal) => {
  const { provider, model, stepKey, estimate } = call
  const estimatedUsd = tools.pricing.costUsd(provider, model, estimate, tools.today())
  const holder = await takeSlot(tools, payer, call, signal)
  const release = (usedUnits: number, verdict: LimitVerdict) =>
    releaseLimit(tools.db, call, { holder, reservedUnits: limitUnits(estimate), usedUnits, verdict })
  let id: string
  try {
    signal.throwIfAborted()
    const intent = { stepKey, provider, model, units: estimate, costUsd: estimatedUsd }
    id = await recordIntent(tools.db, payer, intent, { budget: tools.budget, code: FAILED_CODE[call.operation] })
  } catch (error) {
    await release(0, { kind: 'neutral' })
    throw error
  }
  const attributes = {
    'gen_ai.operation.name': call.operation,
    'gen_ai.provider.name': SEMANTIC_NAMES[provider] ?? provider,
    'gen_ai.request.model': model,
    'step.key': stepKey,
  }
  const send = async (span: Span) => {
    const late = () => new ProviderError('unknown', `no answer within ${call.timeoutMs / 1000} s`)
    const ended = await withDeadline({ ms: call.timeoutMs, signal, late }, call.send).then(
      (answer) => ({ answer, error: null }),
      (error: unknown) => ({ answer: null, error }),
    )
    const units = ended.answer?.units ?? (ended.error instanceof ProviderError ? ended.error.units : null)
    const costUsd = tools.pricing.costUsd(provider, model, units ?? {}, tools.today())
    if (units) describeUsage(span, units, costUsd)
    const { state, verdict } = judge(ended.error)
    await settle(tools, id, async () => {
      await release(units ? limitUnits(units) : limitUnits(estimate), verdict)
      await recordEnd(tools.db, id, state === 'unknown' ? { state } : { state, units: units ?? {}, costUsd })
    })
    if (ended.answer) return ended.answer
    if (ended.error instanceof ProviderError) {
      span.setAttribute('error.type', ended.error.failure)
      if (ended.error.failure === 'unauthorised')
        tools.log.error({ provider, model, detail: ended.error.detail }, 'the provider refuses our key')
    }
    throw ended.error
  }
  return inSpan(`${call.operation} ${model}`, attributes, send, SpanKind.CLIENT)
}

const describeUsage = (span: Span, units: Units, costUsd: number): void => {
  if (units.promptTokens !== undefined) span.setAttribute('gen_ai.usage.input_tokens', units.promptTokens)
  if (units.outputTokens !== undefined)
    span.setAttribute('gen_ai.usage.output_tokens', units.outputTokens + (units.thinkingTokens ?? 0))
  if (units.characters !== undefined) span.setAttribute('provider.characters', units.characters)
  span.setAttribute('provider.cost_usd', costUsd)
}

/** How the end of a call is recorded: in the ledger, and in the limiter for later calls. */
const judge = (error: unknown): { state: 'ok' | 'error' | 'unknown'; verdict: LimitVerdict } => {
  if (error === null) return { state: 'ok', verdict: { kind: 'answered' } }
  if (!(error instanceof ProviderError)) return { state: 'unknown', verdict: { kind: 'neutral' } }
  switch (error.failure) {
    case 'rate_limited':
    case 'quota_exhausted': {
      const blockMs = Math.min(blockMsOf(error), MAX_BLOCK_MS)
      return { state: 'error', verdict: { kind: 'blocked', by: error.failure, blockMs } }
    }
    case 'unavailable':
      return { state: 'error', verdict: { kind: 'failed' } }
    case 'unknown':
      return { state: 'unknown', verdict: { kind: 'failed' } }
    case 'unauthorised':
      return { state: 'error', verdict: { kind: 'unauthorised' } }
    case 'refused':
    case 'unusable':
      return { state: 'error', verdict: { kind: 'answered' } }
  }
}

/**
 * Records the end of a call, and only logs a failure to do so: a paid answer must not be lost because of it. The row then
 * stays an `intent`, which counts as possibly paid, and the slot expires.
 */
const settle = async (tools: Tools, callId: string, write: () => Promise<void>): Promise<void> => {
  try {
    await write()
  } catch (error) {
    tools.log.error({ err: error, callId }, 'the end of a provider call could not be written')
  }
}
