import type { DraftSegment, NarrationBrief } from '../../brief/brief.ts'
import { countUnits } from '../../language/count-units.ts'
import { findPeople, type People } from '../../language/find-people.ts'
import { makeWordFinder } from '../../language/keywords.ts'
import { shortenSegment } from '../../language/sentences.ts'
import type { NarrationWriter } from '../narration-writer.ts'
import type { Beat, TellableScene } from './beat.ts'
import { collectBeats } from './collect-beats.ts'
import { makePhraseBook } from './phrase-book.ts'
import { renderScenes } from './render-scenes.ts'
import { selectBeats } from './select-beats.ts'
import { useSpokenNames } from './use-spoken-names.ts'
import { focusWords, weighScene } from './weigh-scenes.ts'

/*
 * How a narration is written without a model. Everything worth telling is collected as beats: whole sentences with a
 * value, a length and a place in time (`collect-beats`). Beats are selected by focus, people, relevance and room
 * (`weigh-scenes`, `select-beats`) and rendered as segments with openings and comments of the style (`render-scenes`). The
 * openings and comments depend on which beats stand next to each other, so the real length is known only after rendering:
 * several rounds move the target length by part of the error, and the best round is used. Nothing is random: the same brief
 * gives the same text.
 */

/** Rounds of choosing and telling until the length is right: openings and comments are known only when told. */
const ROUNDS = 8

/** A beat that speaks for the focus counts this much more per word, up to three words. */
const FOCUS_BEAT = 0.25

/** How far one round moves the aim towards what was missing, and how far it may stray from the length. */
const STEP = 0.8
const MOST_AIM = 1.2
const LEAST_AIM = 0.8

/** A narration within this share under its length is as long as it should be. */
const CLOSE_ENOUGH = 0.03

const newPhrases = (brief: NarrationBrief) => makePhraseBook(brief.style, brief.stylePrompt, brief.lang)

/** The people of a scene; where it names nobody, those of the scene before in the same place: they are still there. */
const peopleThere = ({ scenes }: NarrationBrief, at: number, people: People): string[] => {
  const scene = scenes[at]?.scene
  const before = scenes[at - 1]?.scene
  if (!scene) return []
  const present = people.peopleOf(scene)
  const goesOn = before && before.chapterId === scene.chapterId && before.location === scene.location
  return present.length > 0 || !goesOn ? present : people.peopleOf(before)
}

const tellableScenes = (
  brief: NarrationBrief,
  people: People,
  focusHits: ((text: string) => number) | null,
): TellableScene[] => {
  const phrases = newPhrases(brief)
  const teller = brief.narrator ? { name: brief.narrator } : null
  const seen = new Set<string>()
  return brief.scenes.map((entry, at) => {
    const beats = collectBeats(entry.scene, peopleThere(brief, at, people), {
      lang: brief.lang,
      people,
      teller,
      phrases,
    }).filter((beat) => {
      const key = beat.sentence.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
      if (seen.has(key)) return false
      seen.add(key)
      return true
    })
    return {
      ...entry,
      beats,
      people: people.peopleOf(entry.scene),
      weight: weighScene(entry, beats, brief, people, focusHits),
    }
  })
}

type Attempt = { segments: DraftSegment[]; units: number; overScene: number }

const measure = (
  segments: readonly DraftSegment[],
  scenes: readonly TellableScene[],
  brief: NarrationBrief,
): Attempt & { byScene: Map<number, number> } => {
  const byScene = new Map<number, number>()
  for (const { text, sceneIds } of segments) {
    const [id = -1] = sceneIds
    byScene.set(id, (byScene.get(id) ?? 0) + countUnits(text, brief.lang))
  }
  const units = [...byScene.values()].reduce((sum, count) => sum + count, 0)
  const overScene = scenes.reduce(
    (sum, entry) => sum + Math.max(0, (byScene.get(entry.scene.id) ?? 0) - entry.seconds * brief.speakingRate),
    0,
  )
  return { segments: [...segments], units, overScene, byScene }
}

/** The better of two attempts: within the length and the footage of every scene first, then the longer. */
const better = (a: Attempt | null, b: Attempt, totalUnits: number): Attempt => {
  if (!a) return b
  const excess = (attempt: Attempt) => Math.max(0, attempt.units - totalUnits) + attempt.overScene
  if (excess(a) !== excess(b)) return excess(a) < excess(b) ? a : b
  return b.units > a.units ? b : a
}

const draft = (asked: NarrationBrief): DraftSegment[] => {
  const brief = useSpokenNames(asked)
  const people = findPeople(brief.story, brief.scenes, brief.lang)
  const words = focusWords(brief)
  const focusHits = words.length === 0 ? null : makeWordFinder(words, brief.lang)
  const scenes = tellableScenes(brief, people, focusHits)
  const totalUnits = brief.totalSec * brief.speakingRate
  const focusOf = (beat: Beat) => 1 + FOCUS_BEAT * Math.min(3, focusHits === null ? 0 : focusHits(beat.sentence))
  let extraUnits = new Map<number, number>(scenes.map((entry) => [entry.scene.id, brief.lang === 'zh' ? 8 : 5]))
  let best: Attempt | null = null
  let aim = totalUnits
  for (let round = 0; round < ROUNDS; round += 1) {
    const phrases = newPhrases(brief)
    const selected = selectBeats(scenes, {
      totalUnits: aim,
      unitsPerSec: brief.speakingRate,
      extraUnits,
      phrases,
      focusOf,
    })
    const attempt = measure(renderScenes(scenes, selected, { brief, people, phrases }), scenes, brief)
    best = better(best, attempt, totalUnits)
    const gap = totalUnits - attempt.units
    if (gap >= 0 && gap <= totalUnits * CLOSE_ENOUGH && attempt.overScene === 0) break
    const beatUnits = Map.groupBy(selected, (beat) => beat.sceneId)
    extraUnits = new Map(
      scenes.map(({ scene }) => {
        const own = (beatUnits.get(scene.id) ?? []).reduce((sum, beat) => sum + beat.units, 0)
        const known = attempt.byScene.has(scene.id)
          ? (attempt.byScene.get(scene.id) ?? 0) - own
          : (extraUnits.get(scene.id) ?? 0)
        return [scene.id, Math.max(0, known)]
      }),
    )
    // The chosen beats change which openings and comments there are, so the aim is led to the length in small steps.
    aim = Math.min(totalUnits * MOST_AIM, Math.max(totalUnits * LEAST_AIM, aim + gap * STEP))
  }
  return best?.segments ?? []
}

/** The writer of a server without an AI key: tells what the story itself says, in phrases of its word files. */
export const makeOfflineWriter = (): NarrationWriter => ({
  model: 'offline',
  languages: 'of_story',
  keepsLength: true,
  draft: async (brief) => draft(brief),
  shorten: async (request) => shortenSegment(request),
  rewrite: null,
})
