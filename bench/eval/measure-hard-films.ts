import { normaliseStory } from '@vss/shared/story/normalise-story.ts'
import { CHALLENGES, inventEditingCase } from '../../services/editing/src/testing/invent-editing-case.ts'
import { CUTTERS, type Cutter } from './film.ts'
import { measureFilm } from './measure-film.ts'
import { cutFilms } from './offline-services.ts'

/** The films of one challenge by one cutter. */
export type HardFigures = {
  challenge: string
  cut: Cutter
  films: number
  /** The least of any film. */
  lockedShare: number
  worstLockFrames: number
  /** Of all films. */
  spillSec: number
  overlapSec: number
  /** Footage left over counts even when it is shorter than a clip may be. */
  avoidableOverlapSec: number
}

const SEEDS = 10

const cutCase = async (seed: number, challenge: (typeof CHALLENGES)[number]) => {
  const { rate, story: raw, dubbing } = inventEditingCase(seed, challenge)
  const story = normaliseStory(raw, 'story')
  const sentences = dubbing.dubbing_script.map(({ narration, source_scene_ids, duration_seconds }) => ({
    text: narration,
    sceneIds: source_scene_ids,
    audioMs: duration_seconds * 1000,
  }))
  const films = await cutFilms({ raw, fps: String(rate.fps), story }, sentences)
  return CUTTERS.map((cut) => ({ cut, figures: measureFilm(films[cut], sentences, story, rate) }))
}

/**
 * Measures films of invented scenes that are hard to cut: too short, shared, too few, unknown. One row for each challenge
 * and cutter.
 */
export const measureHardFilms = async (): Promise<HardFigures[]> => {
  const rows: HardFigures[] = []
  for (const challenge of CHALLENGES) {
    const measured: Awaited<ReturnType<typeof cutCase>> = []
    for (let seed = 1; seed <= SEEDS; seed += 1) measured.push(...(await cutCase(seed, challenge)))
    for (const cut of CUTTERS) {
      const own = measured.filter((one) => one.cut === cut).map(({ figures }) => figures)
      const sumOf = (key: 'spillSec' | 'overlapSec' | 'avoidableOverlapSec') =>
        own.reduce((total, figures) => total + figures[key], 0)
      rows.push({
        challenge,
        cut,
        films: own.length,
        lockedShare: Math.min(...own.map(({ lockedShare }) => lockedShare)),
        worstLockFrames: Math.max(...own.map(({ worstLockFrames }) => worstLockFrames)),
        spillSec: sumOf('spillSec'),
        overlapSec: sumOf('overlapSec'),
        avoidableOverlapSec: sumOf('avoidableOverlapSec'),
      })
    }
  }
  return rows
}
