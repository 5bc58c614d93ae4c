import type { z } from 'zod'
import type { Said } from './sentence.ts'
import type { SentenceKey } from './sentences/en.ts'
import { shortenText } from './shorten-text.ts'

const SHOWN_CHARACTERS = 41

/** A value as errors and notes show it: short, on one line, the same in every language. Its members are not shown. */
export const describeValue = (value: unknown): string => {
  if (typeof value === 'string') {
    return JSON.stringify(shortenText(value, SHOWN_CHARACTERS).toWellFormed())
  }
  if (Array.isArray(value)) return '[…]'
  if (typeof value === 'object' && value !== null) return '{…}'
  return String(value)
}

const NOT_OF_TYPE: Record<string, SentenceKey> = {
  string: 'value.not_text',
  number: 'value.not_number',
  int: 'value.not_whole',
  boolean: 'value.not_boolean',
  array: 'value.not_list',
  tuple: 'value.not_list',
  object: 'value.not_object',
  record: 'value.not_object',
}

const tooSmall = (origin: string, isInclusive = true): SentenceKey => {
  if (origin === 'string') return 'value.empty'
  if (origin === 'array') return 'value.too_few'
  return isInclusive ? 'value.under_minimum' : 'value.not_above'
}
const tooBig = (origin: string): SentenceKey => {
  if (origin === 'string') return 'value.too_long'
  return origin === 'array' ? 'value.too_many' : 'value.over_maximum'
}

/** The `params` of a zod refinement: the sentence for a rule that a contract adds. */
export const rule = (key: SentenceKey, params: Said['params'] = {}) => ({ params: { said: { key, params } } })

const keyOf = (issue: z.core.$ZodIssue): Said => {
  const actual = describeValue(issue.input)
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return { key: 'value.missing', params: {} }
      return { key: NOT_OF_TYPE[issue.expected] ?? 'value.invalid', params: { actual } }
    case 'too_small':
      return { key: tooSmall(issue.origin, issue.inclusive), params: { limit: Number(issue.minimum), actual } }
    case 'too_big':
      return { key: tooBig(issue.origin), params: { limit: Number(issue.maximum), actual } }
    case 'invalid_value':
      return { key: 'value.not_one_of', params: { known: issue.values.join(', ') } }
    case 'invalid_union':
      if (!('options' in issue) || !issue.options) break
      return { key: 'value.not_one_of', params: { known: issue.options.join(', ') } }
    case 'custom': {
      const said = issue.params?.said as Said | undefined
      if (said) return said
    }
  }
  return { key: 'value.invalid', params: { actual } }
}

/**
 * A sentence about what is wrong with a value. The issue must come from a parse with `reportInput`: without it, a missing
 * value cannot be distinguished from one of another type.
 */
export const describeIssue = (issue: z.core.$ZodIssue | undefined): Said =>
  issue ? keyOf(issue) : { key: 'value.invalid', params: { actual: '' } }
