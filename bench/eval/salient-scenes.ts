import type { Story } from '@vss/shared/story/story.ts'
import types from './salient-types.json' with { type: 'json' }

const TURNS = new Set(types.turns)
const ACTS = 3

/** Scenes without which a story cannot be followed: those in which the annotators marked something that turns it. */
const isSalient = ({ highlights }: Story['scenes'][number]): boolean =>
  highlights.some(({ type }) => type !== null && TURNS.has(type.toLowerCase()))

/** Of the salient scenes in each third of the storyline, the share that is among `shown`; null where there is none. */
export const salientByAct = (story: Story, shown: ReadonlySet<number>): (number | null)[] =>
  Array.from({ length: ACTS }, (_, act) => {
    const from = (act * story.scenes.length) / ACTS
    const to = ((act + 1) * story.scenes.length) / ACTS
    const salient = story.scenes.filter((scene) => scene.order >= from && scene.order < to && isSalient(scene))
    return salient.length === 0 ? null : salient.filter(({ id }) => shown.has(id)).length / salient.length
  })
