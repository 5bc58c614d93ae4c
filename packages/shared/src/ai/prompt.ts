import { z } from 'zod'

/** What users wrote, as JSON on one line. No `<` is left in it: no text can open or close a tag. It reads back unchanged. */
export const toFencedJson = (data: unknown): string => JSON.stringify(data).replaceAll('<', '\\u003c')

/** Material for a prompt, between tags of that name that nothing inside can end. */
export const fenceData = (name: string, data: unknown): string => `<${name}>\n${toFencedJson(data)}\n</${name}>`

const slotsOf = (text: string): Set<string> => new Set(Array.from(text.matchAll(/\{(\w+)\}/g), ([, slot = '']) => slot))

/**
 * A prompt from a file, to be checked at start: it has these slots and no other. What belongs into a lost one would
 * silently be missing.
 */
export const promptTemplate = (...slots: string[]) =>
  z.string().refine((text) => slotsOf(text).size === slots.length && slots.every((slot) => slotsOf(text).has(slot)), {
    error: `must have these slots and no other: ${slots.map((slot) => `{${slot}}`).join(', ')}`,
  })

/**
 * Puts values into the `{slots}` of a prompt. Values are data: braces inside them stay as they are. Throws for a slot
 * without a value.
 */
export const fillPrompt = (prompt: string, values: Record<string, string | number>): string =>
  prompt.replace(/\{(\w+)\}/g, (_slot, name: string) => {
    if (!Object.hasOwn(values, name)) throw new Error(`the prompt has no value for {${name}}`)
    return String(values[name])
  })
