type Statement = { Effect: 'Allow' | 'Deny'; Action: string[]; Resource: string[] }

/** An IAM policy document, with lists where it may have single words. */
export type Policy = { Version: '2012-10-17'; Statement: Statement[] }

/** One thing a request wants, such as `s3:GetObject` on `arn:aws:s3:::films/a.json`. */
export type Permission = { action: string; resource: string }

const STATEMENT_FIELDS = ['Sid', 'Effect', 'Action', 'Resource']

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const parseWords = (value: unknown, field: string, shape: RegExp): string[] => {
  const words: unknown[] = Array.isArray(value) ? value : [value]
  if (words.length === 0) throw new Error(`${field} is empty`)
  return words.map((word) => {
    if (typeof word === 'string' && shape.test(word)) return word
    throw new Error(`invalid ${field} ${JSON.stringify(word)}`)
  })
}

const parseStatement = (value: unknown): Statement => {
  if (!isObject(value)) throw new Error('a statement is no object')
  // Ignoring a condition would grant more than the policy says.
  const unknown = Object.keys(value).filter((field) => !STATEMENT_FIELDS.includes(field))
  if (unknown.length > 0) throw new Error(`this stand-in does not evaluate ${unknown.join(', ')}`)
  if (value.Effect !== 'Allow' && value.Effect !== 'Deny') throw new Error(`invalid Effect ${String(value.Effect)}`)
  return {
    Effect: value.Effect,
    Action: parseWords(value.Action, 'Action', /^s3:[A-Za-z*?]+$/),
    Resource: parseWords(value.Resource, 'Resource', /^arn:aws:s3:::.+$/),
  }
}

/** Reads a policy document; throws what is wrong with it. */
export const parsePolicy = (json: string): Policy => {
  const value: unknown = JSON.parse(json)
  if (!isObject(value)) throw new Error('the policy is no object')
  if (value.Version !== '2012-10-17') throw new Error(`invalid Version ${String(value.Version)}`)
  if (!Array.isArray(value.Statement)) throw new Error('Statement is no list')
  return { Version: value.Version, Statement: value.Statement.map(parseStatement) }
}

/** In a pattern `*` stands for any characters, also `/`, and `?` for one. */
const matches = (pattern: string, text: string) => {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text)
}

const covers = (statement: Statement, { action, resource }: Permission) =>
  statement.Action.some((pattern) => matches(pattern, action)) &&
  statement.Resource.some((pattern) => matches(pattern, resource))

/** Whether the policies together grant it: one must allow it, and none may deny it. */
export const grants = (policies: Policy[], wanted: Permission): boolean => {
  const effects = policies
    .flatMap((policy) => policy.Statement)
    .filter((statement) => covers(statement, wanted))
    .map((statement) => statement.Effect)
  return effects.includes('Allow') && !effects.includes('Deny')
}
