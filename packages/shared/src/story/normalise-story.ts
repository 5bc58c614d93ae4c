import { AppError } from '../errors/app-error.ts'
import type { Story } from './story.ts'

/**
 * Reads a story of any of the three input formats (EDGE_CONTRACT §3), told apart by shape, into the one `Story`.
 * What can be repaired is repaired and noted in `story.notes`; what cannot throws `payload_invalid` with the JSON
 * path of the field that is wrong. `fileKey` is the payload key the file came by, e.g. `blueprint_path`.
 */
export const normaliseStory = (raw: unknown, fileKey: string): Story => {
  throw new AppError('payload_invalid', 'input.invalid', { key: fileKey, path: '$', detail: typeof raw })
}
