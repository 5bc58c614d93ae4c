import { runCase } from './run-case.ts'

/** The heap is measured at intervals, after garbage collection, to find memory that cases leave behind. */
const MEASURE_EVERY = 20

const [from = 0, count = 1] = process.argv.slice(2).map(Number)

for (let seed = from; seed < from + count; seed += 1) {
  process.send?.({ begun: seed })
  const startedAt = performance.now()
  const report = await runCase(seed)
  const seconds = (performance.now() - startedAt) / 1000
  const measures = (seed - from) % MEASURE_EVERY === MEASURE_EVERY - 1
  if (measures) globalThis.gc?.()
  process.send?.({ report, seconds, heapBytes: measures ? process.memoryUsage().heapUsed : null })
}
process.disconnect?.()
