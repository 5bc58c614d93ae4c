import type { RecordEntry } from './json-record.ts'
import type { Scene, StoryFormat, Timeline } from './story.ts'

/** A scene as its own entry describes it, before it has a chapter and a place in the storyline. */
export type SceneDraft = Omit<Scene, 'chapterId' | 'chapterNumber' | 'order' | 'timeline'>

/** A chapter as its own entry describes it. `listed` are its references to scenes, as the file writes them. */
export type ChapterDraft = {
  id: string
  number: number
  name: string
  at: string
  listed: { ref: unknown; at: string }[]
}

/** The scenes of a file by id, and a function that resolves the file's references to them. */
export type SceneIndex = {
  entries: Map<number, RecordEntry>
  /** The scene id of a reference; null if it refers to no scene. */
  resolve: (ref: unknown) => number | null
}

/** The result of a format's parser. Chapters and storyline are completed later, in the same way for all formats. */
export type StoryDraft = {
  format: StoryFormat
  assetId: string | null
  name: string
  fps: number | null
  chapters: ChapterDraft[]
  scenes: Map<number, SceneDraft>
  index: SceneIndex
  /** The chapter that each scene names itself, by scene id. */
  ownChapter: Map<number, { ref: unknown; at: string }>
  /** Scene ids in storyline order; empty if the file has no storyline. Scenes may be missing or repeated. */
  sequence: number[]
  timelines: Map<number, Timeline>
  /** Characters that the file lists separately from the spoken lines. */
  listedCharacters: string[]
}
