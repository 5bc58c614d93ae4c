import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import type { DubbingTemplates } from './template.ts'

/** A voice to replicate. `id` is the SHA-256 of clip and text: a new clip under an old name is another voice. */
export type Reference = { id: string; fileName: string; audio: Buffer; text: string }

/** The references of templates, by template name. */
export type References = ReadonlyMap<string, Reference>

/**
 * Reads the reference clips that templates name; relative paths count from the folder of the template file. One that
 * cannot be read is left out and told as a problem: the other templates speak all the same.
 */
export const loadReferences = async (
  { templates }: DubbingTemplates,
  templatesPath: string,
): Promise<{ references: References; problems: string[] }> => {
  const references = new Map<string, Reference>()
  const problems: string[] = []
  for (const [name, template] of Object.entries(templates)) {
    if (template.provider !== 'aliyun_paieas' || !template.reference) continue
    const { audio_path, text } = template.reference
    const path = resolve(dirname(templatesPath), audio_path)
    try {
      const audio = await readFile(path)
      const id = createHash('sha256').update(audio).update('\0').update(text).digest('hex')
      references.set(name, { id, fileName: basename(path), audio, text })
    } catch (error) {
      problems.push(`The reference clip of the template ${name} cannot be read: ${(error as Error).message}`)
    }
  }
  return { references, problems }
}
