export type Aliases = Record<string, readonly string[]>

/**
 * Renames the spellings deployed clients use to the canonical ones, before anything is parsed. A canonical key
 * that is present wins over its aliases; unknown keys stay as they are. Does not change its input.
 */
export const resolveAliases = (raw: Record<string, unknown>, aliases: Aliases): Record<string, unknown> => {
  const result = { ...raw }
  for (const [canonical, others] of Object.entries(aliases)) {
    for (const alias of others) {
      if (!(alias in result)) continue
      if (result[canonical] === undefined || result[canonical] === null) result[canonical] = result[alias]
      delete result[alias]
    }
  }
  return result
}
