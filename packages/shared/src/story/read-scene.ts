import { fitEvents, readEvents } from './read-events.ts'
import type { RecordEntry } from './read-record.ts'
import { CLOCK_FIELDS, readRequiredSpan } from './read-span.ts'
import { readName, readText } from './read-text.ts'
import type { Reading } from './reading.ts'
import type { SceneDraft } from './story-draft.ts'

/** A scene of a blueprint or a dataset. Throws when its time or that of a spoken line cannot be read. */
export const readScene = (reading: Reading, id: number, { record, at }: RecordEntry): SceneDraft => {
  const span = readRequiredSpan(reading, record, at, CLOCK_FIELDS)
  if (span.startMs === span.endMs) reading.note(at, 'story.note.no_length')
  return {
    id,
    ...span,
    name: readName(reading, record, ['name'], at),
    text: readText(reading, record, ['textual', 'description'], at),
    contentType: readText(reading, record, ['scene_content_type'], at),
    location: readText(reading, record, ['inferred_location'], at),
    dynamics: readText(reading, record, ['character_dynamics'], at),
    mood: readText(reading, record, ['mood_and_atmosphere'], at),
    ...fitEvents(reading, readEvents(reading, record, at, CLOCK_FIELDS, span), span),
  }
}
