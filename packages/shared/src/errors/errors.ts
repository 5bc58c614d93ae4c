/** How an error is handled and shown. */
type ErrorTraits = {
  /** The status of an HTTP response with this error. */
  http: number
  /** The number that Edge clients know, in `code` of a response and of a failed task. */
  edge: number
  /** Whether a task that fails with it is tried again, because the same input can succeed at another time. */
  retry: boolean
}

/** The closed set of error codes. A new one is a line here and its sentences in `sentences/{en,zh}.ts`. */
export const ERRORS = {
  unknown: { http: 500, edge: 1000, retry: true },
  parameter_invalid: { http: 400, edge: 1001, retry: false },
  payload_too_large: { http: 413, edge: 1001, retry: false },
  idempotency_mismatch: { http: 422, edge: 1001, retry: false },
  unauthorized: { http: 401, edge: 1002, retry: false },
  forbidden: { http: 403, edge: 1003, retry: false },
  not_found: { http: 404, edge: 1004, retry: false },
  create_failed: { http: 503, edge: 2001, retry: true },
  unavailable: { http: 503, edge: 1000, retry: true },
  task_not_found: { http: 404, edge: 2002, retry: false },
  result_not_ready: { http: 425, edge: 1004, retry: true },
  already_finished: { http: 409, edge: 2003, retry: false },
  not_retryable: { http: 409, edge: 2003, retry: false },
  not_exportable: { http: 409, edge: 2003, retry: false },
  execution_failed: { http: 404, edge: 2004, retry: false },
  rag_failed: { http: 502, edge: 3001, retry: false },
  llm_failed: { http: 502, edge: 3002, retry: false },
  tts_failed: { http: 502, edge: 3003, retry: false },
  payload_invalid: { http: 400, edge: 3004, retry: false },
  third_party_failed: { http: 502, edge: 4001, retry: true },
  rate_limited: { http: 429, edge: 4002, retry: true },
  file_io_failed: { http: 503, edge: 4003, retry: true },
} as const satisfies Record<string, ErrorTraits>

export type ErrorCode = keyof typeof ERRORS
