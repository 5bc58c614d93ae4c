import { expect, test } from 'vitest'
import { AppError } from '../errors/app-error.ts'
import type { ArtifactStore } from './artifact-store.ts'
import { findJsonExcess, loadJsonInput, MAX_JSON_DEPTH, MAX_JSON_VALUES } from './json-input.ts'

const read = (bytes: Buffer) => {
  const store: Pick<ArtifactStore, 'read'> = { read: async () => bytes }
  return loadJsonInput(store, 'org', { key: 'blueprint_path', path: 'uploads/1/story.json' })
}
const refusal = (bytes: Buffer): Promise<AppError> =>
  read(bytes).then(
    () => Promise.reject(new Error('nothing was refused')),
    (error: unknown) => (error instanceof AppError ? error : Promise.reject(error)),
  )

const STORY = '{"name": "回甘"}'
const UTF16 = Buffer.from(`\uFEFF${STORY}`, 'utf16le')

test('UTF-8 is read, with and without a byte-order mark', async () => {
  expect(await read(Buffer.from(STORY))).toEqual({ name: '回甘' })
  expect(await read(Buffer.from(`\uFEFF${STORY}`))).toEqual({ name: '回甘' })
})

test.each([
  ['UTF-16', UTF16],
  ['UTF-16, big-endian', Buffer.from(UTF16).swap16()],
  ['UTF-16 without its mark', Buffer.from('{"name": "x"}', 'utf16le')],
  ['GBK, which would become a story of broken characters', Buffer.from('7b226e616d65223a2022bbd8b8ca227d', 'hex')],
  ['a picture', Buffer.from('89504e470d0a1a0a0000', 'hex')],
])('%s is refused as not being UTF-8', async (_name, bytes) => {
  const error = await refusal(bytes)
  expect([error.code, error.key]).toEqual(['payload_invalid', 'input.not_utf8'])
  expect(error.in('zh')).toContain('blueprint_path（uploads/1/story.json）')
})

test.each([
  ['[]', '[…]'],
  ['null', 'null'],
  ['"x"', '"x"'],
])('%s is refused as not being an object', async (text, shown) => {
  const error = await refusal(Buffer.from(text))
  expect(error.key).toBe('input.not_object')
  expect(error.in('zh')).toContain(shown)
})

const excessIn = (text: string, limits?: { depth: number; values: number }) => findJsonExcess(Buffer.from(text), limits)

test('says where a value is nested too deep', () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000)
  expect(excessIn(`{"scenes":{"4":{"tags":["x",${deep}]}}}`)).toEqual({
    what: 'depth',
    path: ['scenes', '4', 'tags', 1, 0, 0],
  })
})

test('lets through the deepest value that is allowed', () => {
  const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
  expect(excessIn(nested(MAX_JSON_DEPTH))).toBeNull()
  expect(excessIn(nested(MAX_JSON_DEPTH + 1))).toMatchObject({ what: 'depth' })
})

test('says which part of a file holds too many values', () => {
  expect(excessIn(`{"name":"x","scenes":[${'{},'.repeat(MAX_JSON_VALUES / 2)}{}]}`)).toEqual({
    what: 'values',
    path: ['scenes'],
  })
})

test('ignores brackets, commas and quotes inside texts', () => {
  expect(
    excessIn(JSON.stringify({ a: '[[[[{{{{,,,,', 'b"\\': '\\"[[[[', c: '\\' }), { depth: 1, values: 5 }),
  ).toBeNull()
})

test.each(['', '"', '"\\', ']]]]', '{"a', ':::', ',', '\u0000'])('does not throw for %j, which is not JSON', (text) => {
  expect(excessIn(text)).toBeNull()
})
