import { expect, test } from 'vitest'
import { parseMediaMap } from './export-request.ts'

test('pairs and JSON say the same; a path may hold an equals sign', () => {
  const wanted = new Map([
    ['1', '/a=b.mp4'],
    ['第二集', 'C:\\b.mp4'],
  ])
  expect(parseMediaMap(['1=/a=b.mp4', '第二集=C:\\b.mp4'])).toEqual(wanted)
  expect(parseMediaMap([JSON.stringify(Object.fromEntries(wanted))])).toEqual(wanted)
  expect(parseMediaMap([])).toEqual(new Map())
})

test.each([['a.mp4'], ['=a.mp4'], [''], ['{'], ['{"1": 2}'], ['{"1": {"path": "a"}}']])(
  '%s is refused, with what it should be',
  (text) => {
    expect(() => parseMediaMap([text])).toThrow(
      expect.objectContaining({ code: 'parameter_invalid', key: 'export.media_shape' }),
    )
  },
)

test('a chapter given twice is refused', () => {
  expect(() => parseMediaMap(['1=a', '{"1": "b"}'])).toThrow(expect.objectContaining({ key: 'export.media_repeated' }))
})
