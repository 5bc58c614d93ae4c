import { expect, test } from 'vitest'
import type { VoiceSettings } from '../speech/speech-request.ts'
import { hashTake } from './take-cache.ts'

const SETTINGS: VoiceSettings = { provider: 'p', model: 'm', voice: 'v', language: 'zh', rate: 1, pitch: 40 }
const LINE = { text: '他走了。', instruct: '平稳' }

test('equal takes have one name, whatever the order of their settings', () => {
  const turned = Object.fromEntries(Object.entries(SETTINGS).toReversed()) as VoiceSettings
  expect(hashTake(turned, { ...LINE })).toBe(hashTake(SETTINGS, LINE))
  expect(hashTake(SETTINGS, LINE)).toMatch(/^[0-9a-f]{64}$/)
})

test('everything that decides how a take sounds is in its name', () => {
  const names = [
    hashTake(SETTINGS, LINE),
    ...(['provider', 'model', 'voice', 'language'] as const).map((key) => hashTake({ ...SETTINGS, [key]: 'x' }, LINE)),
    hashTake({ ...SETTINGS, rate: 1.1 }, LINE),
    hashTake({ ...SETTINGS, pitch: 41 }, LINE),
    hashTake(SETTINGS, { ...LINE, text: '她走了。' }),
    hashTake(SETTINGS, { ...LINE, instruct: '轻快' }),
  ]
  expect(new Set(names).size).toBe(names.length)
})
