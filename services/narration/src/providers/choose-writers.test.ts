import type { LanguageModel } from '@vss/shared/ai/language-model.ts'
import type { Caller } from '@vss/shared/ai/provider-call.ts'
import type { ClaimedTask } from '@vss/shared/worker/task-handler.ts'
import { expect, test } from 'vitest'
import { makeRun } from '../testing/run-pipeline.ts'
import { chooseWriters } from './choose-writers.ts'

const task = { id: 7, orgId: 'org', epoch: 3 } as ClaimedTask
const run = makeRun()
const never = new AbortController().signal
const shorten = { text: 'A. B.', lang: 'en', maxUnits: 1 }

test('with a model it writes and translates, for the task that asks', () => {
  const callers: Caller[] = []
  const model: LanguageModel = { provider: 'p', model: 'm', generate: () => Promise.reject(new Error('not asked')) }
  const { writerFor, translatorFor } = chooseWriters((caller) => {
    callers.push(caller)
    return model
  }, 'auto')
  expect(writerFor(task, run)).toMatchObject({ model: 'm', languages: 'any' })
  expect(translatorFor?.(task, run)).toMatchObject({ model: 'm' })
  expect(callers).toEqual(Array.from({ length: 2 }, () => ({ orgId: 'org', task: { id: 7, epoch: 3 } })))
})

test.each(['auto', 'offline'] as const)('without a model, mode %s has the offline writer', async (mode) => {
  const { writerFor, translatorFor } = chooseWriters(null, mode)
  expect(writerFor(task, run)).toMatchObject({ model: 'offline', languages: 'of_story', rewrite: null })
  expect(translatorFor).toBeNull()
})

test('without a model, mode live refuses and names what to set', async () => {
  const writer = chooseWriters(null, 'live').writerFor(task, run)
  await expect(writer.shorten(shorten, never)).rejects.toMatchObject({
    code: 'llm_failed',
    params: { setting: 'GOOGLE_API_KEY' },
  })
})
