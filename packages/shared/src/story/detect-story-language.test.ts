import { expect, test } from 'vitest'
import { makeScene } from '../testing/test-stories.ts'
import { detectStoryLanguage } from './detect-story-language.ts'

const scene = (name: string | null, lines: string[]) =>
  makeScene(1, { name, dialogues: lines.map((text) => ({ text, speaker: null, startMs: 0, endMs: 1 })) })

test('Chinese with English words in it is Chinese', () => {
  expect(detectStoryLanguage([scene('Opening', ['你看过这份 report 吗？', '我在 KTV 门口等你。'])])).toBe('zh')
})

test('English with Chinese names in it is English', () => {
  expect(detectStoryLanguage([scene(null, ['My name is 林晚舟, and I have come a long way to see you.'])])).toBe('en')
})

test('a story without words is Chinese', () => {
  expect(detectStoryLanguage([scene(null, []), scene(null, ['…', '123'])])).toBe('zh')
})
