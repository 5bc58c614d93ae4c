import { clipForEmbedding } from './clip-for-embedding.ts'
import type { Section } from './section.ts'

/** What is embedded of a scene document. */
export const embeddedText = (sections: readonly Section[]): string =>
  clipForEmbedding(sections.map(({ label, text }) => `${label}: ${text}`).join('\n'))
