/** What users wrote, as JSON on one line. No `<` is left in it: no text can open or close a tag. It reads back unchanged. */
export const toFencedJson = (data: unknown): string => JSON.stringify(data).replaceAll('<', '\\u003c')

/** Material for a prompt, between tags of that name that nothing inside can end. */
export const fenceData = (name: string, data: unknown): string => `<${name}>\n${toFencedJson(data)}\n</${name}>`
