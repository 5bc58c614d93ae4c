import { z } from 'zod'

/** A prompt of a word file. One that lost a slot stops the start: what belongs there would silently be missing. */
export const template = (...slots: string[]) =>
  z.string().refine((text) => slots.every((slot) => text.includes(`{${slot}}`)), {
    error: `must have the slots ${slots.map((slot) => `{${slot}}`).join(', ')}`,
  })
