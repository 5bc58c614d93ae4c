import { expect, test } from 'vitest'
import { type Candidate, type FilmEntry, type FilmScene, lengthOf, type Preference } from './film.ts'
import { fitFilm } from './fit-film.ts'

const rate = { num: 25, den: 1 }
const limits = { min: 13, max: 150 }

/** Scenes one after another in one chapter; `spans` gives frames. */
const scenesOf = (...spans: [number, number][]): FilmScene[] =>
  spans.map(([from, to], order) => ({ order, id: order + 1, chapterId: '1', from, to }))

const entriesOf = (...wishes: [frames: number, cited: number[]][]): FilmEntry[] =>
  wishes.map(([frames, cited], index) => ({
    index,
    frames,
    cited,
    preferred: cited,
    anchors: cited,
    minFrames: Math.min(limits.min, frames),
  }))

const fit = (scenes: FilmScene[], entries: FilmEntry[], candidates: Candidate[][] = [], prefer: Preference = () => 0) =>
  fitFilm({ scenes, entries, candidates, prefer, limits, rate })

const shown = (fitted: ReturnType<typeof fit>) =>
  fitted.map(({ clips }) => clips.map(({ scene, from, to }) => [scene, from, to]))

test('twenty sentences about one scene get its footage once, then that of its neighbours, then it is shown again', () => {
  const scenes = scenesOf([0, 500], [500, 1000], [1000, 1500])
  const fitted = fit(scenes, entriesOf(...Array.from({ length: 20 }, (): [number, number[]] => [100, [1]])))
  const total = (key: 'borrowedFrames' | 'reusedFrames') => fitted.reduce((sum, entry) => sum + entry[key], 0)
  expect(total('reusedFrames')).toBe(500)
  expect(fitted.slice(0, 5).every(({ borrowedFrames }) => borrowedFrames === 0)).toBe(true)
  expect(fitted.every(({ clips }) => clips.reduce((sum, clip) => sum + lengthOf(clip), 0) === 100)).toBe(true)
})

test('a sentence whose scene is used up borrows from the nearest scene, and the others keep theirs', () => {
  const scenes = scenesOf([0, 100], [100, 160], [160, 260], [260, 1000])
  const fitted = fit(scenes, entriesOf([100, [0]], [100, [1]], [100, [2]]))
  expect(fitted.map(({ borrowedFrames }) => borrowedFrames)).toEqual([0, 40, 0])
  expect(shown(fitted)[1]?.map(([scene]) => scene)).toEqual([1, 3])
})

test('a rest that is too short for a clip is made long enough by shortening the other', () => {
  const scenes = scenesOf([0, 100], [100, 300])
  const [entry] = fit(scenes, entriesOf([105, [0]]))
  expect(entry?.clips.map(lengthOf)).toEqual([92, 13])
  expect(entry?.borrowedFrames).toBe(13)
})

test('footage that two scenes share is shown once', () => {
  const scenes = scenesOf([0, 100], [50, 150])
  const fitted = fit(scenes, entriesOf([75, [0]], [75, [1]]))
  expect(fitted.map(({ reusedFrames, borrowedFrames }) => reusedFrames + borrowedFrames)).toEqual([0, 0])
})

test('a sentence shorter than the least clip is one clip', () => {
  const fitted = fit(scenesOf([0, 8], [8, 200]), entriesOf([7, [0, 1]], [9, [0]]))
  expect(shown(fitted)[0]).toHaveLength(1)
  expect(shown(fitted)[1]).toHaveLength(1)
})

test('a film longer than its footage shows what was longest ago', () => {
  const scenes = scenesOf([0, 100], [100, 200])
  const fitted = fit(scenes, entriesOf([100, [0]], [100, [1]], [100, [1]]))
  expect(fitted.map(({ reusedFrames }) => reusedFrames)).toEqual([0, 0, 100])
  expect(shown(fitted)[2]).toEqual([[0, 0, 100]])
})

test('a film as long as its footage shows nothing twice, though the rests are too short for clips', () => {
  const scenes = scenesOf([0, 121], [121, 660])
  const wishes: [number, number[]][] = [111, 111, 108, 110, 111, 107].map((frames, at) => [
    frames,
    at % 2 ? [0, 1] : [0],
  ])
  const fitted = fit(scenes, entriesOf(...wishes))
  expect(fitted.map(({ reusedFrames }) => reusedFrames)).toEqual([0, 0, 0, 0, 0, 0])
  for (const clip of fitted.flatMap(({ clips }) => clips)) expect(lengthOf(clip)).toBeGreaterThanOrEqual(limits.min)
})

test('a footage of ten frames loops', () => {
  const [entry] = fitFilm({
    scenes: scenesOf([0, 10]),
    entries: entriesOf([35, [0]]).map((entry) => ({ ...entry, minFrames: 1 })),
    candidates: [],
    prefer: () => 0,
    limits: { min: 1, max: 150 },
    rate,
  })
  expect(entry?.clips.reduce((sum, clip) => sum + lengthOf(clip), 0)).toBe(35)
  expect(entry?.reusedFrames).toBe(25)
})

const candidate = (scene: number, startMs: number, endMs: number, content: string): Candidate => ({
  type: 'action',
  scene,
  startMs,
  endMs,
  content,
})

test('a clip is cut where the words suit the sentence', () => {
  const moments = [
    candidate(0, 0, 10_000, 'tea'),
    candidate(0, 10_000, 20_000, 'fire'),
    candidate(0, 20_000, 40_000, ''),
  ]
  const [entry] = fit(scenesOf([0, 1000]), entriesOf([100, [0]]), [moments], (_, { content }) =>
    Number(content === 'fire'),
  )
  const [clip] = entry?.clips ?? []
  expect(clip && clip.from >= 250 && clip.to <= 500).toBe(true)
})

test('without words to go by, sentences about a scene show it in order and not the same moment', () => {
  const moments = [candidate(0, 0, 20_000, ''), candidate(0, 20_000, 40_000, '')]
  const fitted = fit(scenesOf([0, 1000]), entriesOf([100, [0]], [100, [0]], [100, [0]]), [moments])
  const starts = fitted.map(({ clips }) => clips[0]?.from ?? -1)
  expect(starts).toEqual([...starts].sort((a, b) => a - b))
  expect((starts[2] as number) - (starts[0] as number)).toBeGreaterThan(300)
})

test('long takes of one scene are cut into clips of two to six seconds', () => {
  const [entry] = fit(scenesOf([0, 2000]), entriesOf([400, [0]]), [[candidate(0, 0, 80_000, '')]])
  for (const clip of entry?.clips ?? []) expect(lengthOf(clip)).toBeLessThanOrEqual(400)
  expect(entry?.clips.reduce((sum, clip) => sum + lengthOf(clip), 0)).toBe(400)
})
