import type { Dialogue } from '@vss/shared/story/story.ts'
import { type Beat, likeness, type TellableScene } from './beat.ts'
import type { PhraseBook } from './phrase-book.ts'

/*
 * A greedy selection under several budgets: the whole narration, the footage of each scene, a share of quotations, one mood
 * per stretch of time. First the scenes are picked: as many as the length can tell properly, weighty ones first, spread over
 * the story. Within a scene beats are ranked one after another; each further beat is worth less, one that resembles a chosen
 * beat less still, and one that repeats it is dropped. A beat that needs another comes only after it.
 */

/** A scene told in less is a mention; with less time than scenes need, the least important ones are left out. */
const LEAST_SCENE_SEC = 12

/** A beat that is this much like one already told would say it again. */
const SAID_ALREADY = 0.5

/** Unlike enough to be told at its full worth. */
const FRESH = 0.25

/** Each further beat of a scene is worth this much of the one before. */
const DECAY = 0.86

/** Quoted words may make up this share of the narration: it tells, it does not read aloud. */
const QUOTED_SHARE = 0.15

/** Seconds of narration to one mood: told more often it becomes a refrain. */
const SECONDS_PER_MOOD = 36

type Ranked = { beat: Beat; priority: number }

export type SelectionLimits = {
  /** Units of the whole narration. */
  totalUnits: number
  unitsPerSec: number
  /** Units a scene's openings and comments cost beside its beats, by scene id. */
  extraUnits: ReadonlyMap<number, number>
  phrases: PhraseBook
  /** How much a beat speaks for the focus: 1 is ordinary. */
  focusOf(beat: Beat): number
}

/** The beats of a scene in the order they are worth adding, without those that repeat others. */
const rankScene = (scene: TellableScene, limits: SelectionLimits): Ranked[] => {
  const worthOf = (beat: Beat) => beat.value * limits.phrases.weights[beat.kind] * limits.focusOf(beat)
  const chosen = new Set<Beat>()
  const told = new Set<Dialogue>()
  const mostLike = (beat: Beat) =>
    [...chosen].reduce((most, other) => Math.max(most, likeness(beat.marks, other.marks)), 0)
  const ranked: Ranked[] = []
  let open = [...scene.beats]
  let factor = scene.weight
  while (open.length > 0) {
    const ready = open
      .filter((beat) => beat.needs === null || chosen.has(beat.needs))
      .filter((beat) => beat.line === null || !told.has(beat.line))
      .map((beat) => ({ beat, like: mostLike(beat) }))
      .filter(({ like }) => like < SAID_ALREADY)
      .map(({ beat, like }) => ({ beat, worth: worthOf(beat) * (1 - Math.max(0, like - FRESH)) }))
    const best = ready.reduce<(typeof ready)[number] | null>((a, b) => (a === null || b.worth > a.worth ? b : a), null)
    if (!best) return ranked
    chosen.add(best.beat)
    if (best.beat.line) told.add(best.beat.line)
    open = open.filter((beat) => beat !== best.beat)
    ranked.push({
      beat: best.beat,
      priority: Math.min(best.worth * factor, ranked.at(-1)?.priority ?? Number.POSITIVE_INFINITY),
    })
    factor *= DECAY
  }
  return ranked
}

/** A scene right beside one that is told already counts this much: a short film still goes from beginning to end. */
const BESIDE = 0.6

/** The scenes worth telling in this time: the weightiest, and of equals those far from each other; at least one. */
const pickScenes = (scenes: readonly TellableScene[], limits: SelectionLimits): Set<number> => {
  const room = Math.max(1, Math.floor(limits.totalUnits / limits.unitsPerSec / LEAST_SCENE_SEC))
  if (room >= scenes.length) return new Set(scenes.map((entry) => entry.scene.id))
  const far = scenes.length / room
  const gaps = scenes.map(() => far)
  const picked = new Set<number>()
  const worthOf = (at: number) => {
    const entry = scenes[at] as TellableScene
    if (picked.has(entry.scene.id)) return -1
    return entry.weight * (BESIDE + (1 - BESIDE) * Math.min(1, (gaps[at] ?? 0) / far))
  }
  while (picked.size < room) {
    let best = 0
    for (let at = 1; at < scenes.length; at += 1) if (worthOf(at) > worthOf(best)) best = at
    picked.add((scenes[best] as TellableScene).scene.id)
    for (const at of gaps.keys()) gaps[at] = Math.min(gaps[at] ?? far, Math.abs(at - best))
  }
  return picked
}

type Spending = { total: number; quoted: number; moods: number; byScene: Map<number, number> }

const spend = (
  ranked: readonly Ranked[],
  scenes: ReadonlyMap<number, TellableScene>,
  limits: SelectionLimits,
  spent: Spending,
  selected: Set<Beat>,
) => {
  for (const { beat } of ranked) {
    const scene = scenes.get(beat.sceneId) as TellableScene
    const used = spent.byScene.get(beat.sceneId)
    const extra = used === undefined ? (limits.extraUnits.get(beat.sceneId) ?? 0) : 0
    const inScene = (used ?? 0) + extra + beat.units
    const fits = inScene <= scene.seconds * limits.unitsPerSec && spent.total + extra + beat.units <= limits.totalUnits
    const quoted = beat.kind === 'quote' ? beat.units : 0
    const mayQuote = spent.quoted + quoted <= limits.totalUnits * QUOTED_SHARE
    const mood = beat.kind === 'mood' ? 1 : 0
    const mayFeel = mood === 0 || spent.moods * SECONDS_PER_MOOD * limits.unitsPerSec <= spent.total
    if (!fits || !mayQuote || !mayFeel || (beat.needs && !selected.has(beat.needs))) continue
    selected.add(beat)
    spent.byScene.set(beat.sceneId, inScene)
    spent.total += extra + beat.units
    spent.quoted += quoted
    spent.moods += mood
  }
}

/**
 * The beats to tell: those worth most first, as long as the whole narration and the footage of each scene have room,
 * and each only with the beat it leans on. Scenes left out at first are used when the others have no more to say.
 */
export const selectBeats = (scenes: readonly TellableScene[], limits: SelectionLimits): Set<Beat> => {
  const byId = new Map(scenes.map((entry) => [entry.scene.id, entry]))
  const picked = pickScenes(scenes, limits)
  const ranked = scenes.flatMap((entry) => rankScene(entry, limits)).sort((a, b) => b.priority - a.priority)
  const selected = new Set<Beat>()
  const spent: Spending = { total: 0, quoted: 0, moods: 0, byScene: new Map() }
  spend(
    ranked.filter(({ beat }) => picked.has(beat.sceneId)),
    byId,
    limits,
    spent,
    selected,
  )
  spend(
    ranked.filter(({ beat }) => !picked.has(beat.sceneId)),
    byId,
    limits,
    spent,
    selected,
  )
  return selected
}
