import type { Section } from './rag-database.ts'

/** Embedding models read 2,048 tokens: 6,000 bytes are at most 2,000 Chinese characters, or some 1,500 English tokens. */
const MAX_BYTES = 6_000

/** As much of a text as an embedding model reads, never cut inside a character. */
export const clipForEmbedding = (text: string): string =>
  new TextDecoder().decode(Buffer.from(text).subarray(0, MAX_BYTES), { stream: true })

/** The text of a scene document that is embedded. */
export const embeddedText = (sections: readonly Section[]): string =>
  clipForEmbedding(sections.map(({ label, text }) => `${label}: ${text}`).join('\n'))

/** A vector as bytes: 32-bit floats, little-endian, which is the memory layout of every platform we run on. */
export const packVector = (vector: readonly number[]): Buffer => Buffer.from(Float32Array.from(vector).buffer)

/** Copies the bytes: floats must start at a multiple of four, which a buffer of the driver does not guarantee. */
export const unpackVector = (bytes: Buffer): Float32Array => new Float32Array(Uint8Array.from(bytes).buffer)
