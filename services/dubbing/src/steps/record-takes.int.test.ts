import { setTimeout as sleep } from 'node:timers/promises'
import type { Artifact } from '@vss/shared/artifacts/artifact-store.ts'
import { RetryLaterError } from '@vss/shared/errors/app-error.ts'
import { makeTestRun } from '@vss/shared/testing/pipeline-bench.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDubbingBench } from '../testing/open-dubbing-bench.ts'
import type { Line } from './direct-by-style.ts'
import { recordTakes } from './record-takes.ts'

let bench: Awaited<ReturnType<typeof openDubbingBench>>
beforeAll(async () => {
  bench = await openDubbingBench()
})
afterAll(() => bench.close())

const LINES: readonly Line[] = ['one', 'two', 'three', 'four', 'five'].map((text, index) => ({
  index,
  text,
  instruct: '',
}))

type Recording = Parameters<typeof recordTakes>[0]

const recordLines = (recording: Pick<Recording, 'concurrency' | 'ahead' | 'speak' | 'master'>) =>
  recordTakes(
    {
      cache: { db: bench.db, objects: bench.artifacts.objects },
      orgId: bench.orgId,
      settings: { provider: 'p', model: 'm', voice: 'v', language: 'en', rate: 1 },
      store: async () => ({}) as Artifact,
      onProgress: () => undefined,
      ...recording,
    },
    LINES,
    makeTestRun(),
  )

/** Speaks three lines concurrently, slowly. As with a provider, a call that is aborted is paid all the same. */
const record = (paid: string[], limitedAt: number) => {
  let calls = 0
  const speak = async ({ text }: Line, signal: AbortSignal) => {
    calls += 1
    if (calls === limitedAt) {
      await sleep(20)
      throw new RetryLaterError('rate_limited', 'provider.rate_limited', {}, 1_000)
    }
    paid.push(text)
    await sleep(100, undefined, { signal })
    return Buffer.from(text)
  }
  const master: Recording['master'] = async (wav) => ({ wav, durationMs: 1_000 })
  return recordLines({ concurrency: 3, ahead: 3, speak, master })
}

test('takes in flight when a limit is reached end and are cached, so that they are paid once; no other starts', async () => {
  const paid: string[] = []
  await expect(record(paid, 2)).rejects.toMatchObject({ key: 'provider.rate_limited' })
  expect(paid).toHaveLength(2)
  await record(paid, 0)
  expect(paid.toSorted()).toEqual(LINES.map(({ text }) => text).toSorted())
})

test('speaking goes on while takes are mastered, so a dubbing takes little longer than its calls', async () => {
  const spoken = Promise.withResolvers<void>()
  let calls = 0
  const speak = async ({ text }: Line) => {
    calls += 1
    if (calls === LINES.length) spoken.resolve()
    return Buffer.from(`${text} again`)
  }
  // No take is mastered before the last line is spoken: with one step waiting for the other this would never end.
  const master: Recording['master'] = async (wav) => {
    await spoken.promise
    return { wav, durationMs: 1_000 }
  }
  await bench.db.deleteFrom('vss.take').execute()
  expect(await recordLines({ concurrency: 2, ahead: 3, speak, master })).toHaveLength(LINES.length)
})
