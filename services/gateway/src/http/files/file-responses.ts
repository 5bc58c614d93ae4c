import { z } from 'zod'
import { errorResponses } from '../error-responses.ts'

/** The response part of a route that streams a file. */
export const fileResponses = {
  200: {
    description: 'the bytes of the file, as they were stored',
    content: { 'application/octet-stream': { schema: z.any().meta({ type: 'string', format: 'binary' }) } },
  },
  ...errorResponses,
}
