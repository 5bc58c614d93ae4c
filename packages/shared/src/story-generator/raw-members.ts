import { isRecord, type JsonRecord } from '../story/read-record.ts'

/** The objects in a raw dictionary or list; none where earlier dirt left something else. */
export const membersOf = (value: unknown): JsonRecord[] =>
  typeof value === 'object' && value !== null ? Object.values(value).filter(isRecord) : []
