import { z } from 'zod'

/** Text of users as JSON on one line. `<` is escaped, so that no text can open or close a tag. Parsing gives the same value. */
export const toFencedJson = (data: unknown): string => JSON.stringify(data).replaceAll('<', '\\u003c')

/** Data for a prompt, between tags of that name which the data cannot close. */
export const fenceData = (name: string, data: unknown): string => `<${name}>\n${toFencedJson(data)}\n</${name}>`

const slotsOf = (text: string): Set<string> => new Set(Array.from(text.matchAll(/\{(\w+)\}/g), ([, slot = '']) => slot))

/**
 * The schema of a prompt in a file: it must have exactly these slots. Without this check at start, the data of a slot
 * that is missing would silently be missing from the prompt.
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
