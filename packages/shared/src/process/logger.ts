import { trace } from '@opentelemetry/api'
import { type Logger, pino } from 'pino'

export type { Logger } from 'pino'

/** Errors of libraries may contain whole clients with their credentials, so only these parts are logged. */
const serializeError = (error: unknown): unknown => {
  if (!(error instanceof Error)) return String(error)
  const { name, message, stack, cause } = error
  const code = 'code' in error ? error.code : undefined
  return { name, message, code, stack, ...(cause !== undefined && { cause: serializeError(cause) }) }
}

/** JSON lines on stdout, each with the trace it belongs to. Keys and tokens never reach the output. */
export const makeLogger = (service: string, level = 'info'): Logger =>
  pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: serializeError },
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: [
        'headers["x-api-key"]',
        'req.headers["x-api-key"]',
        'req.headers.authorization',
        'req.headers.cookie',
        '*.apiKey',
        '*.api_key',
        '*.password',
        '*.token',
        '*.secretKey',
      ],
      censor: '[redacted]',
    },
    mixin: () => {
      const span = trace.getActiveSpan()?.spanContext()
      return span ? { traceId: span.traceId, spanId: span.spanId } : {}
    },
  })
