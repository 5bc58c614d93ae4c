/**
 * The closed set of what can go wrong, seen from outside. Each code has one HTTP status and one number of the
 * Edge contract; the tables are exhaustive for the compiler.
 */
export type ErrorCode =
  | 'unknown'
  | 'parameter_invalid'
  | 'payload_too_large'
  | 'idempotency_mismatch'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'create_failed'
  | 'unavailable'
  | 'task_not_found'
  | 'result_not_ready'
  | 'already_finished'
  | 'not_retryable'
  | 'not_exportable'
  | 'execution_failed'
  | 'rag_failed'
  | 'llm_failed'
  | 'tts_failed'
  | 'payload_invalid'
  | 'third_party_failed'
  | 'rate_limited'
  | 'file_io_failed'

export const HTTP_STATUS = {
  unknown: 500,
  parameter_invalid: 400,
  payload_too_large: 413,
  idempotency_mismatch: 422,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  create_failed: 503,
  unavailable: 503,
  task_not_found: 404,
  result_not_ready: 425,
  already_finished: 409,
  not_retryable: 409,
  not_exportable: 409,
  execution_failed: 404,
  rag_failed: 502,
  llm_failed: 502,
  tts_failed: 502,
  payload_invalid: 400,
  third_party_failed: 502,
  rate_limited: 429,
  file_io_failed: 503,
} as const satisfies Record<ErrorCode, number>

/** The numbers of the Edge contract (§1 there). */
export const EDGE_CODE = {
  unknown: 1000,
  parameter_invalid: 1001,
  payload_too_large: 1001,
  idempotency_mismatch: 1001,
  unauthorized: 1002,
  forbidden: 1003,
  not_found: 1004,
  create_failed: 2001,
  unavailable: 1000,
  task_not_found: 2002,
  result_not_ready: 1004,
  already_finished: 2003,
  not_retryable: 2003,
  not_exportable: 2003,
  execution_failed: 2004,
  rag_failed: 3001,
  llm_failed: 3002,
  tts_failed: 3003,
  payload_invalid: 3004,
  third_party_failed: 4001,
  rate_limited: 4002,
  file_io_failed: 4003,
} as const satisfies Record<ErrorCode, number>
