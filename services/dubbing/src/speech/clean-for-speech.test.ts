import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanForSpeech } from './clean-for-speech.ts'

test.each([
  ['他走了，再没回来。', '他走了，再没回来。'],
  ['（叹气）他走了[1]，再没回来【场景12】。', '他走了，再没回来。'],
  ['他（李梅的儿子（养子））来了', '他来了'],
  ['（整句都在括号里。）', '整句都在括号里。'],
  ['股份跌了50%，气温30℃', '股份跌了百分之50，气温30摄氏度'],
  ['等了3~5天', '等了3到5天'],
  ['“你好”——她说', '“你好”，她说'],
  ['**重点**：甲&乙', '重点：甲和乙'],
  ['第①回，１９８４年', '第1回，1984年'],
  ['灯\u0000灭\u200b了\n\n 天亮了🎉', '灯灭了天亮了'],
  ['<b>粗</b>体', '粗体'],
  ['他说 hello world 之后走了', '他说 hello world 之后走了'],
  ['坏\ud800字', '坏字'],
])('Chinese: %j is spoken as %j', (narration, spoken) => {
  expect(cleanForSpeech(narration, 'zh')).toBe(spoken)
})

test.each([
  ['(sighs) He left [1], and never came back.', 'He left, and never came back.'],
  ['Half of it, 50%, & more', 'Half of it, 50 percent, and more'],
  ['He left—again', 'He left, again'],
  ['*Bold* and _slanted_\t text', 'Bold and slanted text'],
  ['It’s a well-known, half-open door.', 'It’s a well-known, half-open door.'],
])('English: %j is spoken as %j', (narration, spoken) => {
  expect(cleanForSpeech(narration, 'en')).toBe(spoken)
})

test('words for symbols are only put into texts of their language', () => {
  expect(cleanForSpeech('Il a dit : 50% & plus', 'fr')).toBe('Il a dit : 50% & plus')
})

test.each(['', '   ', '……', '[1]', '🎉🎉', '——', '\u0000', '【场景】'])('%j holds nothing to say', (narration) => {
  expect(cleanForSpeech(narration, 'zh')).toBe('')
})

test('a sign is read with its number when only a picture stood between them', () => {
  expect(cleanForSpeech('1🎉%', 'zh')).toBe('百分之1')
})

test('the result is clean already, and no pile of brackets takes long', () => {
  const alphabet = fc.constantFrom(...'他走了。，（）()[]【】<b>*_— \n\u0000\u200b🎉12%&~=℃aé'.split(''), '🎉')
  const text = fc.array(alphabet, { maxLength: 60 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, fc.constantFrom('zh', 'en', 'fr'), (narration, language) => {
      const once = cleanForSpeech(narration, language)
      expect(once).not.toMatch(/[[\]【】（）()<>\p{Cc}\p{Cf}]|\s\s|^\s|\s$/u)
      expect(cleanForSpeech(once, language)).toBe(once)
    }),
    { numRuns: 1_000 },
  )
  expect(cleanForSpeech(`${'('.repeat(2500)}a${')'.repeat(2499)}`, 'en')).toBe('a')
})
