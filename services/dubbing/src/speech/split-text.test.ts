import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { splitText } from './split-text.ts'

const upTo = (limit: number) => (part: string) => part.length <= limit
const compact = (text: string) => text.replace(/\s+/gu, '')

describe('splitText', () => {
  test.each<[string, string, number, string[]]>([
    ['zh', '他走了。她没有回头。', 20, ['他走了。她没有回头。']],
    ['zh', '他走了。她没有回头。', 6, ['他走了。', '她没有回头。']],
    ['zh', '他说：“走吧。”“好。”她答。', 8, ['他说：“走吧。”', '“好。”她答。']],
    ['zh', '风停了，雨也停了，街上没有人。', 9, ['风停了，雨也停了，', '街上没有人。']],
    ['zh', '一共花了1,000,000元，还剩3.14元。', 15, ['一共花了1,000,000元，', '还剩3.14元。']],
    ['en', 'Mr. Smith left. She stayed, and waited.', 16, ['Mr. Smith left.', 'She stayed,', 'and waited.']],
    ['en', 'The well-known half-open door', 15, ['The well-known', 'half-open door']],
    ['en', 'It cost him $100 in all', 13, ['It cost him', '$100 in all']],
    ['zh', '故事发生在一九八四年的冬天', 7, ['故事发生在', '一九八四年的', '冬天']],
    ['ru', 'Он ушёл. Она осталась.', 12, ['Он ушёл.', 'Она', 'осталась.']],
  ])('%s: %j in parts of up to %d', (language, text, limit, parts) => {
    expect(splitText(text, language, upTo(limit))).toEqual(parts)
  })

  test('a word longer than a part is cut, because it must be said', () => {
    expect(splitText('a'.repeat(25), 'en', upTo(10))).toEqual(['a'.repeat(10), 'a'.repeat(10), 'a'.repeat(5)])
  })

  test('no part is punctuation alone', () => {
    const parts = splitText(`${'好'.repeat(10)}……！？”`, 'zh', upTo(10))
    expect(parts.every((part) => /\p{L}/u.test(part))).toBe(true)
  })

  test('nothing is lost or doubled and every part fits, whatever the text', () => {
    const words = fc.constantFrom(
      '他走了',
      '1,000',
      '。',
      '，',
      ' ',
      'half-open',
      '“',
      '”',
      '……',
      'Mr. ',
      '$5',
      '一九八四年',
      '🎉',
      'ß',
    )
    const text = fc.array(words, { maxLength: 60 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, fc.integer({ min: 30, max: 90 }), (value, limit) => {
        const parts = splitText(value, 'zh', upTo(limit))
        expect(compact(parts.join(''))).toBe(compact(value))
        // Punctuation without end stays with its word: only that may go over.
        for (const part of parts.filter((each) => !/[^\p{L}\p{N}]{10}/u.test(each))) {
          expect(part.length).toBeLessThanOrEqual(limit)
        }
      }),
    )
  })
})
