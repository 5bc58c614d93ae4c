/**
 * Puts values into the `{slot}`s of a prompt. What is put in stays as it is: braces in a value are no slots. Throws for
 * a slot without a value, which is a mistake in the file.
 */
export const fillPrompt = (template: string, values: Record<string, string>): string =>
  template.replace(/\{(\w+)\}/g, (_slot, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`the prompt has no value for {${name}}`)
    return value
  })

/** JSON of what users wrote, on one line, in which no tag can be closed: `<` is escaped, and read back as itself. */
export const toFencedJson = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c')
