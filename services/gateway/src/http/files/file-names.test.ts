import { expect, test } from 'vitest'
import { decodeFileName } from './file-names.ts'

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

test('a name is cut between characters, never inside one', () => {
  expect(decodeFileName(`${'x'.repeat(254)}😀`)).toBe(`${'x'.repeat(254)}😀`)
  expect(decodeFileName(`${'x'.repeat(254)}😀y`)).toBe(`${'x'.repeat(254)}😀`)
  expect(decodeFileName(`${'😀'.repeat(300)}.json`)).toBe(`${'😀'.repeat(250)}.json`)
  expect(decodeFileName(`${'😀'.repeat(200)}.json`)).toBe(`${'😀'.repeat(200)}.json`)
})
