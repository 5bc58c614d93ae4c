import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { NARRATION_STYLES, NARRATIVE_FOCUSES } from '../packages/shared/src/contracts/narration-control.ts'
import { TASKS, type TaskType } from '../packages/shared/src/contracts/registry.ts'
import { ERRORS } from '../packages/shared/src/errors/errors.ts'

const text = readFileSync(new URL('./tasks.md', import.meta.url), 'utf8')
const sections = new Map(
  text.split(/^## /m).map((section): [string, string] => [section.split('\n')[0] ?? '', section]),
)

/** The fields of an object, through defaults and the like around it. */
const fieldsOf = (schema: z.ZodType): Record<string, z.ZodType> => {
  if (schema instanceof z.ZodObject) return schema.shape
  return 'unwrap' in schema && typeof schema.unwrap === 'function' ? fieldsOf(schema.unwrap()) : {}
}

describe.each(Object.keys(TASKS) as TaskType[])('the chapter on %s', (type) => {
  const section = sections.get(type) ?? ''
  const { payload, requiredPaths, aliases, paramAliases } = TASKS[type]

  test('shows a body that is accepted', () => {
    const body = JSON.parse(/^```json\n([\s\S]*?)^```$/m.exec(section)?.[1] ?? '{}')
    expect(body.task_type).toBe(type)
    expect(payload.safeParse(body.payload).success).toBe(true)
    expect(Object.keys(body.payload)).toEqual(expect.arrayContaining([...requiredPaths]))
  })

  test('names every parameter and every other spelling of it', () => {
    const { service_params: params, ...own }: Record<string, z.ZodType> = payload.shape
    const inner = params ? fieldsOf(params) : {}
    const spellings = [aliases, paramAliases].flatMap((given) => Object.values(given).flat())
    const missing = [...Object.keys(own), ...Object.keys(inner), ...spellings].filter(
      (name) => !new RegExp(`[\`.]${name}\``).test(section),
    )
    expect(missing).toEqual([])
  })
})

test('every focus, style and error number is there', () => {
  const words = [...NARRATIVE_FOCUSES, ...NARRATION_STYLES, ...Object.values(ERRORS).map(({ edge }) => String(edge))]
  expect(words.filter((word) => !new RegExp(`\\b${word}\\b`).test(text))).toEqual([])
})

test('every dubbing template is there', () => {
  const conf = readFileSync(new URL('../conf/dubbing_templates.yaml', import.meta.url), 'utf8')
  const names = [...(conf.split(/^offline:/m)[0] ?? '').matchAll(/^ {2}(\w+):$/gm)].map(([, name = '']) => name)
  expect(names.length).toBeGreaterThan(0)
  expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([])
})
