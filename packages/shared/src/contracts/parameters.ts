import { z } from 'zod'
import { rule } from '../errors/describe-issue.ts'
import { baseLanguage } from './language.ts'

/** A whole number as text, short enough for a JavaScript number to hold it exactly. */
export const WHOLE_NUMBER = /^-?\d{1,15}$/

/** A language tag, of which only the base counts (`baseLanguage`). It is checked, not rewritten: contracts have no transforms. */
export const languageOf = (...languages: string[]) =>
  z
    .string()
    .refine(
      (value) => languages.includes(baseLanguage(value)),
      rule('value.not_one_of', { known: languages.join(', ') }),
    )
    .meta({ examples: languages })

export const filePath = z.string().min(1).meta({ description: 'relative_path of an uploaded or produced file' })

export const overflowTolerance = z.number().min(-0.5).max(0.5).meta({
  description:
    'how much longer than its footage a segment may be, as a share: 0 fits, -0.15 leaves 15 % air, 0.2 may spill 20 %',
})

export const speakingRate = z
  .number()
  .positive()
  .max(20)
  .nullish()
  .meta({ description: 'pace of the narrator: characters a second in zh, ja and ko, words a second elsewhere' })

export const modelName = z.string().nullish().meta({ description: 'model of a live provider; without effect offline' })

export const temperature = z
  .number()
  .min(0)
  .max(2)
  .nullish()
  .meta({ description: 'freedom of a live model, 0 to 2; without effect offline' })

/** Offline, a story is narrated in its own language; a request for another one is answered with a remark. */
export const storyLanguage = languageOf('zh', 'en')
  .nullish()
  .meta({ description: "language of the result; offline the story's own is used and `message` says so" })

/** The same limit as for a story's own id. It is the key of a corpus; a much longer one does not fit into an index. */
const MAX_ASSET_ID_CHARACTERS = 200

export const assetId = z.string().min(1).max(MAX_ASSET_ID_CHARACTERS).nullish().meta({
  description: "name of the series' corpus: the same in DEPLOY_RAG_CORPUS and GENERATE_NARRATION; else the story's own",
})
