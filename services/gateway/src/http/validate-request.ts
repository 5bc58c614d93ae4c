import { jsonPath } from '@vss/shared/artifacts/json-input.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import { describeIssue } from '@vss/shared/errors/describe-issue.ts'
import type { FastifySchemaCompiler } from 'fastify'
import type { z } from 'zod'

/** Checks the query and the parts of a path; what is wrong is a `parameter_invalid` that names the parameter. */
export const validateRequest: FastifySchemaCompiler<z.ZodType> =
  ({ schema }) =>
  (value: unknown) => {
    const parsed = schema.safeParse(value, { reportInput: true })
    if (parsed.success) return { value: parsed.data }
    const issue = parsed.error.issues[0]
    const params = { name: jsonPath(issue?.path ?? []), detail: describeIssue(issue) }
    return { error: new AppError('parameter_invalid', 'query.invalid', params) }
  }
