import { z } from 'zod'

export const identifiedFact = z.looseObject({
  scene_id: z.number().int(),
  attribute: z.string(),
  value: z.union([z.string(), z.number()]),
  source_text: z.string(),
  type: z.string(),
})

/** `character_facts_<uuid>.json`. */
export const characterFactsFile = z.looseObject({
  generation_date: z.string(),
  source_file: z.string(),
  identified_facts_by_character: z.record(z.string(), z.array(identifiedFact)),
})
export type CharacterFactsFile = z.output<typeof characterFactsFile>
