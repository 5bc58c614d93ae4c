import type { Scene, Story } from '@vss/shared/story/story.ts'
import { MAX_TIME_MS } from '@vss/shared/story/time.ts'

const LONGEST_TEXT = 20_000

/** Text that a person could have typed: no control characters, no lone surrogates, of a readable length. */
const isPlain = (text: string): boolean =>
  !/\p{Cc}/u.test(text) && text.isWellFormed() && text.length <= LONGEST_TEXT && text === text.trim()

const textsOf = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

const checkScene = (scene: Scene, order: number, wrong: string[]): void => {
  const name = `scene ${scene.id}`
  if (!Number.isSafeInteger(scene.id)) wrong.push(`${name}: the id is no integer`)
  if (scene.order !== order) wrong.push(`${name}: order ${scene.order} at place ${order}`)
  const isTime = (ms: number) => Number.isSafeInteger(ms) && ms >= 0 && ms <= 2 * MAX_TIME_MS
  if (!isTime(scene.startMs) || !isTime(scene.endMs) || scene.endMs < scene.startMs) wrong.push(`${name}: bad times`)
  for (const field of ['dialogues', 'captions', 'highlights', 'cues'] as const) {
    let last = scene.startMs
    for (const { startMs, endMs } of scene[field]) {
      if (!(startMs >= last && endMs >= startMs && endMs <= scene.endMs)) wrong.push(`${name}: ${field} out of place`)
      last = startMs
    }
  }
}

/** Checks what every reader of a normalised story relies on, whatever its source was. Returns what does not hold. */
export const checkStory = (story: Story): string[] => {
  const wrong: string[] = []
  const { scenes, chapters } = story
  scenes.forEach((scene, order) => {
    checkScene(scene, order, wrong)
  })
  const chapterOf = new Map(chapters.flatMap(({ id, sceneIds }) => sceneIds.map((sceneId) => [sceneId, id] as const)))
  if (!scenes.length) wrong.push('no scene')
  if (new Set(scenes.map(({ id }) => id)).size !== scenes.length) wrong.push('scene ids repeat')
  if (new Set(chapters.map(({ id }) => id)).size !== chapters.length) wrong.push('chapter ids repeat')
  if (chapters.flatMap(({ sceneIds }) => sceneIds).length !== scenes.length) wrong.push('chapters list other scenes')
  for (const { id, chapterId } of scenes)
    if (chapterOf.get(id) !== chapterId) wrong.push(`scene ${id}: chapter differs`)
  const odd = textsOf({ ...story, notes: null }).find((text) => !isPlain(text))
  if (odd !== undefined) wrong.push(`a text is not plain: ${JSON.stringify(odd.slice(0, 60))}`)
  if (story.notes.length > 201) wrong.push(`${story.notes.length} notes`)
  return wrong
}

const clock = (ms: number): string => {
  const pad = (value: number, width: number) => String(Math.floor(value)).padStart(width, '0')
  return `${pad(ms / 3_600_000, 2)}:${pad((ms / 60_000) % 60, 2)}:${pad((ms / 1000) % 60, 2)}.${pad(ms % 1000, 3)}`
}

/** The story as a raw dataset in plain form, for a checker that does not tolerate oddities. */
export const writePlainStory = ({ scenes, chapters }: Story): unknown => ({
  scenes: Object.fromEntries(
    scenes.map(({ id, startMs, endMs }) => [id, { id, start_time: clock(startMs), end_time: clock(endMs) }]),
  ),
  chapters: Object.fromEntries(
    chapters.map(({ id, sceneIds }, i) => [`chapter ${i}`, { chapter_uuid: id, scene_ids: sceneIds }]),
  ),
})
