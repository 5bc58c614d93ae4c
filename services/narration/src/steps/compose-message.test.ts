import type { NarrationSegment } from '@vss/shared/contracts/files/narration-script.ts'
import { expect, test } from 'vitest'
import { composeMessage, type MessageInput } from './compose-message.ts'

const assignment = { lang: 'en' as const, askedLang: 'en' as const, people: { known: [], unknown: [] } }
const speakingRate = { rate: 2.5, replaced: null, voicePace: 1 }

const told = (locale: 'en' | 'zh', seconds: number, changes: Partial<MessageInput> = {}) => {
  const metadata = { expected_audio_duration: seconds, pred_audio_duration: 0, is_overflow: false }
  const segments = [{ source_scene_ids: [1], metadata }] as unknown as NarrationSegment[]
  const plan = { totalSec: 60, cutFromSec: null }
  const context = { droppedCount: 0 }
  const input = { segments, speakingRate, plan, cut: null, context, removedCount: 0, modelNote: null, ...changes }
  return composeMessage(locale, assignment, input)
}
const cut = { draftedSec: 1020, shortened: 5, leftOut: 36 }

test('a narration as long as planned needs no note', () => {
  expect(told('en', 54)).toBe('Narration ready: 1 segments, about 0.9 minutes, telling 1 scenes.')
})

test('a narration under nine tenths of the plan is reported as short', () => {
  expect(told('en', 53)).toContain('too little about its scenes to fill 1.0 minutes')
  expect(told('zh', 53)).toContain('不足以讲满 1.0 分钟')
})

test('a cut draft is reported with its length and what was done; the story is not reported as short', () => {
  expect(told('en', 50, { cut })).toMatch(/about 17\.0 minutes of the 1\.0 planned.* shorter: 5; left out.*: 36\.$/)
  expect(told('zh', 50, { cut })).toMatch(/初稿约 17\.0 分钟，超出计划的 1\.0 分钟：压缩 5 段，略去最次要的 36 段。$/)
})
