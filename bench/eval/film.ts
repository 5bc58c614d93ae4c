/** A clip as an Edge cuts it: milliseconds in the video of the scene's chapter. */
export type Clip = { sceneId: number; startMs: number; durationMs: number }

/** A spoken sentence: what it cites and how long it was measured, in milliseconds and parts of them. */
export type Sentence = { text: string; sceneIds: number[]; audioMs: number }

/** The footage under each sentence. */
export type Film = Clip[][]

/** Who cut a film: the editing service, or a baseline. */
export const CUTTERS = ['ours', 'A', 'B'] as const
export type Cutter = (typeof CUTTERS)[number]
