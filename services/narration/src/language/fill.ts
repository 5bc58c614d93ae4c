/**
 * Puts values into the `{slots}` of a sentence from a word file, which may be filled in turns: a slot without a value
 * stays. Values are data: braces inside them stay as they are.
 */
export const fill = (template: string, values: Record<string, string | number>): string =>
  template.replace(/\{(\w+)\}/g, (slot, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : slot))
