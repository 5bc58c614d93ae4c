import type { Section } from './rag-database.ts'

/** Models of embeddings read 2,048 tokens. These are at most 2,000 Chinese characters, or some 1,500 English tokens. */
const MAX_BYTES = 6_000

/** As much of a text as a model of embeddings reads, cut between two characters. */
export const clipForEmbedding = (text: string): string =>
  new TextDecoder().decode(Buffer.from(text).subarray(0, MAX_BYTES), { stream: true })

/** What is embedded of a scene document. */
export const embeddedText = (sections: readonly Section[]): string =>
  clipForEmbedding(sections.map(({ label, text }) => `${label}: ${text}`).join('\n'))
