import { expect, test } from 'vitest'
import { detectSpokenLanguage } from './detect-spoken-language.ts'

test.each([
  ['夜深了，港口只剩一盏灯。', 'zh'],
  ['他在 NASA 工作了十年，然后回家了。', 'zh'],
  ['The harbour was dark, and 李梅 was late.', 'en'],
  ['今日は港に行きました。', 'ja'],
  ['오늘은 港에 갔습니다.', 'ko'],
  ['В порту было темно.', 'ru'],
  ['1234 …', 'en'],
])('%s is %s', (text, language) => {
  expect(detectSpokenLanguage(text)).toBe(language)
})
