import { parse as parseSubtitles } from '@plussub/srt-vtt-parser'
import type { EditingScript } from '@vss/shared/contracts/files/editing-script.ts'
import { type FrameRate, parseFrameRate } from '@vss/shared/story/frame-rate.ts'
import timecodeReader from 'smpte-timecode'
import { describe, expect, test } from 'vitest'
import { WebVTTParser } from 'webvtt-parser'
import { type InventedEntry, inventEditingScript } from '../testing/invent-editing-script.ts'
import { EXPORT_FORMATS, exportFilm } from './export-film.ts'
import type { ExportRequest } from './export-request.ts'

const rateOf = (text: string): FrameRate => parseFrameRate(text) ?? { num: 0, den: 0 }
const NOTHING_ASKED: ExportRequest = { fps: null, startTimecode: null, media: new Map() }
const write = (script: EditingScript, extension: string, request: Partial<ExportRequest> = {}) => {
  const format = EXPORT_FORMATS.get(extension)
  if (!format) throw new Error(`no format ${extension}`)
  return exportFilm(script, format, { ...NOTHING_ASKED, ...request }, 'Film')
}

/** Takes of 7.3 s and 1.999 s cut into odd lengths: no boundary is a round number of seconds at any rate. */
const ENTRIES: InventedEntry[] = [
  {
    narration: 'Dinah swings a lead weight into the fog. Ewan & she <say> nothing --> at all.',
    seconds: 7.3,
    clips: [
      { chapter: '1', from: 101, frames: 61 },
      { chapter: '2', from: 7, frames: 122 },
    ],
  },
  {
    narration: '“回甘”的故事，从这里说起。\n父亲教她听水：小雨、松涛、浪。',
    seconds: 1.999,
    clips: [{ chapter: '1', from: 1001, frames: 50 }],
  },
]
const RATES = ['23.976', '24', '25', '29.97', '30', '50', '59.94']

/** The types of the package do not resolve here. */
type Subtitles = { entries: { from: number; to: number; text: string }[] }
const readSubtitles = (text: string): Subtitles => parseSubtitles(text) as Subtitles
/** Left to itself the parser keeps the semicolon of an entity. */
const VTT_ENTITIES = { '&amp;': '&', '&lt;': '<', '&gt;': '>' } as const

type OtioTime = { value: number; rate: number }
type OtioItem = {
  OTIO_SCHEMA: string
  source_range: { start_time: OtioTime; duration: OtioTime }
  media_references?: Record<string, { OTIO_SCHEMA: string; target_url?: string }>
}
type OtioTimeline = {
  OTIO_SCHEMA: string
  global_start_time: OtioTime
  tracks: {
    markers: { OTIO_SCHEMA: string; marked_range: { start_time: OtioTime; duration: OtioTime } }[]
    children: { OTIO_SCHEMA: string; kind: string; children: OtioItem[] }[]
  }
}
const readOtio = (text: string) => JSON.parse(text) as OtioTimeline
const tracksOf = (text: string) => {
  const [video, audio] = readOtio(text).tracks.children.map(({ children }) => children)
  return { video: video ?? [], audio: audio ?? [] }
}

/** Events as the columns of CMX3600 hold them. */
const EVENT = /^(\d{3}) {2}(.{8}) V {5}C {8}(\S{11}) (\S{11}) (\S{11}) (\S{11})$/
const readEdl = (text: string, fps: string) =>
  text.split('\n').flatMap((line) => {
    const [matched, number = '', reel = '', ...times] = EVENT.exec(line) ?? []
    if (matched === undefined) return []
    const read = (time: string) => timecodeReader(time, Number(fps) as 25, time.includes(';')).frameCount
    const [sourceIn = 0, sourceOut = 0, recordIn = 0, recordOut = 0] = times.map(read)
    return [{ number: Number(number), reel: reel.trim(), sourceIn, sourceOut, recordIn, recordOut }]
  })

