import { expect, test } from 'vitest'
import { z } from 'zod'
import { hashInput } from '../contracts/canonical-json.ts'
import type { Run } from '../worker/task-handler.ts'
import {
  type GenerateRequest,
  type LanguageModel,
  memoiseAnswers,
  noteOtherModel,
  parseJsonAnswer,
} from './language-model.ts'

test('a result says which model was asked for and which was used', () => {
  for (const locale of ['en', 'zh'] as const) {
    const note = noteOtherModel(locale, 'gemini-99', 'gemini-2.5-pro')
    expect(note).toMatch(/gemini-99.*gemini-2\.5-pro.*conf\/pricing\.yaml/)
  }
})

test.each([
  [undefined, 'gemini-2.5-pro'],
  [null, 'gemini-2.5-pro'],
  ['gemini-2.5-pro', 'gemini-2.5-pro'],
  ['gemini-2.5-pro', 'offline'],
])('asked for %s, used %s: no remark', (asked, used) => {
  expect(noteOtherModel('en', asked, used)).toBeNull()
})

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
  return { asked, stepSignal, openModel: (name = 'm') => memoiseAnswers(modelNamed(name), { step }) }
}

const schema = z.object({ text: z.string() })
const never = new AbortController().signal
const request = { name: 'draft-1', system: 'S', prompt: 'P', schema }

test('an answer is requested once, by whichever attempt comes first', async () => {
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

test('another model is asked again', async () => {
  const { asked, openModel } = setUp()
  await openModel('m').generate(request, never)
  await openModel('n').generate(request, never)
  expect(asked).toHaveLength(2)
})

test('a failure is not stored, and the step’s signal decides when to stop', async () => {
  const { asked, stepSignal, openModel } = setUp()
  const failing = { ...request, prompt: 'fail' }
  await expect(openModel().generate(failing, never)).rejects.toThrow('no answer')
  await expect(openModel().generate(failing, never)).rejects.toThrow('no answer')
  expect(asked.map(({ signal }) => signal === stepSignal)).toEqual([true, true])
})

const scenesSchema = z.object({ scenes: z.array(z.object({ id: z.int() })) })
const good = '{"scenes":[{"id":3}]}'

test.each([
  ['plain', good],
  ['in a fence', `\`\`\`json\n${good}\n\`\`\``],
  ['in a fence without a language and with space around', `\n  \`\`\`\n${good}\n\`\`\`\n\n`],
  ['in a fence with Windows lines', `\`\`\`JSON\r\n${good}\r\n\`\`\``],
])('JSON is read %s', (_how, text) => {
  expect(parseJsonAnswer(text, scenesSchema)).toEqual({ ok: true, value: { scenes: [{ id: 3 }] } })
})

test.each([
  ['nothing', '', /empty/],
  ['half of it', good.slice(0, 12), /not complete/],
  ['prose', 'Here you are!', /not valid JSON/],
  ['another shape', '{"scenes":[{"id":"secret words"}]}', /^\$\.scenes\.0\.id: /],
])('%s is a problem with its place, without the words of the answer', (_what, text, problem) => {
  const read = parseJsonAnswer(text, scenesSchema)
  expect(read).toMatchObject({ ok: false, problems: expect.stringMatching(problem) })
  expect(JSON.stringify(read)).not.toContain('secret')
})

test('of a thousand problems only a few are reported', () => {
  const text = JSON.stringify({ scenes: Array.from({ length: 1000 }, () => ({ id: 'x' })) })
  const read = parseJsonAnswer(text, scenesSchema)
  expect(read.ok ? [] : read.problems.split('\n')).toHaveLength(8)
})

test.each([
  ['after an opened fence', '```json', ''],
  ['inside a fence', '```json\n{', '```'],
  ['around a fence', '', `\`\`\`\n${good}`],
])('a hundred thousand blanks %s do not slow parsing down', (_where, before, after) => {
  const startedMs = performance.now()
  expect(parseJsonAnswer(`${before}${'\n'.repeat(100_000)}${after}`, scenesSchema).ok).toBe(false)
  expect(performance.now() - startedMs).toBeLessThan(500)
})
