import { expect, test } from 'vitest'
import { keepTraces } from './keep-traces.ts'

const span = (traceId: string, spanId: string, parentSpanId = '') => ({
  traceId,
  spanId,
  parentSpanId,
  name: `span ${spanId}`,
  startTimeUnixNano: '1700000000000000000',
  endTimeUnixNano: '1700000000002500000',
})
const sentBy = (service: string, ...spans: ReturnType<typeof span>[]) => ({
  resourceSpans: [
    { resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] }, scopeSpans: [{ spans }] },
  ],
})

test('a trace of two services is one trace of both', () => {
  const traces = keepTraces(100)
  traces.add(sentBy('gateway', span('a', '1')))
  traces.add(sentBy('dubbing', span('a', '2', '1')))
  expect(traces.services()).toEqual(['dubbing', 'gateway'])
  const [trace] = traces.ofService('dubbing', 20)
  expect(trace?.spans.map(({ references, duration }) => [references[0]?.spanID, duration])).toEqual([
    [undefined, 2500],
    ['1', 2500],
  ])
  expect(traces.operations('dubbing')).toEqual(['span 2'])
})

test('the oldest traces go when there are too many spans', () => {
  const traces = keepTraces(3)
  traces.add(sentBy('gateway', span('a', '1'), span('a', '2')))
  traces.add(sentBy('gateway', span('b', '3'), span('b', '4')))
  expect(traces.find('a')).toBeUndefined()
  expect(traces.find('b')?.spans).toHaveLength(2)
})