describe('subtitles, read back by another library', () => {
  const script = inventEditingScript(rateOf('25'), ENTRIES)

  test('SRT holds each sentence, from where its take begins to where it was measured to end', () => {
    const { entries } = readSubtitles(write(script, 'srt'))
    expect(entries.map(({ text }) => text)).toEqual([
      'Dinah swings a lead weight into the fog.',
      'Ewan & she <say> nothing → at all.',
      '“回甘”的故事，从这里说起。',
      '父亲教她听水：小雨、松涛、浪。',
    ])
    expect([entries[0]?.from, entries[1]?.to, entries[2]?.from, entries[3]?.to]).toEqual([0, 7300, 7300, 9299])
    for (const [at, { from }] of entries.slice(1).entries()) expect(from).toBe(entries[at]?.to)
  })

  test('WebVTT is valid and holds the same', () => {
    const { cues, errors } = new WebVTTParser(VTT_ENTITIES).parse(write(script, 'vtt'), 'subtitles')
    expect(errors).toEqual([])
    expect(cues.map(({ startTime, endTime }) => [startTime, endTime])).toEqual(
      readSubtitles(write(script, 'srt')).entries.map(({ from, to }) => [from / 1000, to / 1000]),
    )
    expect(cues[1]?.tree.children).toEqual([expect.objectContaining({ value: 'Ewan & she <say> nothing --> at all.' })])
  })

  test('a start timecode moves every cue', () => {
    const { entries } = readSubtitles(write(script, 'srt', { startTimecode: '01:00:00:12' }))
    expect(entries[0]?.from).toBe(3_600_480)
    expect(entries[3]?.to).toBe(3_609_779)
  })

  test('a hundred takes of a third of a second do not drift', () => {
    const entries = Array.from({ length: 100 }, () => ({
      narration: 'Yes.',
      seconds: 0.333333333,
      clips: [{ chapter: '1', from: 0, frames: 8 }],
    }))
    const cues = readSubtitles(write(inventEditingScript(rateOf('25'), entries), 'srt')).entries
    expect(cues.at(-1)?.to).toBe(33_333)
  })
})

describe.each(RATES)('OpenTimelineIO and EDL at %s', (fps) => {
  const script = inventEditingScript(rateOf(fps), ENTRIES)
  const clips = ENTRIES.flatMap((entry) => entry.clips)

  test('both hold the very frames of the script', () => {
    const { video } = tracksOf(write(script, 'otio'))
    expect(video.map(({ source_range: { start_time, duration } }) => [start_time.value, duration.value])).toEqual(
      clips.map(({ from, frames }) => [from, frames]),
    )
    const events = readEdl(write(script, 'edl'), fps)
    expect(events.map(({ sourceIn, sourceOut }) => [sourceIn, sourceOut - sourceIn])).toEqual(
      clips.map(({ from, frames }) => [from, frames]),
    )
  })

  test('cuts follow each other without a hole', () => {
    const events = readEdl(write(script, 'edl', { startTimecode: '10:00:00:00' }), fps)
    expect(events[0]?.recordIn).toBe(timecodeReader('10:00:00:00', Number(fps) as 25, false).frameCount)
    for (const [at, { recordIn }] of events.slice(1).entries()) expect(recordIn).toBe(events[at]?.recordOut)
    expect(events.map(({ number }) => number)).toEqual([1, 2, 3])
  })
})

describe('OpenTimelineIO', () => {
  const script = inventEditingScript(rateOf('25'), ENTRIES)
  const text = write(script, 'otio', { startTimecode: '01:00:00:00', media: new Map([['1', '/footage/第一集.mp4']]) })

  test('is a timeline of a picture and a sound track of one length, the sound as it was measured', () => {
    const timeline = readOtio(text)
    expect(timeline.OTIO_SCHEMA).toBe('Timeline.1')
    expect(timeline.global_start_time).toMatchObject({ value: 90_000, rate: 25 })
    const { video, audio } = tracksOf(text)
    expect(audio.map(({ OTIO_SCHEMA }) => OTIO_SCHEMA)).toEqual(['Clip.2', 'Clip.2', 'Gap.1'])
    const seconds = (items: OtioItem[]) =>
      items.reduce((sum, { source_range: { duration } }) => sum + duration.value / duration.rate, 0)
    expect(seconds(audio.slice(0, 2))).toBeCloseTo(9.299, 9)
    expect(seconds(audio)).toBeCloseTo(seconds(video), 9)
  })

  test('takes footage from the media map and marks each sentence', () => {
    const { video } = tracksOf(text)
    const references = video.map(({ media_references }) => media_references?.DEFAULT_MEDIA)
    expect(references.map((reference) => reference?.target_url)).toEqual([
      '/footage/第一集.mp4',
      undefined,
      '/footage/第一集.mp4',
    ])
    expect(references[1]?.OTIO_SCHEMA).toBe('MissingReference.1')
    expect(
      readOtio(text).tracks.markers.map(({ marked_range: { start_time, duration } }) => [
        start_time.value,
        duration.value,
      ]),
    ).toEqual([
      [0, 183],
      [183, 50],
    ])
  })
})

