/**
 * The normalised story that every pipeline works on, whichever of the three input formats an Edge sent.
 *
 * Times are integer milliseconds relative to the chapter's own video. Scene ids are the client's and are
 * never renumbered. Absent facts are `null`, never a placeholder word.
 */
export type StoryLanguage = 'zh' | 'en'

export type Timeline = 'LINEAR' | 'FLASHBACK' | 'FLASHFORWARD' | 'INTERCUT' | 'DIVERGENCE'

export type StoryFormat = 'blueprint' | 'dataset' | 'flat'

export type Story = {
  format: StoryFormat
  /** The story's own asset id, where its format carries one. */
  assetId: string | null
  name: string
  /** Detected from the words of the story itself. */
  lang: StoryLanguage
  /** Frames per second of the footage, where the story says so. */
  fps: number | null
  /** In playing order: by chapter number, ties as the file lists them. */
  chapters: Chapter[]
  /** In storyline order: `scenes[i].order === i`. */
  scenes: Scene[]
  /** Every speaker and character the story names, in order of first appearance. */
  characters: string[]
  /** Repairs made while parsing, in the story's language, for the authors of the file. */
  notes: StoryNote[]
}

export type StoryNote = { path: string; problem: string }

export type Chapter = {
  /** Chapter number (blueprint), `chapter_uuid` (dataset) or original id (flat). Results call it `chapter_id`. */
  id: string
  /** Episode number, as used by `scope.episode_range`. */
  number: number
  name: string
  sceneIds: number[]
}

export type Scene = {
  id: number
  chapterId: string
  chapterNumber: number
  /** Position in the storyline. */
  order: number
  timeline: Timeline
  startMs: number
  endMs: number
  name: string | null
  /** Free text about the scene, where the format carries one (`textual`, `description`). */
  text: string | null
  contentType: string | null
  location: string | null
  dynamics: string | null
  mood: string | null
  dialogues: Dialogue[]
  captions: Caption[]
  highlights: Highlight[]
  cues: Cue[]
}

/**
 * Events lie inside their scene and are sorted by start. An event that was wholly outside is a point at the nearer end
 * of the scene, so a length of zero is possible.
 */
export type Dialogue = { text: string; speaker: string | null; startMs: number; endMs: number }
export type Caption = { text: string; type: string | null; startMs: number; endMs: number }
export type Highlight = {
  description: string | null
  type: string | null
  mood: string | null
  tags: string[]
  startMs: number
  endMs: number
}
export type Cue = { type: string | null; value: string; startMs: number; endMs: number }
