import { expect, test } from 'vitest'
import { AppError } from './app-error.ts'
import { localeOf, sentence } from './sentence.ts'
import { en, type SentenceKey } from './sentences/en.ts'
import { zh } from './sentences/zh.ts'

const slots = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort()

test('every sentence has the same slots in both languages', () => {
  for (const key of Object.keys(en) as SentenceKey[]) expect([key, slots(zh[key])]).toEqual([key, slots(en[key])])
})

test('an error speaks both languages', () => {
  const error = new AppError('task_not_found', 'task.not_found', { id: 7 })
  expect(error.message).toBe('There is no task 7.')
  expect(error.in('zh')).toBe('任务 7 不存在。')
})

test('a slot without a value stays visible', () => {
  expect(sentence('en', 'task.not_found')).toContain('{id}')
})

test('a value is shown on one line, and cut if it is long', () => {
  const detail = `a\0b\r\nc${'x'.repeat(5_000)}`
  const text = sentence('en', 'body.not_json', { detail })
  expect(text).toMatch(/a b cx+…$/)
  expect(text.length).toBeLessThan(1_100)
})

test('half a surrogate pair in a value does not make the sentence invalid Unicode', () => {
  const text = sentence('en', 'task.not_found', { id: 'a\ud83d' })
  expect(text).toBe('There is no task a\ufffd.')
})

test('the locale comes from the first language of the header', () => {
  expect(localeOf('zh-CN,zh;q=0.9,en;q=0.8', 'en')).toBe('zh')
  expect(localeOf('fr-FR', 'zh')).toBe('en')
  expect(localeOf(undefined, 'zh')).toBe('zh')
  expect(localeOf('*', 'zh')).toBe('zh')
})
