import { randomBytes } from 'node:crypto'
import {
  type Attributes,
  context,
  type Link,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'

const tracer = trace.getTracer('vss')

/** The W3C header of the active span, or null if there is none. */
export const currentTraceparent = (): string | null => {
  const carrier: Record<string, string> = {}
  propagation.inject(context.active(), carrier)
  return carrier.traceparent ?? null
}

/**
 * The trace of a new task: that of the request or, while tracing is off, a new one that its log lines share.
 * Shape: W3C Trace Context, `00-<32 hex>-<16 hex>-01`.
 */
export const traceparentForTask = (): string =>
  currentTraceparent() ?? `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`

export const traceIdOf = (traceparent: string | null): string | null => traceparent?.split('-')[1] ?? null

const remoteContext = (traceparent: string | null) =>
  traceparent ? propagation.extract(ROOT_CONTEXT, { traceparent }) : ROOT_CONTEXT

/** A link to a span of another trace, for work that repeats what that trace started. */
const linkTo = (traceparent: string | null): Link[] => {
  const spanContext = trace.getSpanContext(remoteContext(traceparent))
  return spanContext ? [{ context: spanContext }] : []
}

const endSpan = async <T>(span: Span, fn: (span: Span) => Promise<T>): Promise<T> => {
  try {
    return await fn(span)
  } catch (error) {
    span.recordException(error as Error)
    span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message })
    throw error
  } finally {
    span.end()
  }
}

export const inSpan = <T>(
  name: string,
  attributes: Attributes,
  fn: (span: Span) => Promise<T>,
  kind: SpanKind = SpanKind.INTERNAL,
): Promise<T> => tracer.startActiveSpan(name, { attributes, kind }, (span) => endSpan(span, fn))

/**
 * Continues a trace that came with a message or from the ledger. With `link`, it starts a new trace that is linked to
 * it: repeated attempts would make a single trace unreadable.
 */
export const inRemoteSpan = <T>(
  name: string,
  traceparent: string | null,
  fn: (span: Span) => Promise<T>,
  options: { attributes?: Attributes; kind?: SpanKind; link?: boolean } = {},
): Promise<T> => {
  const { attributes, kind = SpanKind.CONSUMER, link = false } = options
  const parent = link ? ROOT_CONTEXT : remoteContext(traceparent)
  const links = link ? linkTo(traceparent) : []
  return tracer.startActiveSpan(name, { attributes, kind, links }, parent, (span) => endSpan(span, fn))
}

/** Records a span that has already ended, such as a task's time in the queue. */
export const recordPastSpan = (name: string, startedAt: Date, attributes: Attributes): void => {
  tracer.startSpan(name, { startTime: startedAt, attributes }).end()
}
