import { describeValue } from '../errors/describe-issue.ts'
import { readInteger } from './read-integer.ts'
import type { RecordEntry } from './read-record.ts'
import type { Reading } from './reading.ts'
import type { SceneIndex } from './story-draft.ts'

const ownId = (entry: RecordEntry): unknown => entry.record.id ?? entry.record.local_id

/**
 * Which id each scene has. A dictionary key and the `id` inside usually agree; where they do not, the file's own
 * references (its chapters' lists, its storyline) say which of the two it goes by, and keys win a tie because they
 * cannot repeat. Throws for a scene with no integer in either place; a repeated id is left out with a note.
 */
export const indexScenes = (reading: Reading, records: RecordEntry[], references: readonly unknown[]): SceneIndex => {
  const wanted = new Set(references.map(readInteger))
  const hits = (ids: (number | null)[]) => new Set(ids.filter((id) => id !== null && wanted.has(id))).size
  const keysRule =
    hits(records.map(({ key }) => readInteger(key))) >= hits(records.map((entry) => readInteger(ownId(entry))))

  const entries = new Map<number, RecordEntry>()
  const aliases = new Map<string, number>()
  for (const entry of records) {
    const byKey = readInteger(entry.key)
    const byId = readInteger(ownId(entry))
    const id = keysRule ? (byKey ?? byId) : (byId ?? byKey)
    if (id === null) {
      const found = ownId(entry)
      throw reading.reject(`${entry.at}.id`, 'story.id_not_integer', { found: describeValue(found ?? null) })
    }
    if (entries.has(id)) {
      reading.note(entry.at, 'story.note.id_repeated', { id })
      continue
    }
    if (byKey !== null && byId !== byKey && ownId(entry) !== undefined)
      reading.note(`${entry.at}.id`, 'story.note.id_mismatch', { found: describeValue(ownId(entry)), id })
    entries.set(id, entry)
    for (const alias of [entry.key, byId, entry.record.scene_uuid])
      if (typeof alias === 'string' || typeof alias === 'number') aliases.set(String(alias), id)
  }
  const resolve = (ref: unknown): number | null => {
    const id = readInteger(ref)
    if (id !== null && entries.has(id)) return id
    return typeof ref === 'string' || typeof ref === 'number' ? (aliases.get(String(ref)) ?? null) : null
  }
  return { entries, resolve }
}
