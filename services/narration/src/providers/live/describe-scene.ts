import { cutText } from '@vss/shared/errors/shorten-text.ts'
import type { BriefScene } from '../../brief/brief.ts'

/**
 * Every scene has its share of the prompt: a novel in one field must not push out the other scenes. In characters; the
 * numbers are part of what a kept answer is found by, so another number means that drafts are paid for again.
 */
const MOST_TEXT = 1_500
const MOST_LINE = 300
const MOST_NAME = 60
/** All lines of dialogue together, and each of the other lists, in characters of JSON. */
const MOST_SPOKEN = 4_000
const MOST_LISTED = 1_000
const MOST_OUTLINE = 100

/**
 * A text of a story for a prompt: trimmed, and cut to its first characters, with an ellipsis after them. Undefined when
 * nothing is left.
 */
export const excerptOf = (text: string | null, most: number): string | undefined => {
  const whole = (text ?? '').trim()
  const start = cutText(whole, most)
  if (start === '') return undefined
  return start === whole ? whole : `${start}…`
}

/** The first items that fit together, measured as the prompt writes them. */
const takeWithin = <Item>(items: readonly Item[], most: number): Item[] => {
  let used = 0
  const end = items.findIndex((item) => {
    used += JSON.stringify(item).length
    return used > most
  })
  return items.slice(0, end < 0 ? items.length : end)
}

const list = (texts: readonly (string | null)[]): string[] =>
  takeWithin(
    texts.flatMap((text) => excerptOf(text, MOST_LINE) ?? []),
    MOST_LISTED,
  )

/** What the prompt shows of a scene. Fields that the story leaves empty are left out. */
export const describeScene = ({ scene, facts }: BriefScene, maxUnits?: number): Record<string, unknown> => {
  const lines = scene.dialogues.map(({ speaker, text }) => ({
    speaker: excerptOf(speaker, MOST_NAME),
    text: excerptOf(text, MOST_LINE),
  }))
  return {
    id: scene.id,
    ...(maxUnits !== undefined && { max_units: maxUnits }),
    ...(scene.timeline !== 'LINEAR' && { timeline: scene.timeline }),
    name: excerptOf(scene.name, MOST_LINE),
    place: excerptOf(scene.location, MOST_LINE),
    text: excerptOf(scene.text, MOST_TEXT),
    events: excerptOf(scene.dynamics, MOST_TEXT),
    mood: excerptOf(scene.mood, MOST_LINE),
    captions: list(scene.captions.map(({ text }) => text)),
    lines: takeWithin(lines, MOST_SPOKEN),
    highlights: list(scene.highlights.map(({ description }) => description)),
    known: list(facts.map((fact) => `${fact.character}, ${fact.attribute}: ${fact.value}`)),
  }
}

/** A scene in a few words, for the outline. */
export const outlineScene = ({ scene }: BriefScene): string =>
  excerptOf([scene.name, scene.dynamics ?? scene.text].filter(Boolean).join(': '), MOST_OUTLINE) ?? ''
