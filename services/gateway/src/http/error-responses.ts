import { z } from 'zod'

const errorBody = z
  .object({
    code: z.number().int().meta({ description: '0 is success; the numbers are listed in the API description' }),
    message: z.string().meta({ description: 'a sentence for a person: what was wrong, where, what to do' }),
    data: z.unknown(),
  })
  .meta({ id: 'Error', description: 'What went wrong' })

/** The error part of every route's description. */
export const errorResponses = { '4xx': errorBody, '5xx': errorBody } as const
