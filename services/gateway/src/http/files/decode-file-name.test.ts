import { expect, test } from 'vitest'
import { decodeFileName } from './decode-file-name.ts'

test.each([
  ['剧本.json', '剧本.json'],
  ['%E5%89%A7%E6%9C%AC.json', '剧本.json'],
  ['=?utf-8?B?5Ymn5pysLmpzb24=?=', '剧本.json'],
  ['100% sure.json', '100% sure.json'],
  ['50%20%.json', '50%20%.json'],
  ['C:\\videos\\story.json', 'story.json'],
  ['..%2F..%2Fstory.json', 'story.json'],
  ['a\u0000b\r\nc.json', 'abc.json'],
  ['', 'file'],
  [undefined, 'file'],
])('%j is read as %j', (raw, name) => expect(decodeFileName(raw)).toBe(name))

test('a very long name keeps its beginning and its extension and can be written into a header', () => {
  const name = decodeFileName(`${'长'.repeat(400)}😀.json`)
  expect(name).toHaveLength(255)
  expect(name.endsWith('.json')).toBe(true)
  expect(() => encodeURIComponent(name)).not.toThrow()
})

test('half a character at the cut does not survive', () => {
  expect(decodeFileName(`${'x'.repeat(254)}😀`).isWellFormed()).toBe(true)
})
