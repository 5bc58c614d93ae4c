import { type RawScene, readRawStory } from './read-raw-story.ts'

type Clip = {
  scene_id: number
  chapter_id: string
  type: string
  is_group: boolean
  content: unknown
  start_time: string
  end_time: string
  duration: number
  original_duration: number
}
type Row = {
  narration: string
  narration_audio_path: string
  b_roll_clips: Clip[]
  metadata: { borrowed_sec: number; reused_sec: number }
}
type Dubbed = {
  narration: string
  audio_file_path: string
  duration_seconds: number
  source_scene_ids?: (number | string)[] | null
}
export type Checked = {
  story: unknown
  dubbing: { dubbing_script: Dubbed[] }
  editing: { editing_script: Row[]; total_sequences: number }
  /** Frames per second as a fraction. */
  fps: { num: number; den: number }
}

type Cut = { from: number; to: number; scene: RawScene }
type Grid = { first(ms: number): number; last(ms: number): number; ms(frames: number): number }

const SLACK_FRAMES = 25

const gridOf = ({ num, den }: Checked['fps']): Grid => {
  const [n, d] = [BigInt(num), BigInt(den) * 1000n]
  return {
    first: (ms) => Number((BigInt(ms) * n + d - 1n) / d),
    last: (ms) => Number((BigInt(ms) * n) / d),
    ms: (frames) => Number((BigInt(frames) * d) / n),
  }
}

/** A decimal number as a count of 10⁻¹⁸ seconds. */
const exact = (seconds: number): bigint => {
  const [mantissa = '0', exponent = '0'] = String(seconds).split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  return BigInt(whole + fraction) * 10n ** BigInt(18 + Number(exponent) - fraction.length)
}

const clockMs = (text: string): number | null => {
  const [, h, m, s, ms] = /^(\d{2,}):([0-5]\d):([0-5]\d)\.(\d{3})$/.exec(text) ?? []
  return h === undefined ? null : ((Number(h) * 60 + Number(m)) * 60 + Number(s)) * 1000 + Number(ms)
}

