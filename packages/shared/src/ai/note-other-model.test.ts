import { expect, test } from 'vitest'
import { noteOtherModel } from './note-other-model.ts'

test('a result says which model was asked for and which was used', () => {
  for (const locale of ['en', 'zh'] as const) {
    const note = noteOtherModel(locale, 'gemini-99', 'gemini-2.5-pro')
    expect(note).toMatch(/gemini-99.*gemini-2\.5-pro.*conf\/pricing\.yaml/)
  }
})

test.each([
  [undefined, 'gemini-2.5-pro'],
  [null, 'gemini-2.5-pro'],
  ['gemini-2.5-pro', 'gemini-2.5-pro'],
  ['gemini-2.5-pro', 'offline'],
])('asked for %s, used %s: nothing to say', (asked, used) => {
  expect(noteOtherModel('en', asked, used)).toBeNull()
})
