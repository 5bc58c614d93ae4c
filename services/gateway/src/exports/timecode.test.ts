import { parseFrameRate } from '@vss/shared/story/frame-rate.ts'
import timecodeReader from 'smpte-timecode'
import { describe, expect, test } from 'vitest'
import { formatTimecode, parseTimecode } from './timecode.ts'

const rateOf = (text: string) => parseFrameRate(text) ?? { num: 0, den: 0 }
/** Round numbers, and those around the minutes where numbers are dropped. */
const FRAMES = [
  0, 1, 29, 30, 1799, 1800, 1801, 3597, 3598, 3600, 7199, 17_981, 17_982, 17_983, 107_892, 215_784, 999_999,
]

describe.each([
  { fps: '24', isDrop: false },
  { fps: '25', isDrop: false },
  { fps: '29.97', isDrop: false },
  { fps: '29.97', isDrop: true },
  { fps: '30', isDrop: false },
  { fps: '59.94', isDrop: true },
  { fps: '59.94', isDrop: false },
] as const)('timecode at $fps, drop-frame $isDrop', ({ fps, isDrop }) => {
  const rate = rateOf(fps)

  test.each(FRAMES)('frame %i is written as another library writes it, and read back', (frame) => {
    const text = formatTimecode({ frame, isDrop }, rate)
    expect(text).toBe(timecodeReader(frame, Number(fps) as 25, isDrop).toString())
    expect(parseTimecode(text, rate)).toEqual({ frame, isDrop })
  })
})

test.each([
  ['00:01:00;00', '29.97', 'export.dropped_number'],
  ['00:01:00;03', '59.94', 'export.dropped_number'],
  ['01:00:00;00', '25', 'export.no_drop_frame'],
  ['01:00:00;00', '30', 'export.no_drop_frame'],
  ['24:00:00:00', '25', 'export.timecode'],
  ['00:60:00:00', '25', 'export.timecode'],
  ['00:00:00:25', '25', 'export.timecode'],
  ['1:00:00:00', '25', 'export.timecode'],
  ['', '25', 'export.timecode'],
  ['00:00:00:00', '12.5', 'export.no_timecode'],
  ['00:00:00:00', '120', 'export.no_timecode'],
])('%s at %s is refused: %s', (text, fps, key) => {
  expect(() => parseTimecode(text, rateOf(fps))).toThrow(expect.objectContaining({ code: 'parameter_invalid', key }))
})

test('the tenth minute drops nothing', () => {
  expect(parseTimecode('00:10:00;00', rateOf('29.97')).frame).toBe(17_982)
})
