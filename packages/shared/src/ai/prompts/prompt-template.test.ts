import { expect, test } from 'vitest'
import { promptTemplate } from './prompt-template.ts'

test.each([
  ['in any order and more than once', 'In {language}: {scenes}. {language}!', true],
  ['one lost', 'In {language}.', false],
  ['one misspelt', 'In {language}: {scene}', false],
  ['one more', 'In {language}: {scenes} {people}', false],
  ['braces that are no slot', 'In {language}: {scenes}, as {"json": {}}', true],
])('slots %s', (_what, text, isGood) => {
  const read = promptTemplate('language', 'scenes').safeParse(text)
  expect(read.success).toBe(isGood)
  if (!isGood) expect(read.error?.issues[0]?.message).toContain('{language}, {scenes}')
})
