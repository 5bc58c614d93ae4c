import type { Reading } from './reading.ts'
import type { Chapter } from './story.ts'
import type { StoryDraft } from './story-draft.ts'

/**
 * Every scene once, in storyline order. Scenes the storyline leaves out come at its end, by chapter, time and id;
 * without a storyline that is the whole order.
 */
export const orderScenes = (reading: Reading, draft: StoryDraft, chapterOf: Map<number, Chapter>): number[] => {
  const order = new Set(draft.sequence)
  const left = [...draft.scenes.values()]
    .filter(({ id }) => !order.has(id))
    .sort(
      (a, b) =>
        (chapterOf.get(a.id)?.number ?? 0) - (chapterOf.get(b.id)?.number ?? 0) || a.startMs - b.startMs || a.id - b.id,
    )
  for (const { id } of left) {
    if (draft.sequence.length) reading.note(draft.index.entries.get(id)?.at ?? 'scenes', 'story.note.appended')
    order.add(id)
  }
  return [...order]
}
