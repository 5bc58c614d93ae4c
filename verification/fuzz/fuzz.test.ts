import { fork } from 'node:child_process'
import { beforeAll, describe, expect, test } from 'vitest'
import { peakRssBytes } from '../../harness/service-process.ts'
import type { CaseReport } from './run-case.ts'

/** Long version: `FUZZ_CASES=5000 FUZZ_SEED=1000 vitest run verification/fuzz`. A failure names the seed to repeat. */
const CASES = Number(process.env.FUZZ_CASES ?? 260)
const FIRST_SEED = Number(process.env.FUZZ_SEED ?? 0)

/** Most cases take some hundredths of a second; a huge one takes ten seconds on a busy machine. */
const HANG_MS = 90_000
const HEAP_LIMIT_MB = 768
const MAX_RSS_BYTES = 1024 ** 3
/** Compiled code and caches of words may still grow by this much. */
const HEAP_SLACK_BYTES = 32 * 1024 ** 2

type Message = { begun: number } | { report: CaseReport; seconds: number; heapBytes: number | null }
type Outcome = {
  reports: CaseReport[]
  heaps: number[]
  slowest: { seed: number; seconds: number }
  peakRssBytes: number
}

/** Runs the cases in a separate process, so that the seed of a case that hangs or crashes it is known. */
const runAll = (): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const execArgv = ['--import', 'tsx', '--expose-gc', `--max-old-space-size=${HEAP_LIMIT_MB}`]
    const script = new URL('./run-cases.ts', import.meta.url)
    const child = fork(script, [String(FIRST_SEED), String(CASES)], { execArgv })
    const outcome: Outcome = { reports: [], heaps: [], slowest: { seed: -1, seconds: 0 }, peakRssBytes: 0 }
    let seed = FIRST_SEED
    const hung = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`seed ${seed} did not end within ${HANG_MS / 1000} s`))
    }, HANG_MS)
    child.on('message', (message: Message) => {
      hung.refresh()
      if ('begun' in message) {
        seed = message.begun
        return
      }
      const { report, seconds, heapBytes } = message
      outcome.reports.push(report)
      if (seconds > outcome.slowest.seconds) outcome.slowest = { seed: report.seed, seconds }
      if (heapBytes === null) return
      outcome.heaps.push(heapBytes)
      outcome.peakRssBytes = peakRssBytes(child.pid ?? 0)
    })
    child.on('exit', (code, signal) => {
      clearTimeout(hung)
      if (code === 0) resolve(outcome)
      else reject(new Error(`the process ended with ${signal ?? code} at seed ${seed}`))
    })
  })

describe('corrupted files through every pipeline', () => {
  let outcome: Outcome
  beforeAll(
    async () => {
      outcome = await runAll()
    },
    24 * 60 * 60_000,
  )

  test('each is accepted with a correct result, or refused with the payload key and the place in the file', () => {
    const failed = outcome.reports.filter(({ problems }) => problems.length > 0)
    expect(failed.map(({ seed, done, problems }) => ({ seed, done, problems: problems.slice(0, 2) }))).toEqual([])
    expect(outcome.reports).toHaveLength(CASES)
  })

  test('both happen in every pipeline', () => {
    const count = (kind: 'accepted' | 'refused', name: string) =>
      outcome.reports.filter((report) => report[kind].some((entry) => entry.startsWith(name))).length
    for (const name of ['story', 'identify', 'deploy', 'narrate', 'localize', 'dub', 'edit']) {
      expect(count('accepted', name), `${name} accepted`).toBeGreaterThan(CASES / 2)
      expect(count('refused', name), `${name} refused`).toBeGreaterThan(0)
    }
  })

  test('memory stays bounded and does not grow with the number of cases', () => {
    const half = outcome.heaps.length / 2
    const least = (heaps: number[]) => Math.min(...heaps)
    expect(least(outcome.heaps.slice(half))).toBeLessThan(least(outcome.heaps.slice(0, half)) + HEAP_SLACK_BYTES)
    expect(outcome.peakRssBytes).toBeGreaterThan(0)
    expect(outcome.peakRssBytes).toBeLessThan(MAX_RSS_BYTES)
  })
})
