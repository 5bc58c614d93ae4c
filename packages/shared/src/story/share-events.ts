import type { Placed } from './read-events.ts'
import type { Span } from './read-span.ts'
import type { Reading } from './reading.ts'

/**
 * Gives the events of a chapter to its scenes: each to the scene that holds its start, of several the one that began
 * last. One that starts between scenes goes to the next scene if it reaches into it, else to the one before.
 * `scenes` must not be empty.
 */
export const shareEvents = <T extends Span>(
  reading: Reading,
  events: readonly Placed<T>[],
  scenes: readonly (Span & { id: number })[],
): Map<number, Placed<T>[]> => {
  const byStart = [...scenes].sort((a, b) => a.startMs - b.startMs || a.id - b.id)
  const shares = new Map<number, Placed<T>[]>()
  const open: (Span & { id: number })[] = []
  let begun = 0
  for (const placed of [...events].sort((a, b) => a.event.startMs - b.event.startMs)) {
    const { startMs, endMs } = placed.event
    for (let next = byStart[begun]; next && next.startMs <= startMs; next = byStart[begun]) {
      open.push(next)
      begun += 1
    }
    while ((open.at(-1)?.endMs ?? Number.POSITIVE_INFINITY) <= startMs) open.pop()
    const next = byStart[begun]
    const reached = next && (next.startMs < endMs || begun === 0) ? next : byStart[begun - 1]
    const scene = open.at(-1) ?? reached
    if (!scene) continue
    if (!open.length) reading.note(placed.at, 'story.note.between_scenes', { id: scene.id })
    const share = shares.get(scene.id) ?? []
    share.push(placed)
    shares.set(scene.id, share)
  }
  return shares
}
