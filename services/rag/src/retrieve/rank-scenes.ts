import type { CorpusIndex, IndexedScene } from './corpus-index.ts'
import { matchScenes } from './match-scenes.ts'
import { queryTokens } from './tokenize.ts'

/**
 * How much a character asked for adds to a scene where they speak: half of what the best match of the query has, so
 * that it reorders neighbours without burying a scene the words clearly ask for. Named only: half of that.
 */
const FOCUS_SPEAKS = 0.5
const FOCUS_NAMED = 0.25

/** Terms told per scene; the strongest suffice to see why it is there. */
const MAX_WHY = 8

export type RankedScene = { scene: IndexedScene; score: number; why: string[] }

const focusOf = (scene: IndexedScene, characters: readonly string[]): { weight: number; names: string[] } => {
  const speaking = characters.filter((name) => scene.speakers.has(name))
  const named = characters.filter((name) => scene.mentioned.has(name))
  const weight = speaking.length ? FOCUS_SPEAKS : named.length ? FOCUS_NAMED : 0
  return { weight, names: [...speaking, ...named] }
}

export type SceneQuery = {
  query: string
  /** Null = every scene. */
  sceneIds: readonly number[] | null
  characters: readonly string[]
  topK: number
}

/**
 * The best scenes in scope: those with a score first, best first, ties by scene id; then, because a story told from
 * its scenes needs scenes whatever was asked, the rest in storyline order with score 0.
 */
export const rankScenes = (index: CorpusIndex, { query, sceneIds, characters, topK }: SceneQuery): RankedScene[] => {
  const scope = sceneIds && new Set(sceneIds)
  const matches = matchScenes(index, queryTokens(query))
  const inScope = [...index.scenes.entries()].filter(([, { sceneId }]) => !scope || scope.has(sceneId))
  const best = inScope.reduce((top, [position]) => Math.max(top, matches.get(position)?.score ?? 0), 0)
  const ranked = inScope.map(([position, scene]) => {
    const match = matches.get(position)
    const focus = focusOf(scene, characters)
    const score = (match?.score ?? 0) + focus.weight * (best || 1)
    return { scene, score, names: focus.names, terms: match?.terms ?? [] }
  })
  const scored = ranked.filter(({ score }) => score > 0)
  const rest = ranked.filter(({ score }) => score === 0)
  scored.sort((a, b) => b.score - a.score || a.scene.sceneId - b.scene.sceneId)
  return [...scored, ...rest].slice(0, topK).map(({ scene, score, names, terms }) => {
    const strongest = terms.toSorted((a, b) => b.score - a.score).map(({ written }) => written)
    return { scene, score, why: [...new Set([...names, ...strongest])].slice(0, MAX_WHY) }
  })
}
