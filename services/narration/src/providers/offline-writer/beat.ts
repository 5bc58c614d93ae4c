import type { Dialogue } from '@vss/shared/story/story.ts'
import type { BriefScene } from '../../brief/brief.ts'

export type BeatKind = 'text' | 'dynamics' | 'highlight' | 'speech' | 'quote' | 'mood'

/** One thing worth telling about a scene, as a whole sentence. */
export type Beat = {
  kind: BeatKind
  sceneId: number
  sentence: string
  /** Other ways to put it, and the list they come from: told in turn, so that no phrase becomes a refrain. */
  variants: readonly string[]
  family: string
  /** Length in units of the language: characters or words. */
  units: number
  /** When in the scene it is told, in milliseconds of its chapter; ties by order of appearance. */
  atMs: number
  /** The beat it cannot stand without: its words point there. */
  needs: Beat | null
  /** How it goes on when it is told right after the beat it follows in its text. */
  following: { after: Beat; sentence: string } | null
  /** The line of dialogue it retells or quotes: a line is told once. */
  line: Dialogue | null
  /** How much it is worth telling before style and focus are asked. */
  value: number
  /** What it is about, for finding beats that say the same: content words, or pairs of characters. */
  marks: ReadonlySet<string>
}

/** A scene with everything that could be told of it. */
export type TellableScene = BriefScene & { beats: Beat[]; people: string[]; weight: number }
