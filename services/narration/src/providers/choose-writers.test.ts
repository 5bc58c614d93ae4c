import type { LanguageModel } from '@vss/shared/ai/language-model.ts'
import type { Payer } from '@vss/shared/ai/provider-call.ts'
import { makeTestRun } from '@vss/shared/testing/pipeline-bench.ts'
import { expect, test } from 'vitest'
import { chooseWriters } from './choose-writers.ts'
import type { PayingTask } from './narration-writer.ts'

const task = {
  id: 7,
  orgId: 'org',
  fence: { taskId: 7, epoch: 3 },
  payload: { service_params: { model: 'asked' } },
} as PayingTask
const run = makeTestRun()
const never = new AbortController().signal
const shorten = { text: 'A. B.', lang: 'en', maxUnits: 1 }

test('with a model it writes and translates, paid by the task', () => {
  const calls: [Payer, asked?: string | null][] = []
  const model: LanguageModel = { provider: 'p', model: 'm', generate: () => Promise.reject(new Error('not asked')) }
  const { writerFor, translatorFor } = chooseWriters((...call) => {
    calls.push(call)
    return model
  }, 'auto')
  expect(writerFor(task, run)).toMatchObject({ model: 'm', languages: 'any', keepsLength: false })
  expect(translatorFor?.(task, run)).toMatchObject({ model: 'm' })
  expect(calls).toEqual([
    [task, 'asked'],
    [task, 'asked'],
  ])
})

test.each(['auto', 'offline'] as const)('without a model, mode %s has the offline writer', async (mode) => {
  const { writerFor, translatorFor } = chooseWriters(null, mode)
  expect(writerFor(task, run)).toMatchObject({
    model: 'offline',
    languages: 'of_story',
    keepsLength: true,
    rewrite: null,
  })
  expect(translatorFor).toBeNull()
})

test('without a model, mode live refuses and names what to set', async () => {
  const writer = chooseWriters(null, 'live').writerFor(task, run)
  await expect(writer.shorten(shorten, never)).rejects.toMatchObject({
    code: 'llm_failed',
    params: { setting: 'GOOGLE_API_KEY' },
  })
})
