import { expect, test } from 'vitest'
import { z } from 'zod'
import { readJsonAnswer } from './read-json-answer.ts'

const schema = z.object({ scenes: z.array(z.object({ id: z.int() })) })
const good = '{"scenes":[{"id":3}]}'

test.each([
  ['plain', good],
  ['in a fence', `\`\`\`json\n${good}\n\`\`\``],
  ['in a fence without a language and with space around', `\n  \`\`\`\n${good}\n\`\`\`\n\n`],
  ['in a fence with Windows lines', `\`\`\`JSON\r\n${good}\r\n\`\`\``],
])('JSON is read %s', (_how, text) => {
  expect(readJsonAnswer(text, schema)).toEqual({ ok: true, value: { scenes: [{ id: 3 }] } })
})

test.each([
  ['nothing', '', /empty/],
  ['half of it', good.slice(0, 12), /not complete/],
  ['prose', 'Here you are!', /not valid JSON/],
  ['another shape', '{"scenes":[{"id":"secret words"}]}', /^\$\.scenes\.0\.id: /],
])('%s is a problem with its place, without the words of the answer', (_what, text, problem) => {
  const read = readJsonAnswer(text, schema)
  expect(read).toMatchObject({ ok: false, problems: expect.stringMatching(problem) })
  expect(JSON.stringify(read)).not.toContain('secret')
})

test('a thousand problems are told as a few', () => {
  const text = JSON.stringify({ scenes: Array.from({ length: 1000 }, () => ({ id: 'x' })) })
  const read = readJsonAnswer(text, schema)
  expect(read.ok ? [] : read.problems.split('\n')).toHaveLength(8)
})

test.each([
  ['after an opened fence', '```json', ''],
  ['inside a fence', '```json\n{', '```'],
  ['around a fence', '', `\`\`\`\n${good}`],
])('blanks by the hundred thousand %s are read at once', (_where, before, after) => {
  const startedMs = performance.now()
  expect(readJsonAnswer(`${before}${'\n'.repeat(100_000)}${after}`, schema).ok).toBe(false)
  expect(performance.now() - startedMs).toBeLessThan(500)
})
