import type { CorpusIndex, IndexedScene } from './corpus-index.ts'
import { type Match, matchScenes } from './match-scenes.ts'
import { queryTokens } from './tokenize.ts'

/**
 * What a character of the query adds to a scene where they speak: half of the best word score, so that it reorders
 * neighbours without burying a scene that the words clearly ask for. Half of that where they are only named.
 */
const FOCUS_SPEAKS = 0.5
const FOCUS_NAMED = 0.25

/** Reasons per scene: the strongest terms suffice to see why it was found. */
const MAX_WHY = 8

/** How much more the first ranks count than later ones. 60 is the value of the paper. */
const RRF_K = 60

export type RankedScene = { scene: IndexedScene; score: number; why: string[] }

export type SceneQuery = {
  query: string
  /** Null = every scene. */
  sceneIds: readonly number[] | null
  characters: readonly string[]
  topK: number
  /** Similarity in meaning of each scene and the query, by position. Absent or null: words and characters decide alone. */
  similarities?: readonly (number | null)[] | null
}

type Candidate = {
  scene: IndexedScene
  score: number
  similarity: number | null
  names: string[]
  terms: Match['terms']
}

const focusOf = (scene: IndexedScene, characters: readonly string[]): { weight: number; names: string[] } => {
  const speaking = characters.filter((name) => scene.speakers.has(name))
  const named = characters.filter((name) => scene.mentioned.has(name))
  const weight = speaking.length ? FOCUS_SPEAKS : named.length ? FOCUS_NAMED : 0
  return { weight, names: [...speaking, ...named] }
}

/**
 * Reciprocal rank fusion (G. Cormack, C. Clarke, S. Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and
 * individual Rank Learning Methods", SIGIR 2009): joins rankings whose scores cannot be compared. The score of an item is
 * the sum of 1 / (60 + rank) over the rankings that have it, ranks counted from 1.
 */
export const fuseRankings = <Item>(rankings: readonly (readonly Item[])[]): Map<Item, number> => {
  const scores = new Map<Item, number>()
  for (const ranking of rankings) {
    for (const [at, item] of ranking.entries()) scores.set(item, (scores.get(item) ?? 0) + 1 / (RRF_K + at + 1))
  }
  return scores
}

const byScore = (a: Candidate, b: Candidate) => b.score - a.score || a.scene.sceneId - b.scene.sceneId

const whyOf = ({ names, terms, similarity }: Candidate): string[] => {
  const strongest = terms.toSorted((a, b) => b.score - a.score).map(({ written }) => written)
  const words = [...new Set([...names, ...strongest])].slice(0, MAX_WHY)
  return similarity === null ? words : [...words, `meaning ${similarity.toFixed(2)}`]
}

/** Joins the ranking by words and characters with the ranking by meaning: their scores differ in kind, so it adds ranks. */
const fuse = (candidates: readonly Candidate[], byWords: readonly Candidate[]): Map<Candidate, number> => {
  const nearness = (candidate: Candidate) => candidate.similarity ?? Number.NEGATIVE_INFINITY
  const byMeaning = candidates
    .filter(({ similarity }) => similarity !== null)
    .toSorted((a, b) => nearness(b) - nearness(a) || a.scene.sceneId - b.scene.sceneId)
  return fuseRankings([byWords, byMeaning])
}

/**
 * The best scenes in scope. Scenes with a score come first, best first, ties by scene id. The rest follow in storyline
 * order with score 0, because a narration needs scenes whatever the query.
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
