import type { SeededRandom } from '@vss/shared/story-generator/seeded-random.ts'
import { choosing, type Shown } from './open-live-editing.ts'

const NUMBERS = [-1, 0, 1, 7, 1_000_000, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0.5, 1e300]
const HUGE = Array.from({ length: 20_000 }, (_, at) => at)

/** Answers as no model should: at random, wrong in every way JSON allows, or meant to do harm. */
export const answerBadly = (random: SeededRandom, shown: Shown): unknown => {
  const anyClip = () => random.pick(shown.clips).clip
  const anyNumber = () => random.pick([...NUMBERS, anyClip()])
  const anySentence = () => random.pick([...shown.sentences.map(({ sentence }) => sentence), ...NUMBERS])
  const orders = { narration: 'HACKED', duration: -5, frames: 1e9, start_time: '99:99:99.999', scene_id: 666 }
  return random.pick<() => unknown>(
    [
      choosing((clips) => random.sample(clips, random.int(1, 6)).map(({ clip }) => clip)),
      choosing(() => [anyClip(), anyClip()]),
      choosing(() => [anyNumber(), anyNumber()]),
      choosing((clips) => Array.from({ length: 9 }, () => clips[0]?.clip ?? 0)),
      choosing(() => []),
      choosing(() => HUGE),
      () => ({ choices: [] }),
      () => ({ choices: shown.sentences.map(() => ({ sentence: anySentence(), clips: [anyClip()] })) }),
      () => ({ choices: shown.sentences.map(({ sentence }) => ({ sentence, clips: [anyClip()], ...orders })) }),
      () => ({ choices: 'none', ...orders }),
      () => [orders],
      () => null,
      () => ({ choices: [{ sentence: '0; drop table vss.task', clips: [['__proto__']] }] }),
      () => JSON.parse('{"__proto__": {"choices": []}, "constructor": {"prototype": {"from": 0}}}'),
    ].map((answer) => () => (answer as (shown: Shown) => unknown)(shown)),
  )()
}
