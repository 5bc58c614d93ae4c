import { AppError } from '@vss/shared/errors/app-error.ts'
import { isDatabaseUnavailable } from '@vss/shared/ledger/is-database-unavailable.ts'
import { ConfigError } from '@vss/shared/process/load-config.ts'

/** An operator's request that cannot be carried out, in one sentence. The command line prints it and exits with 1. */
export class AdminError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'AdminError'
  }
}

const UNDEFINED_TABLE = '42P01'
const INVALID_PASSWORD = '28P01'
const INVALID_DATABASE = '3D000'

const codeOf = (error: Error) => ('code' in error ? String(error.code) : '')

/** One sentence for the operator: what went wrong and what to do. */
export const describeFailure = (error: unknown): string => {
  if (error instanceof AdminError || error instanceof ConfigError || error instanceof AppError) return error.message
  if (isDatabaseUnavailable(error)) return 'The database does not answer. Check DATABASE_URL and that Postgres is up.'
  if (!(error instanceof Error)) return String(error)
  switch (codeOf(error)) {
    case UNDEFINED_TABLE:
      return 'The database has no tables yet. Run: pnpm vss migrate'
    case INVALID_PASSWORD:
    case INVALID_DATABASE:
      return `The database refuses the connection: ${error.message}. Check DATABASE_URL.`
  }
  return error.message
}
