import { fillSlots } from '@vss/shared/errors/sentence.ts'
import { shortenText } from '@vss/shared/errors/shorten-text.ts'
import { loadYaml } from '@vss/shared/process/load-yaml.ts'
import type { Dialogue, Scene, Story, StoryLanguage } from '@vss/shared/story/story.ts'
import { z } from 'zod'
import { at, type Candidate } from '../film/film.ts'

const dialogue = z.strictObject({ line: z.string(), join: z.string() })
type DialogueWords = z.output<typeof dialogue>

const loadDialogueWords = (lang: StoryLanguage): DialogueWords =>
  loadYaml(new URL(`../../lexicon/${lang}/dialogue.yaml`, import.meta.url), dialogue)

const LINES: Record<StoryLanguage, DialogueWords> = { en: loadDialogueWords('en'), zh: loadDialogueWords('zh') }

/** A clip's text tells a person what it shows; a longer one would only swell the file with every clip cut from it. */
const MAX_CONTENT_CHARS = 400

/** A scene with more lines than hours of talk would have is broken data; the rest of it counts as action. */
const MAX_LINES_PER_SCENE = 1000

const firstOf = <T>(events: readonly T[]): readonly T[] => events.slice(0, MAX_LINES_PER_SCENE)

/**
 * Everything a clip can be cut from, by scene order and in order of time: groups of lines closer than `gapSec`, each
 * line, highlights, and the footage no line covers. Together they cover each scene.
 */
export const listCandidates = (story: Story, gapSec: number): Candidate[][] =>
  story.scenes.map((scene) => {
    const lines = scene.dialogues
      .filter((line) => line.endMs > line.startMs && line.startMs < scene.endMs && line.endMs > scene.startMs)
      .map((line) => ({ ...line, ...clamp(line, scene) }))
      .sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)
      .slice(0, MAX_LINES_PER_SCENE)
    const words = LINES[story.lang]
    return [
      ...groupLines(lines, gapSec * 1000).map((group) => ofLines(scene, group, words)),
      ...lines.map((line) => ofLines(scene, [line], words)),
      ...firstOf(scene.highlights).map((highlight) => ({
        type: 'highlight' as const,
        scene: scene.order,
        ...clamp(highlight, scene),
        content: shorten(highlight.description ?? highlight.type ?? describe(scene)),
      })),
      ...betweenLines(scene, lines),
    ].filter(({ startMs, endMs }) => endMs > startMs)
  })

const clamp = (span: { startMs: number; endMs: number }, scene: Scene) => ({
  startMs: Math.max(span.startMs, scene.startMs),
  endMs: Math.min(span.endMs, scene.endMs),
})

const groupLines = (lines: readonly Dialogue[], gapMs: number): Dialogue[][] => {
  const groups: Dialogue[][] = []
  let groupEndMs = 0
  for (const line of lines) {
    const group = groups.at(-1)
    if (group && line.startMs - groupEndMs < gapMs) group.push(line)
    else groups.push([line])
    groupEndMs = Math.max(group === groups.at(-1) ? groupEndMs : 0, line.endMs)
  }
  return groups.filter((group) => group.length > 1)
}

const ofLines = (scene: Scene, lines: readonly Dialogue[], words: DialogueWords): Candidate => ({
  type: lines.length > 1 ? 'dialogue_group' : 'dialogue_single',
  scene: scene.order,
  startMs: at(lines, 0).startMs,
  endMs: Math.max(...lines.map(({ endMs }) => endMs)),
  content: joinShort(
    lines.map(({ text, speaker }) =>
      speaker ? fillSlots(words.line, { speaker, text: shorten(text) }) : shorten(text),
    ),
    words.join,
  ),
})

const betweenLines = (scene: Scene, lines: readonly Dialogue[]): Candidate[] => {
  const gaps: Candidate[] = []
  const add = (startMs: number, endMs: number) => {
    if (endMs > startMs) {
      gaps.push({ type: 'action', scene: scene.order, startMs, endMs, content: seenBetween(scene, startMs, endMs) })
    }
  }
  let from = scene.startMs
  for (const line of lines) {
    add(from, line.startMs)
    from = Math.max(from, line.endMs)
  }
  add(from, scene.endMs)
  return gaps
}

/** What the annotators saw at that time, else what the scene is about. */
const seenBetween = (scene: Scene, startMs: number, endMs: number): string => {
  const seen = [
    ...firstOf(scene.highlights).map((highlight) => ({ ...highlight, text: highlight.description })),
    ...firstOf(scene.cues).map((cue) => ({ ...cue, text: cue.value })),
    ...firstOf(scene.captions),
  ].filter((event) => event.startMs < endMs && event.endMs > startMs && event.text)
  return seen.length > 0
    ? joinShort(
        seen.map(({ text }) => shorten(text ?? '')),
        ' ',
      )
    : shorten(describe(scene))
}

const describe = (scene: Scene): string =>
  [scene.location, scene.dynamics ?? scene.text, scene.mood].filter(Boolean).join(' · ') || (scene.name ?? '')

const shorten = (text: string): string => shortenText(text, MAX_CONTENT_CHARS)

/** Joins until the text is long enough, so that a scene of a thousand lines stays cheap. */
const joinShort = (parts: readonly string[], separator: string): string => {
  let text = ''
  for (const part of parts) {
    text += text ? separator + part : part
    if (text.length > MAX_CONTENT_CHARS) break
  }
  return shorten(text)
}
