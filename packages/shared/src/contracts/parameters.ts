import { z } from 'zod'
import { baseLanguage } from './language.ts'

/** A language tag; only its base counts (`baseLanguage`). Checked, not rewritten: contracts hold no transforms. */
export const languageOf = (...languages: string[]) =>
  z
    .string()
    .refine((value) => languages.includes(baseLanguage(value)), { error: `must be one of ${languages.join(', ')}` })
    .meta({ examples: languages })

export const filePath = z.string().min(1).meta({ description: 'relative_path of an uploaded or produced file' })

export const overflowTolerance = z.number().min(-0.5).max(0.5)
