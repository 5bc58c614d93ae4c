import { expect, test } from 'vitest'
import { z } from 'zod'
import { hashInput } from '../worker/hash-input.ts'
import type { Run } from '../worker/task-handler.ts'
import { keepAnswers } from './keep-answers.ts'
import type { GenerateRequest, LanguageModel } from './language-model.ts'

const usage = { promptTokens: 1, cachedTokens: 0, thinkingTokens: 0, outputTokens: 1 }

const setUp = () => {
  const kept = new Map<string, unknown>()
  const stepSignal = new AbortController().signal
  const step: Run['step'] = async (key, version, input, fn) => {
    const id = `${key} ${hashInput(version, input)}`
    if (!kept.has(id)) kept.set(id, await fn(stepSignal))
    return kept.get(id) as Awaited<ReturnType<typeof fn>>
  }
  const asked: { prompt: string; signal: AbortSignal }[] = []
  const modelNamed = (name: string): LanguageModel => ({
    provider: 'test',
    model: name,
    generate: async <T>({ prompt, schema }: GenerateRequest<T>, signal: AbortSignal) => {
      asked.push({ prompt, signal })
      if (prompt === 'fail') throw new Error('no answer')
      return { value: schema.parse({ text: `${prompt} ${asked.length}` }), usage }
    },
  })
  return { asked, stepSignal, openModel: (name = 'm') => keepAnswers(modelNamed(name), { step }) }
}

const schema = z.object({ text: z.string() })
const never = new AbortController().signal
const request = { name: 'draft-1', system: 'S', prompt: 'P', schema }

test('an answer is asked for once, by whichever attempt comes first', async () => {
  const { asked, openModel } = setUp()
  const first = await openModel().generate(request, never)
  expect(await openModel().generate(request, never)).toEqual(first)
  expect(asked).toHaveLength(1)
})

test.each([
  ['prompt', { prompt: 'other' }],
  ['system', { system: 'other' }],
  ['temperature', { temperature: 1 }],
  ['name', { name: 'draft-2' }],
])('another %s is another answer', async (_what, change) => {
  const { asked, openModel } = setUp()
  await openModel().generate(request, never)
  await openModel().generate({ ...request, ...change }, never)
  expect(asked).toHaveLength(2)
})

test('another model is asked anew', async () => {
  const { asked, openModel } = setUp()
  await openModel('m').generate(request, never)
  await openModel('n').generate(request, never)
  expect(asked).toHaveLength(2)
})

test('what failed is not kept, and the step decides when to stop', async () => {
  const { asked, stepSignal, openModel } = setUp()
  const failing = { ...request, prompt: 'fail' }
  await expect(openModel().generate(failing, never)).rejects.toThrow('no answer')
  await expect(openModel().generate(failing, never)).rejects.toThrow('no answer')
  expect(asked.map(({ signal }) => signal === stepSignal)).toEqual([true, true])
})
