import { shortenText } from '@vss/shared/errors/shorten-text.ts'
import type { ExportFormat, ExportOptions } from '../export-format.ts'
import type { LaidClip, LaidEntry, LaidFilm } from '../lay-film.ts'

/** Takes do not end on frames; a microsecond is finer than any audio sample. */
const US_PER_SEC = 1_000_000
const MAX_NAME_CHARS = 60

type Time = { OTIO_SCHEMA: 'RationalTime.1'; rate: number; value: number }

const time = (value: number, rate: number): Time => ({ OTIO_SCHEMA: 'RationalTime.1', rate, value })
const range = (start: number, duration: number, rate: number) => ({
  OTIO_SCHEMA: 'TimeRange.1',
  start_time: time(start, rate),
  duration: time(duration, rate),
})

/**
 * An OpenTimelineIO timeline: the picture in whole frames, the takes one after the other, a gap where the last take
 * ends inside the last frame, and a marker for each narration. A chapter without a path in the media map refers to a
 * missing file, which the editing program asks for.
 */
export const otio: ExportFormat = {
  name: 'OpenTimelineIO',
  contentType: 'application/json; charset=utf-8',
  write: (film, options) => `${JSON.stringify(timelineOf(film, options), null, 2)}\n`,
}

const timelineOf = (film: LaidFilm, { title, start, media }: ExportOptions) => {
  const fps = film.rate.num / film.rate.den
  return {
    OTIO_SCHEMA: 'Timeline.1',
    name: title,
    metadata: {},
    global_start_time: time(start.frame, fps),
    tracks: {
      OTIO_SCHEMA: 'Stack.1',
      name: 'tracks',
      metadata: {},
      source_range: null,
      effects: [],
      markers: film.entries.map((entry, index) => markerOf(entry, index, fps)),
      enabled: true,
      children: [
        track(
          'Video',
          film.entries.flatMap(({ clips }) => clips.map((clip) => videoClip(clip, fps, media))),
        ),
        track('Audio', [...film.entries.map(audioClip), ...closingGap(film)]),
      ],
    },
  }
}

const nameOf = (text: string): string => shortenText(text, MAX_NAME_CHARS)

const track = (kind: 'Video' | 'Audio', children: object[]) => ({
  OTIO_SCHEMA: 'Track.1',
  name: kind,
  kind,
  metadata: {},
  source_range: null,
  effects: [],
  markers: [],
  enabled: true,
  children,
})

const item = (schema: 'Clip.2' | 'Gap.1', name: string, sourceRange: object, metadata: object) => ({
  OTIO_SCHEMA: schema,
  name,
  metadata,
  source_range: sourceRange,
  effects: [],
  markers: [],
  enabled: true,
})

const clip = (name: string, sourceRange: object, url: string | undefined, metadata: object) => ({
  ...item('Clip.2', name, sourceRange, metadata),
  media_references: {
    DEFAULT_MEDIA: {
      OTIO_SCHEMA: url === undefined ? 'MissingReference.1' : 'ExternalReference.1',
      name: '',
      metadata: {},
      available_range: null,
      available_image_bounds: null,
      ...(url !== undefined && { target_url: url }),
    },
  },
  active_media_reference_key: 'DEFAULT_MEDIA',
})

const videoClip = (
  { chapterId, sceneId, content, source }: LaidClip,
  fps: number,
  media: ReadonlyMap<string, string>,
) =>
  clip(nameOf(content) || chapterId, range(source.from, source.to - source.from, fps), media.get(chapterId), {
    visify: { chapter_id: chapterId, scene_id: sceneId },
  })

const audioClip = ({ narration, audioPath, startUs, endUs }: LaidEntry) =>
  clip(nameOf(narration), range(0, endUs - startUs, US_PER_SEC), audioPath, {})

const closingGap = (film: LaidFilm): object[] => {
  const filmUs = Math.round((film.frames * US_PER_SEC * film.rate.den) / film.rate.num)
  const restUs = filmUs - (film.entries.at(-1)?.endUs ?? 0)
  return restUs > 0 ? [item('Gap.1', '', range(0, restUs, US_PER_SEC), {})] : []
}

const markerOf = ({ narration, record }: LaidEntry, index: number, fps: number) => ({
  OTIO_SCHEMA: 'Marker.2',
  name: nameOf(narration),
  color: 'GREEN',
  comment: narration,
  marked_range: range(record.from, record.to - record.from, fps),
  metadata: { visify: { index } },
})
