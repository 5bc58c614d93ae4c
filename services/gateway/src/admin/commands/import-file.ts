import { randomUUID } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { asciiName, objectKeyOf } from '@vss/shared/artifacts/artifact-store.ts'
import type { ObjectStore } from '@vss/shared/artifacts/object-store.ts'
import type { Database } from '@vss/shared/ledger/database.ts'
import type { Command } from 'commander'
import type { Kysely } from 'kysely'
import { contentTypeOf } from '../../http/files/file-names.ts'
import { isSafePath } from '../../http/is-safe-path.ts'
import { AdminError } from '../admin-error.ts'
import { findOrganization } from '../find-organization.ts'
import { withLedger, withObjects } from '../lend-resources.ts'
import { hashFile } from '../object-files.ts'
import { printResult } from '../print-result.ts'

export type FileToImport = { orgId: string; localPath: string; relativePath: string }
export type ImportedFile = { relativePath: string; sizeBytes: number; sha256: string; imported: boolean }

const sizeOf = async (path: string): Promise<number> => {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile()) throw new AdminError(`There is no file ${path}.`)
  if (found.size === 0) throw new AdminError(`The file ${path} is empty.`)
  return found.size
}

/**
 * Stores a file under the path a client remembers, such as `tmp/…` of the former server. Repeating it with the same
 * content changes nothing (`imported: false`); other content under a path that is taken is refused.
 */
export const importFile = async (
  db: Kysely<Database>,
  objects: Pick<ObjectStore, 'putFile'>,
  file: FileToImport,
): Promise<ImportedFile> => {
  const { orgId, localPath, relativePath } = file
  if (!isSafePath(relativePath)) {
    throw new AdminError(`"${relativePath}" is no relative path: no leading slash, no "..", no backslash.`)
  }
  const sizeBytes = await sizeOf(localPath)
  const sha256 = await hashFile(localPath)
  const existing = await db
    .selectFrom('vss.artifact')
    .select('sha256')
    .where('org_id', '=', orgId)
    .where('relative_path', '=', relativePath)
    .executeTakeFirst()
  if (existing && existing.sha256 !== sha256) {
    throw new AdminError(`The organisation has another file under "${relativePath}" already.`)
  }
  if (existing) return { relativePath, sizeBytes, sha256, imported: false }
  const fileName = basename(relativePath)
  const contentType = contentTypeOf(fileName)
  const objectKey = objectKeyOf(orgId, `uploads/${randomUUID()}/${asciiName(fileName)}`)
  await objects.putFile(objectKey, localPath, sizeBytes, contentType)
  await db
    .insertInto('vss.artifact')
    .values({
      org_id: orgId,
      relative_path: relativePath,
      object_key: objectKey,
      file_name: fileName,
      content_type: contentType,
      size_bytes: sizeBytes,
      sha256,
    })
    .execute()
  return { relativePath, sizeBytes, sha256, imported: true }
}

export const addImportFile = (program: Command): void => {
  program
    .command('import-file')
    .description('bring in a file under the path a client remembers, say tmp/… of the former server')
    .argument('<file>')
    .requiredOption('--org <id or name>')
    .option('--as <path>', 'relative path; default tmp/<file name>')
    .action(async (file: string, options: { org: string; as?: string }, command: Command) => {
      const relativePath = options.as ?? `tmp/${basename(file)}`
      const imported = await withLedger((db) =>
        withObjects(async (objects) =>
          importFile(db, objects, { orgId: await findOrganization(db, options.org), localPath: file, relativePath }),
        ),
      )
      printResult(command, imported)
    })
}
