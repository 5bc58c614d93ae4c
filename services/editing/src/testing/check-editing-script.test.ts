import { beforeEach, describe, expect, test } from 'vitest'
import { type Checked, checkEditingScript } from './check-editing-script.ts'

const clip = (scene_id: number, start_time: string, end_time: string, duration: number) => ({
  type: 'action',
  is_group: false,
  scene_id,
  chapter_id: '1',
  content: 'a pier',
  start_time,
  end_time,
  duration,
  original_duration: 10,
})

const goodScript = (): Checked => ({
  story: {
    chapters: { 1: { id: 1, scene_ids: [1, 2] } },
    scenes: {
      1: { id: 1, start_time: '00:00:00.000', end_time: '00:00:10.000' },
      2: { id: 2, start_time: '00:00:10.000', end_time: '00:00:60.000' },
    },
  },
  dubbing: {
    dubbing_script: [
      { narration: 'one', audio_file_path: 'a/1.wav', duration_seconds: 2.01, source_scene_ids: [1] },
      { narration: 'two', audio_file_path: 'a/2.wav', duration_seconds: 2, source_scene_ids: ['2'] },
    ],
  },
  editing: {
    editing_script: [
      {
        narration: 'one',
        narration_audio_path: 'a/1.wav',
        b_roll_clips: [clip(1, '00:00:01.000', '00:00:03.040', 2.04)],
        metadata: { borrowed_sec: 0, reused_sec: 0 },
      },
      {
        narration: 'two',
        narration_audio_path: 'a/2.wav',
        b_roll_clips: [clip(2, '00:00:20.000', '00:00:22.000', 2)],
        metadata: { borrowed_sec: 0, reused_sec: 0 },
      },
    ],
    total_sequences: 2,
  },
  fps: { num: 25, den: 1 },
})

describe('the checker', () => {
  let script: Checked
  beforeEach(() => {
    script = goodScript()
  })
  const row = (at: number) => script.editing.editing_script[at] as Checked['editing']['editing_script'][number]
  const first = () =>
    row(0).b_roll_clips[0] as (typeof row extends (at: number) => infer R ? R : never)['b_roll_clips'][number]

  test('finds nothing in a good script', () => {
    expect(checkEditingScript(script)).toEqual([])
  })

  const faults: [string, RegExp, () => void][] = [
    ['a missing row', /one row a sentence/, () => script.editing.editing_script.pop()],
    ['another narration', /another narration/, () => Object.assign(row(0), { narration: 'x' })],
    ['a missing audio path', /another audio path/, () => Object.assign(row(0), { narration_audio_path: null })],
    ['an empty clip list', /no clip/, () => row(0).b_roll_clips.splice(0)],
    ['an unknown scene', /unknown/, () => Object.assign(first(), { scene_id: 9 })],
    ['a second of 60', /malformed/, () => Object.assign(first(), { end_time: '00:00:60.000' })],
    ['another chapter', /chapter/, () => Object.assign(first(), { chapter_id: '2' })],
    ['an end that is not start plus duration', /end is not/, () => Object.assign(first(), { duration: 2.08 })],
    [
      'a start between two frames',
      /grid/,
      () => Object.assign(first(), { start_time: '00:00:01.001', end_time: '00:00:03.041' }),
    ],
    [
      'a clip that leaves its scene',
      /outside/,
      () => Object.assign(first(), { start_time: '00:00:08.000', end_time: '00:00:10.040' }),
    ],
    ['no candidate', /candidate/, () => Object.assign(first(), { original_duration: 0 })],
    ['a group that is none', /is_group/, () => Object.assign(first(), { is_group: true })],
    ['a missing frame', /off its audio/, () => Object.assign(first(), { end_time: '00:00:03.000', duration: 2 })],
    ['a frame too many', /off its audio/, () => Object.assign(first(), { end_time: '00:00:03.080', duration: 2.08 })],
    [
      'a flash',
      /a clip of 1 frames/,
      () => {
        Object.assign(first(), { end_time: '00:00:03.000', duration: 2 })
        row(0).b_roll_clips.push(clip(1, '00:00:05.000', '00:00:05.040', 0.04))
      },
    ],
    [
      'footage of a scene that is not cited',
      /borrows .* undeclared/,
      () => Object.assign(first(), { scene_id: 2, start_time: '00:00:30.000', end_time: '00:00:32.040' }),
    ],
    [
      'footage shown again',
      /again undeclared/,
      () => Object.assign(row(1), { b_roll_clips: [clip(1, '00:00:01.000', '00:00:03.000', 2)] }),
    ],
  ]
  test.each(faults)('finds %s', (_, message, spoil) => {
    spoil()
    expect(checkEditingScript(script).join('\n')).toMatch(message)
  })

  test('finds declared borrowing and reuse where the cited scenes suffice', () => {
    Object.assign(row(1), {
      b_roll_clips: [clip(1, '00:00:01.000', '00:00:03.000', 2)],
      metadata: { borrowed_sec: 2, reused_sec: 2 },
    })
    expect(checkEditingScript(script)).toEqual([
      '50 frames shown again, 0 allowed (101 of 1500)',
      '50 frames borrowed and 50 shown again though the cited scenes suffice',
    ])
  })
})