describe('EDL', () => {
  const at = (fps: string, request: Partial<ExportRequest> = {}) =>
    write(inventEditingScript(rateOf(fps), ENTRIES), 'edl', request)

  test.each([
    ['29.97', '01:00:00:00', 'FCM: NON-DROP FRAME'],
    ['59.94', '01:00:00:00', 'FCM: NON-DROP FRAME'],
    ['29.97', '01:00:00;00', 'FCM: DROP FRAME'],
    ['59.94', '00:59:59;58', 'FCM: DROP FRAME'],
  ])('at %s from %s says %s', (fps, startTimecode, mode) => {
    const text = at(fps, { startTimecode })
    expect(text.split('\n')[1]).toBe(mode)
    const events = readEdl(text, fps)
    expect(events).toHaveLength(3)
    for (const [index, { recordIn }] of events.slice(1).entries()) expect(recordIn).toBe(events[index]?.recordOut)
  })

  test('reels are eight capital letters and digits, one for each chapter, and clips are named in full', () => {
    const media = new Map([
      ['1', 'D:\\footage\\harbour-night_a.mov'],
      ['2', '/footage/harbour-night_b.mov'],
    ])
    const text = at('25', { media })
    expect(readEdl(text, '25').map(({ reel }) => reel)).toEqual(['HARBOURN', 'HARBOUR2', 'HARBOURN'])
    expect(text).toContain('* FROM CLIP NAME: harbour-night_a.mov\n')
  })

  test('a name without a letter the format knows still has a reel', () => {
    const text = at('25', { media: new Map([['1', '第一集.mp4']]) })
    expect(readEdl(text, '25').map(({ reel }) => reel)).toEqual(['REEL', '2', 'REEL'])
  })
})

test('at another rate every cut goes to the nearest frame, and the film keeps its length', () => {
  const entries = Array.from({ length: 40 }, () => ({
    narration: 'Yes.',
    seconds: 0.52,
    clips: [{ chapter: '1', from: 3, frames: 13 }],
  }))
  const events = readEdl(write(inventEditingScript(rateOf('25'), entries), 'edl', { fps: '29.97' }), '29.97')
  expect(events.at(-1)?.recordOut).toBe(Math.round(((40 * 13) / 25) * (30_000 / 1001)))
  for (const { sourceIn, sourceOut, recordIn, recordOut } of events)
    expect(sourceOut - sourceIn).toBe(recordOut - recordIn)
})

describe('what is refused', () => {
  const script = inventEditingScript(rateOf('25'), ENTRIES)
  const broken = (change: (script: EditingScript) => void): EditingScript => {
    const copy = structuredClone(script)
    change(copy)
    return copy
  }
  const many = Array.from({ length: 1000 }, () => ({ chapter: '1', from: 0, frames: 13 }))

  test.each<[string, EditingScript, string, Partial<ExportRequest>]>([
    ['export.fps', script, 'srt', { fps: '0' }],
    ['export.fps', script, 'otio', { fps: 'fast' }],
    ['export.no_timecode', script, 'edl', { fps: '12.5' }],
    ['export.timecode', script, 'otio', { startTimecode: 'noon' }],
    ['export.past_midnight', script, 'edl', { startTimecode: '23:59:59:00' }],
    ['export.media_chapter', script, 'otio', { media: new Map([['9', 'a.mp4']]) }],
    ['export.media_path', script, 'otio', { media: new Map([['1', ' ']]) }],
    ['export.media_path', script, 'edl', { media: new Map([['1', 'a\n001  X']]) }],
    [
      'export.too_many_events',
      inventEditingScript(rateOf('25'), [{ narration: 'x', seconds: 520, clips: many }]),
      'edl',
      {},
    ],
    [
      'export.fps_too_low',
      inventEditingScript(rateOf('25'), [
        { narration: 'x', seconds: 0.1, clips: [{ chapter: '1', from: 0, frames: 2 }] },
      ]),
      'otio',
      { fps: '1' },
    ],
    ['export.script_fps', broken((copy) => Object.assign(copy, { fps: '?' })), 'srt', {}],
    [
      'export.frames',
      broken((copy) => Object.assign(copy.editing_script[1]?.metadata ?? {}, { frames: 51 })),
      'otio',
      {},
    ],
    [
      'export.clip_time',
      broken((copy) => Object.assign(copy.editing_script[0]?.b_roll_clips[0] ?? {}, { start_time: '?' })),
      'edl',
      {},
    ],
  ])('%s', (key, from, format, request) => {
    expect(() => write(from, format, request)).toThrow(expect.objectContaining({ key }))
  })
})
