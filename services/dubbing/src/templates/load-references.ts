import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import type { VoiceReference } from '../providers/voice-provider.ts'
import { providerOf } from '../providers/voice-providers.ts'
import type { DubbingTemplates } from './dubbing-templates.ts'

/** Reference clips, by the name of their template. */
export type References = ReadonlyMap<string, VoiceReference>

/**
 * Loads the reference clips that templates name; relative paths count from the folder of the template file. A clip that
 * cannot be read is left out and becomes a problem: the other templates speak all the same.
 */
export const loadReferences = async (
  { templates }: DubbingTemplates,
  templatesPath: string,
): Promise<{ references: References; problems: string[] }> => {
  const references = new Map<string, VoiceReference>()
  const problems: string[] = []
  for (const [name, template] of Object.entries(templates)) {
    const named = providerOf(template).referenceOf?.(template)
    if (!named) continue
    const { audio_path, text } = named
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
