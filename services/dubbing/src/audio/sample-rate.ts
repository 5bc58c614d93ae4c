/** Of all takes, in Hz. */
export const SAMPLE_RATE = 24_000
