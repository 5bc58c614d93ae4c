import type { BriefScene } from '../../brief/brief.ts'
import { clipText } from './clip-text.ts'

/** A scene gets its place in the prompt and no more: somebody's novel in one field must not push out the others. */
const MOST_TEXT = 1_500
const MOST_LINE = 300
const MOST_NAME = 60
/** Of the spoken lines together, and of each of the other lists. */
const MOST_SPOKEN = 4_000
const MOST_LISTED = 1_000
const MOST_OUTLINE = 100

/** The first items that fit together, as the prompt writes them. */
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
    texts.flatMap((text) => clipText(text, MOST_LINE) ?? []),
    MOST_LISTED,
  )

/** What the model is shown of a scene; what the story does not say is left out. */
export const describeScene = ({ scene, facts }: BriefScene, maxUnits?: number): Record<string, unknown> => {
  const lines = scene.dialogues.map(({ speaker, text }) => ({
    speaker: clipText(speaker, MOST_NAME),
    text: clipText(text, MOST_LINE),
  }))
  return {
    id: scene.id,
    ...(maxUnits !== undefined && { max_units: maxUnits }),
    ...(scene.timeline !== 'LINEAR' && { timeline: scene.timeline }),
    name: clipText(scene.name, MOST_LINE),
    place: clipText(scene.location, MOST_LINE),
    text: clipText(scene.text, MOST_TEXT),
    events: clipText(scene.dynamics, MOST_TEXT),
    mood: clipText(scene.mood, MOST_LINE),
    captions: list(scene.captions.map(({ text }) => text)),
    lines: takeWithin(lines, MOST_SPOKEN),
    highlights: list(scene.highlights.map(({ description }) => description)),
    known: list(facts.map((fact) => `${fact.character}, ${fact.attribute}: ${fact.value}`)),
  }
}

/** The same in a few words, for the outline. */
export const outlineScene = ({ scene }: BriefScene): string =>
  clipText([scene.name, scene.dynamics ?? scene.text].filter(Boolean).join(': '), MOST_OUTLINE) ?? ''
