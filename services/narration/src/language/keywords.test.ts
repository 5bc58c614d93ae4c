import { expect, test } from 'vitest'
import { extractKeywords } from './keywords.ts'

test('the keywords of a prompt are its content words', () => {
  expect(extractKeywords('Please focus on the father of {asset_name} and {x}', 'en')).toEqual(['father'])
  expect(extractKeywords('请重点讲述父亲的真相', 'zh')).toEqual(['父亲', '真相'])
})
