import { predictSpeechSec } from '@vss/shared/speech/predict-speech-sec.ts'
import { expect, test } from 'vitest'
import { measurePace, nameVoice } from './measure-pace.ts'

test('a take twice as long as predicted means a slow voice; a very short one is not counted', () => {
  const narrations = ['钟又慢了一刻，看守没有上楼去拨它。', '灯。', '夜里的港口很安静，只有灯塔还醒着。']
  const takes = narrations.map((text) => ({ durationMs: predictSpeechSec(text, 'zh') * 2000 }))
  const pace = measurePace(narrations, takes, 'zh')
  expect(pace).toHaveLength(2)
  for (const ratio of pace) expect(ratio).toBeCloseTo(2)
})

test('another speed, model or voice is another pace', () => {
  const settings = { provider: 'google_tts', model: 'm', voice: 'Puck', language: 'zh', rate: 1.1 }
  expect(nameVoice(settings)).toBe('google_tts/m/Puck@1.1')
  expect(nameVoice({ ...settings, rate: 1 })).not.toBe(nameVoice(settings))
})
