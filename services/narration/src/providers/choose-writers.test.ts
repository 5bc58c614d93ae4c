import type { LanguageModel } from '@vss/shared/ai/language-model.ts'
import type { Caller } from '@vss/shared/ai/provider-call.ts'
import { expect, test } from 'vitest'
import type { PayingTask } from '../deps.ts'
import { makeRun } from '../testing/run-pipeline.ts'
import { chooseWriters } from './choose-writers.ts'

const task = { id: 7, orgId: 'org', epoch: 3, payload: { service_params: { model: 'asked' } } } as PayingTask
const run = makeRun()
const never = new AbortController().signal
const shorten = { text: 'A. B.', lang: 'en', maxUnits: 1 }

test('with a model it writes and translates, for the task that asks', () => {
  const calls: [Caller, asked?: string | null][] = []
  const model: LanguageModel = { provider: 'p', model: 'm', generate: () => Promise.reject(new Error('not asked')) }
  const { writerFor, translatorFor } = chooseWriters((...call) => {
    calls.push(call)
    return model
  }, 'auto')
  expect(writerFor(task, run)).toMatchObject({ model: 'm', languages: 'any', keepsLength: false })
  expect(translatorFor?.(task, run)).toMatchObject({ model: 'm' })
  const caller = { orgId: 'org', task: { id: 7, epoch: 3 } }
  expect(calls).toEqual([
    [caller, 'asked'],
    [caller, 'asked'],
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
