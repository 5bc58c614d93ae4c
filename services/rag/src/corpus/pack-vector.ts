/** A vector as bytes: 32-bit floats, little-endian, as every platform we run on has them in memory. */
export const packVector = (vector: readonly number[]): Buffer => Buffer.from(Float32Array.from(vector).buffer)

/** Copies, because floats must start at a multiple of four and a buffer of the driver need not. */
export const unpackVector = (bytes: Buffer): Float32Array => new Float32Array(Uint8Array.from(bytes).buffer)
