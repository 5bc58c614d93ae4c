import { expect, test } from 'vitest'
import { z } from 'zod'
import { TASKS } from '../contracts/registry.ts'
import { describeIssue } from './describe-issue.ts'
import { type Locale, sentence } from './sentence.ts'

const said = (schema: z.ZodType, value: unknown, locale: Locale): string => {
  const { error } = schema.safeParse(value, { reportInput: true })
  const { key, params } = describeIssue(error?.issues[0])
  return sentence(locale, key, params)
}
const narration = (control_params: object) => ({ blueprint_path: 'b', service_params: { control_params } })
const { payload } = TASKS.GENERATE_NARRATION

test.each([
  [z.object({ a: z.string() }), {}, 'is missing', '缺少该项'],
  [z.string(), 5, 'must be text; it is 5', '必须是文本，实际是 5'],
  [z.number().int(), 1.5, 'must be a whole number; it is 1.5', '必须是整数，实际是 1.5'],
  [z.number().min(1), 0, 'must be at least 1; it is 0', '不能小于 1，实际是 0'],
  [z.number().positive(), 0, 'must be above 0; it is 0', '必须大于 0，实际是 0'],
  [z.number().max(2), 3, 'must be at most 2; it is 3', '不能大于 2，实际是 3'],
  [z.string().min(1), '', 'must not be empty', '不能为空'],
  [z.array(z.string()).min(1), [], 'must have at least 1 members', '至少要有 1 项'],
  [z.record(z.string(), z.unknown()), [], 'must be a JSON object; it is […]', '必须是 JSON 对象，实际是 […]'],
  [z.enum(['a', 'b']), 'c', 'must be one of a, b', '必须是以下之一：a, b'],
  [
    payload,
    narration({ scope: { type: 'episode_range', value: [3, 1] } }),
    'must be [first, last] with first ≤ last',
    '必须是 [起, 止]，且起 ≤ 止',
  ],
  [
    payload,
    narration({ scope: { type: 'x' } }),
    'must be one of full, episode_range, scene_selection',
    '必须是以下之一：full, episode_range, scene_selection',
  ],
  [
    payload,
    narration({ style: 'custom' }),
    'is required, and must not be empty, when style is custom',
    '在 style 为 custom 时必填，不能为空',
  ],
  [payload, { blueprint_path: 'b', service_params: { lang: 'xx' } }, 'must be one of zh, en', '必须是以下之一：zh, en'],
])('issue %# is described in both languages', (schema, value, en, zh) => {
  expect(said(schema, value, 'en')).toBe(en)
  expect(said(schema, value, 'zh')).toBe(zh)
})

test('a value that a union refuses is shown, without words of the library', () => {
  expect(said(payload, narration({ scope: { type: 'scene_selection', value: ['x'] } }), 'zh')).toMatch(
    /^是 "x"，这里无法识别/,
  )
})
