/**
 * Puts values into the `{slots}` of a prompt. Values are data: braces inside them stay as they are. Throws for a slot
 * without a value.
 */
export const fillPrompt = (prompt: string, values: Record<string, string | number>): string =>
  prompt.replace(/\{(\w+)\}/g, (_slot, name: string) => {
    if (!Object.hasOwn(values, name)) throw new Error(`the prompt has no value for {${name}}`)
    return String(values[name])
  })
