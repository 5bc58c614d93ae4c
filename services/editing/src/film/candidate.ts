/** Footage that may become a clip: a conversation, a line, a highlight, or what happens between the words. */
export type Candidate = {
  type: 'dialogue_group' | 'dialogue_single' | 'action' | 'highlight'
  /** Order of its scene. */
  scene: number
  /** Milliseconds of the chapter's video, inside the scene; `endMs > startMs`. */
  startMs: number
  endMs: number
  /** Lines with their speakers, or what is to be seen. */
  content: string
}

/** How well a candidate goes under an entry: 0 (nothing in common) … 1. */
export type Preference = (entry: number, candidate: Candidate) => number
