import type { RecordEntry } from './read-record.ts'
import type { Scene, StoryFormat, Timeline } from './story.ts'

/** A scene as its own entry describes it: not yet in a chapter, not yet in the storyline. */
export type SceneDraft = Omit<Scene, 'chapterId' | 'chapterNumber' | 'order' | 'timeline'>

/** A chapter as its own entry describes it, with the scenes it lists as the file writes them. */
export type ChapterDraft = {
  id: string
  number: number
  name: string
  at: string
  listed: { ref: unknown; at: string }[]
}

/** The scenes of a file by id, and how the file's own references find them. */
export type SceneIndex = {
  entries: Map<number, RecordEntry>
  /** The scene id a reference means; null when it means none. */
  resolve: (ref: unknown) => number | null
}

/** What a format's reader hands over, before chapters and storyline are settled for all formats alike. */
export type StoryDraft = {
  format: StoryFormat
  assetId: string | null
  name: string
  fps: number | null
  chapters: ChapterDraft[]
  scenes: Map<number, SceneDraft>
  index: SceneIndex
  /** What each scene itself says about its chapter, by scene id. */
  ownChapter: Map<number, { ref: unknown; at: string }>
  /** Scene ids as the storyline names them; empty when the file has none. May lack and repeat scenes. */
  sequence: number[]
  timelines: Map<number, Timeline>
  /** Characters the file lists apart from the spoken lines. */
  listedCharacters: string[]
}
