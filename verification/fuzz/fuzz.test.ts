import { fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import type { CaseReport } from './run-case.ts'

/** `FUZZ_CASES=5000 FUZZ_SEED=1000 vitest run verification/fuzz` for a long look; a failure names the seed to repeat. */
const CASES = Number(process.env.FUZZ_CASES ?? 260)
const FIRST_SEED = Number(process.env.FUZZ_SEED ?? 0)

/** Most cases take some hundredths of a second; on a machine busy with other things a huge one takes ten. */
const HANG_MS = 90_000
const HEAP_LIMIT_MB = 768
const MAX_RSS_BYTES = 1024 ** 3
/** What warmed-up code and caches of words may still add. */
const HEAP_SLACK_BYTES = 32 * 1024 ** 2

type Message = { begun: number } | { report: CaseReport; seconds: number; heapBytes: number | null }
type Outcome = {
  reports: CaseReport[]
  heaps: number[]
  slowest: { seed: number; seconds: number }
  peakRssBytes: number
}

const peakRssOf = (pid: number): number => {
  const [, kilobytes = '0'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) * 1024
}

/** Cases run in a process of their own: one that hangs or takes it down is known by its seed. */
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
      outcome.peakRssBytes = peakRssOf(child.pid ?? 0)
    })
    child.on('exit', (code, signal) => {
      clearTimeout(hung)
      if (code === 0) resolve(outcome)
      else reject(new Error(`the process ended with ${signal ?? code} at seed ${seed}`))
    })
  })

describe('spoilt files through every pipeline', () => {
  let outcome: Outcome
  beforeAll(
    async () => {
      outcome = await runAll()
    },
    24 * 60 * 60_000,
  )

  test('each is taken with a right result, or refused with the key and the place', () => {
    const failed = outcome.reports.filter(({ problems }) => problems.length > 0)
    expect(failed.map(({ seed, done, problems }) => ({ seed, done, problems: problems.slice(0, 2) }))).toEqual([])
    expect(outcome.reports).toHaveLength(CASES)
  })

  test('both happen to each kind of file', () => {
    const count = (kind: 'accepted' | 'refused', name: string) =>
      outcome.reports.filter((report) => report[kind].some((entry) => entry.startsWith(name))).length
    for (const name of ['story', 'identify', 'deploy', 'narrate', 'localize', 'dub', 'edit']) {
      expect(count('accepted', name), `${name} accepted`).toBeGreaterThan(CASES / 2)
      expect(count('refused', name), `${name} refused`).toBeGreaterThan(0)
    }
  })

  test('memory is bounded, and does not grow with the number of cases', () => {
    const half = outcome.heaps.length / 2
    const least = (heaps: number[]) => Math.min(...heaps)
    expect(least(outcome.heaps.slice(half))).toBeLessThan(least(outcome.heaps.slice(0, half)) + HEAP_SLACK_BYTES)
    expect(outcome.peakRssBytes).toBeGreaterThan(0)
    expect(outcome.peakRssBytes).toBeLessThan(MAX_RSS_BYTES)
  })
})
