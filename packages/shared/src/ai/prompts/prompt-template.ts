import { z } from 'zod'

const slotsOf = (text: string): Set<string> => new Set(Array.from(text.matchAll(/\{(\w+)\}/g), ([, slot = '']) => slot))

/**
 * A prompt from a file, to be checked at start: it has these slots and no other. What belongs into a lost one would
 * silently be missing.
 */
export const promptTemplate = (...slots: string[]) =>
  z.string().refine((text) => slotsOf(text).size === slots.length && slots.every((slot) => slotsOf(text).has(slot)), {
    error: `must have these slots and no other: ${slots.map((slot) => `{${slot}}`).join(', ')}`,
  })
