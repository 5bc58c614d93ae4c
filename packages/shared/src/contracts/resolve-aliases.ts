export type Aliases = Record<string, readonly string[]>

/** Forms send an empty text for a field that nobody filled in. */
const isBlank = (value: unknown) =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '')

/**
 * Renames the spellings deployed clients use to the canonical ones, before anything is parsed. A canonical key
 * that holds something wins over its aliases; unknown keys stay as they are. Does not change its input.
 */
export const resolveAliases = (raw: Record<string, unknown>, aliases: Aliases): Record<string, unknown> => {
  const result = { ...raw }
  for (const [canonical, others] of Object.entries(aliases)) {
    for (const alias of others) {
      if (!(alias in result)) continue
      if (isBlank(result[canonical])) result[canonical] = result[alias]
      delete result[alias]
    }
  }
  return result
}