/** Frames of a set of spans, each counted once per chapter. */
const covered = (spans: { chapterId: string; from: number; to: number }[]): number => {
  let total = 0
  const until = new Map<string, number>()
  for (const { chapterId, from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const start = Math.max(from, until.get(chapterId) ?? 0)
    total += Math.max(0, to - start)
    until.set(chapterId, Math.max(start, to, until.get(chapterId) ?? 0))
  }
  return total
}

/**
 * Checks an editing script against the story and the dubbing script it was made from, knowing nothing of how it was
 * made. Returns the faults, a sentence each; an empty list means that a client can cut the script to the frame.
 */
export const checkEditingScript = (checked: Checked): string[] => {
  const wrong: string[] = []
  const grid = gridOf(checked.fps)
  const scenes = readRawStory(checked.story)
  const { dubbing_script: spoken } = checked.dubbing
  const { editing_script: rows, total_sequences } = checked.editing
  if (rows.length !== spoken.length || total_sequences !== spoken.length) return ['there is not one row a sentence']
  const film = rows.map((row, at) => {
    const dubbed = spoken[at] as Dubbed
    if (row.narration !== dubbed.narration) wrong.push(`row ${at}: another narration`)
    if (row.narration_audio_path !== dubbed.audio_file_path) wrong.push(`row ${at}: another audio path`)
    if (row.b_roll_clips.length === 0) wrong.push(`row ${at}: no clip`)
    return row.b_roll_clips.flatMap((clip, index) => readClip(clip, `row ${at} clip ${index}`, scenes, grid, wrong))
  })
  if (wrong.length > 0) return wrong
  checkSync(checked, film, wrong)
  checkLengths(checked, film, scenes, grid, wrong)
  checkSources(checked, film, scenes, grid, wrong)
  return wrong
}

const readClip = (clip: Clip, name: string, scenes: RawScene[], grid: Grid, wrong: string[]): Cut[] => {
  const scene = scenes.find(({ id }) => id === clip.scene_id)
  const startMs = clockMs(clip.start_time)
  const endMs = clockMs(clip.end_time)
  if (!scene || startMs === null || endMs === null) {
    wrong.push(`${name}: scene ${clip.scene_id} is unknown or a time is malformed (${clip.start_time})`)
    return []
  }
  const durationMs = Math.round(clip.duration * 1000)
  const from = grid.first(startMs)
  const frames = grid.first(durationMs)
  if (clip.chapter_id !== scene.chapterId) wrong.push(`${name}: chapter ${clip.chapter_id} is not its scene's`)
  if (startMs + durationMs !== endMs) wrong.push(`${name}: end is not start plus duration`)
  if (grid.ms(from) !== startMs || grid.ms(frames) !== durationMs) wrong.push(`${name}: not on the frame grid`)
  if (frames < 1) wrong.push(`${name}: no frame`)
  if (startMs < scene.startMs || endMs > scene.endMs) wrong.push(`${name}: outside its scene`)
  if (from < grid.first(scene.startMs) || from + frames > grid.last(scene.endMs)) {
    wrong.push(`${name}: uses a frame that is not wholly inside its scene`)
  }
  if (!(clip.original_duration > 0) || typeof clip.content !== 'string') wrong.push(`${name}: no candidate behind it`)
  if (clip.is_group !== (clip.type === 'dialogue_group')) wrong.push(`${name}: is_group does not fit its type`)
  return [{ from, to: from + frames, scene }]
}

/** Half a second in frames, rounded up; any frame where no scene is twice as long. */
const leastClip = (fps: Checked['fps'], scenes: RawScene[], grid: Grid): number => {
  const min = Math.ceil(fps.num / (2 * fps.den) - 1e-9)
  return scenes.some(({ startMs, endMs }) => grid.last(endMs) - grid.first(startMs) >= 2 * min) ? min : 1
}

const framesOf = (cuts: Cut[]): number => cuts.reduce((total, { from, to }) => total + to - from, 0)

/** 0 ≤ video − audio < 1 frame at every sentence end. */
const checkSync = ({ dubbing, fps }: Checked, film: Cut[][], wrong: string[]): void => {
  const frame = 10n ** 18n * BigInt(fps.den)
  let audio = 0n
  let video = 0n
  for (const [at, cuts] of film.entries()) {
    const own = exact((dubbing.dubbing_script[at] as Dubbed).duration_seconds) * BigInt(fps.num)
    audio += own
    video += BigInt(framesOf(cuts)) * frame
    const ahead = video - audio
    // A sentence shorter than a frame still has its picture.
    if (ahead < 0n || (ahead >= frame && own >= frame)) wrong.push(`row ${at}: video ends ${ahead} off its audio`)
  }
}

const checkLengths = ({ fps }: Checked, film: Cut[][], scenes: RawScene[], grid: Grid, wrong: string[]): void => {
  const min = leastClip(fps, scenes, grid)
  for (const [at, cuts] of film.entries()) {
    const need = Math.min(min, framesOf(cuts))
    for (const { from, to } of cuts) if (to - from < need) wrong.push(`row ${at}: a clip of ${to - from} frames`)
  }
}

const nearestCited = (cited: RawScene[][], at: number): RawScene[] => {
  for (let away = 0; away < cited.length; away++) {
    for (const near of [cited[at - away], cited[at + away]]) if (near && near.length > 0) return near
  }
  return []
}

/**
 * What is borrowed and shown again is as declared, and no more than it has to be. An entry is short when what it
 * cites holds less than it needs, or less than all who cite the same scenes need together.
 */
const checkSources = (
  { dubbing, editing, fps }: Checked,
  film: Cut[][],
  scenes: RawScene[],
  grid: Grid,
  wrong: string[],
) => {
  const spanOf = (scene: RawScene) => ({
    chapterId: scene.chapterId,
    from: grid.first(scene.startMs),
    to: Math.max(grid.first(scene.startMs), grid.last(scene.endMs)),
  })
  const known = dubbing.dubbing_script.map(({ source_scene_ids }) =>
    scenes.filter(({ id }) => (source_scene_ids ?? []).map(Number).includes(id)),
  )
  const cited = known.map((_, at) => nearestCited(known, at))
  const min = leastClip(fps, scenes, grid)
  const shown: { chapterId: string; from: number; to: number }[] = []
  let seen = 0
  let reused = 0
  let borrowed = 0
  for (const [at, cuts] of film.entries()) {
    shown.push(...cuts.map(({ from, to, scene }) => ({ chapterId: scene.chapterId, from, to })))
    const nowSeen = covered(shown)
    const again = framesOf(cuts) - (nowSeen - seen)
    const foreign = framesOf(cuts.filter(({ scene }) => !(cited[at] as RawScene[]).includes(scene)))
    const { borrowed_sec, reused_sec } = (editing.editing_script[at] as Row).metadata
    const frameSec = fps.den / fps.num
    if (Math.abs(borrowed_sec - foreign * frameSec) > 1e-5) wrong.push(`row ${at}: borrows ${foreign} undeclared`)
    if (Math.abs(reused_sec - again * frameSec) > 1e-5) wrong.push(`row ${at}: shows ${again} frames again undeclared`)
    seen = nowSeen
    reused += again
    borrowed += foreign
  }
  const demand = framesOf(film.flat())
  // Where clips have a least length, a scene that is shorter cannot be shown.
  const footage = covered(scenes.map(spanOf).filter(({ from, to }) => to - from >= min))
  const own = cited.map((list) => covered(list.map(spanOf)))
  const needs = film.map(framesOf)
  const citing = Map.groupBy(
    cited.flatMap((list, at) => list.map((scene) => ({ scene, at }))),
    ({ scene }) => scene,
  )
  const short = needs.filter((need, at) => {
    const rivals = new Set(cited[at]?.flatMap((scene) => (citing.get(scene) ?? []).map((other) => other.at)))
    const wanted = [...rivals].reduce((total, other) => total + (needs[other] as number), 0)
    const theirs = new Set([...rivals].flatMap((other) => cited[other] ?? []))
    return (own[at] as number) < need || covered([...theirs].map(spanOf)) < wanted
  }).length
  const allowed = Math.max(0, demand - footage) + SLACK_FRAMES * short
  if (reused > allowed) wrong.push(`${reused} frames shown again, ${allowed} allowed (${demand} of ${footage})`)
  const disjoint = covered(cited.flat().map(spanOf)) === own.reduce((total, frames) => total + frames, 0)
  const plenty = needs.every((need, at) => (own[at] as number) >= 2 * need)
  if (disjoint && plenty && (borrowed > 0 || reused > 0)) {
    wrong.push(`${borrowed} frames borrowed and ${reused} shown again though the cited scenes suffice`)
  }
}
