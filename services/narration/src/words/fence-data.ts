/**
 * Material for a prompt, as JSON between tags of that name. No `<` is left inside, so no text of a user can end the
 * fence it stands in.
 */
export const fenceData = (name: string, data: unknown): string =>
  `<${name}>\n${JSON.stringify(data).replaceAll('<', '\\u003c')}\n</${name}>`
