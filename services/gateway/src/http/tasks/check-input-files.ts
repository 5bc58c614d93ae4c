import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import type { PathParameter } from './collect-paths.ts'

/**
 * Throws `not_found` naming key and path of the first file the organisation does not have. The check counts as a
 * use of each file, so that none is swept away while the task waits.
 */
export const checkInputFiles = async (
  artifacts: Pick<ArtifactStore, 'touch'>,
  orgId: string,
  paths: PathParameter[],
): Promise<void> => {
  for (const { key, path } of paths) {
    if (await artifacts.touch(orgId, path)) continue
    // The former server kept its files under tmp/; clients still hold those names.
    const words = path.startsWith('tmp/') ? 'payload.file_not_found_tmp' : 'payload.file_not_found'
    throw new AppError('not_found', words, { key, path })
  }
}
