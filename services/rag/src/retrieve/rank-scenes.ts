import type { CorpusIndex, IndexedScene } from './corpus-index.ts'
import { type Match, matchScenes } from './match-scenes.ts'
import { queryTokens } from './tokenize.ts'

/**
 * Reciprocal rank fusion (G. Cormack, C. Clarke, S. Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and
 * individual Rank Learning Methods", SIGIR 2009): rankings whose scores cannot be compared become one.
 */

/** How much the first places are worth more than those behind them. 60 is the paper's. */
const RRF_K = 60

/** Each item's score: the sum of 1 / (60 + rank) over the rankings that have it, ranks counted from 1. */
export const fuseRankings = <Item>(rankings: readonly (readonly Item[])[]): Map<Item, number> => {
  const scores = new Map<Item, number>()
  for (const ranking of rankings) {
    for (const [at, item] of ranking.entries()) scores.set(item, (scores.get(item) ?? 0) + 1 / (RRF_K + at + 1))
  }
  return scores
}

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
  /** How near the query each scene is in meaning, by position. Absent or null: words and people decide alone. */
  similarities?: readonly (number | null)[] | null
}

type Candidate = {
  scene: IndexedScene
  score: number
  similarity: number | null
  names: string[]
  terms: Match['terms']
}

const byScore = (a: Candidate, b: Candidate) => b.score - a.score || a.scene.sceneId - b.scene.sceneId

const whyOf = ({ names, terms, similarity }: Candidate): string[] => {
  const strongest = terms.toSorted((a, b) => b.score - a.score).map(({ written }) => written)
  const words = [...new Set([...names, ...strongest])].slice(0, MAX_WHY)
  return similarity === null ? words : [...words, `meaning ${similarity.toFixed(2)}`]
}

/** By words and people, and by meaning: scores of two kinds, so that ranks are what is added up. */
const fuse = (candidates: readonly Candidate[], byWords: readonly Candidate[]): Map<Candidate, number> => {
  const nearness = (candidate: Candidate) => candidate.similarity ?? Number.NEGATIVE_INFINITY
  const byMeaning = candidates
    .filter(({ similarity }) => similarity !== null)
    .toSorted((a, b) => nearness(b) - nearness(a) || a.scene.sceneId - b.scene.sceneId)
  return fuseRankings([byWords, byMeaning])
}

/**
 * The best scenes in scope: those with a score first, best first, ties by scene id; then, because a story told from
 * its scenes needs scenes whatever was asked, the rest in storyline order with score 0.
 */
export const rankScenes = (
  index: CorpusIndex,
  { query, sceneIds, characters, topK, similarities = null }: SceneQuery,
): RankedScene[] => {
  const scope = sceneIds && new Set(sceneIds)
  const matches = matchScenes(index, queryTokens(query))
  const inScope = [...index.scenes.entries()].filter(([, { sceneId }]) => !scope || scope.has(sceneId))
  const best = inScope.reduce((top, [position]) => Math.max(top, matches.get(position)?.score ?? 0), 0)
  const candidates = inScope.map(([position, scene]): Candidate => {
    const match = matches.get(position)
    const focus = focusOf(scene, characters)
    const score = (match?.score ?? 0) + focus.weight * (best || 1)
    const similarity = similarities?.[position] ?? null
    return { scene, score, similarity, names: focus.names, terms: match?.terms ?? [] }
  })
  const byWords = candidates.filter(({ score }) => score > 0).toSorted(byScore)
  const scores = similarities ? fuse(candidates, byWords) : new Map(byWords.map((one) => [one, one.score]))
  const scored = [...scores].map(([one, score]) => ({ ...one, score })).sort(byScore)
  const rest = candidates.filter((one) => !scores.has(one))
  return [...scored, ...rest].slice(0, topK).map((one) => ({ scene: one.scene, score: one.score, why: whyOf(one) }))
}
