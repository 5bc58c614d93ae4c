/** What of OTLP's JSON is shown; numbers of 64 bits come as text. */
type OtlpValue = { stringValue?: string; intValue?: string | number; doubleValue?: number; boolValue?: boolean }
type OtlpAttribute = { key: string; value?: OtlpValue }
type OtlpSpan = {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  startTimeUnixNano: string | number
  endTimeUnixNano: string | number
  attributes?: OtlpAttribute[]
  status?: { code?: number }
}
export type OtlpBody = {
  resourceSpans?: { resource?: { attributes?: OtlpAttribute[] }; scopeSpans?: { spans?: OtlpSpan[] }[] }[]
}

type Tag = { key: string; type: string; value: string | number | boolean }
type Span = {
  traceID: string
  spanID: string
  operationName: string
  references: { refType: 'CHILD_OF'; traceID: string; spanID: string }[]
  /** In microseconds, as is `duration`. */
  startTime: number
  duration: number
  tags: Tag[]
  processID: string
}
/** A trace in the shape of Jaeger's query API. */
export type Trace = { traceID: string; spans: Span[]; processes: Record<string, { serviceName: string; tags: Tag[] }> }

export type Traces = {
  add(body: OtlpBody): void
  services(): string[]
  operations(service: string): string[]
  ofService(service: string, limit: number): Trace[]
  find(traceId: string): Trace | undefined
}

const toTag = ({ key, value = {} }: OtlpAttribute): Tag => {
  const { stringValue, intValue, doubleValue, boolValue } = value
  if (boolValue !== undefined) return { key, type: 'bool', value: boolValue }
  if (intValue !== undefined) return { key, type: 'int64', value: Number(intValue) }
  if (doubleValue !== undefined) return { key, type: 'float64', value: doubleValue }
  return { key, type: 'string', value: stringValue ?? JSON.stringify(value) }
}

const toMicroseconds = (nanoseconds: string | number) => Number(BigInt(nanoseconds) / 1000n)

const toSpan = (span: OtlpSpan, processID: string): Span => {
  const startTime = toMicroseconds(span.startTimeUnixNano)
  const parent = span.parentSpanId
  return {
    traceID: span.traceId,
    spanID: span.spanId,
    operationName: span.name,
    references: parent ? [{ refType: 'CHILD_OF', traceID: span.traceId, spanID: parent }] : [],
    startTime,
    duration: toMicroseconds(span.endTimeUnixNano) - startTime,
    tags: [
      ...(span.attributes ?? []).map(toTag),
      ...(span.status?.code === 2 ? [{ key: 'error', type: 'bool', value: true }] : []),
    ],
    processID,
  }
}

const serviceNames = (trace: Trace) => Object.values(trace.processes).map(({ serviceName }) => serviceName)

/** The process of this name in the trace, added when it is not there. */
const processOf = (trace: Trace, serviceName: string, tags: Tag[]): string => {
  const known = Object.entries(trace.processes).find(([, process]) => process.serviceName === serviceName)
  if (known) return known[0]
  const id = `p${Object.keys(trace.processes).length + 1}`
  trace.processes[id] = { serviceName, tags }
  return id
}

/** Keeps traces in memory, at most `maxSpans` spans: the oldest traces go. */
export const keepTraces = (maxSpans: number): Traces => {
  const traces = new Map<string, Trace>()
  let spanCount = 0
  const forgetOldest = () => {
    for (const trace of traces.values()) {
      if (spanCount <= maxSpans) return
      traces.delete(trace.traceID)
      spanCount -= trace.spans.length
    }
  }
  const add = (span: OtlpSpan, serviceName: string, tags: Tag[]) => {
    const trace = traces.get(span.traceId) ?? { traceID: span.traceId, spans: [], processes: {} }
    traces.set(span.traceId, trace)
    trace.spans.push(toSpan(span, processOf(trace, serviceName, tags)))
    spanCount += 1
  }
  const all = () => [...traces.values()]
  return {
    add: (body) => {
      for (const { resource, scopeSpans = [] } of body.resourceSpans ?? []) {
        const tags = (resource?.attributes ?? []).map(toTag)
        const serviceName = String(tags.find(({ key }) => key === 'service.name')?.value ?? 'unknown_service')
        for (const span of scopeSpans.flatMap(({ spans = [] }) => spans)) add(span, serviceName, tags)
      }
      forgetOldest()
    },
    services: () => [...new Set(all().flatMap(serviceNames))].sort(),
    operations: (service) =>
      [
        ...new Set(
          all().flatMap(({ spans, processes }) =>
            spans
              .filter(({ processID }) => processes[processID]?.serviceName === service)
              .map((span) => span.operationName),
          ),
        ),
      ].sort(),
    ofService: (service, limit) =>
      all()
        .filter((trace) => serviceNames(trace).includes(service))
        .slice(-limit)
        .reverse(),
    find: (traceId) => traces.get(traceId),
  }
}
