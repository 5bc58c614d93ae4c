import { readFileSync } from 'node:fs'
import { z } from 'zod'

const serviceAccount = z.looseObject({
  type: z.literal('service_account'),
  client_email: z.string().min(1),
  private_key: z.string().min(1),
  private_key_id: z.string().optional(),
  project_id: z.string().optional(),
})

/** A key of a service account, as Google's console gives it out. */
export type GoogleCredentials = z.output<typeof serviceAccount>

/**
 * The key in a file. A file that is missing or empty counts as none: deployments mount an empty one where there is no
 * key. `problem` says why a file with something in it is no key.
 */
export const readGoogleCredentials = (
  path: string,
): { credentials: GoogleCredentials | null; problem: string | null } => {
  let text: string
  try {
    text = readFileSync(path, 'utf8').trim()
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    return { credentials: null, problem: missing ? null : `${path} cannot be read: ${(error as Error).message}` }
  }
  if (text === '') return { credentials: null, problem: null }
  try {
    return { credentials: serviceAccount.parse(JSON.parse(text)), problem: null }
  } catch {
    return { credentials: null, problem: `${path} is not the JSON key of a Google service account` }
  }
}
