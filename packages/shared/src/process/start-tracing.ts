import { createRequire, syncBuiltinESMExports } from 'node:module'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg'
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici'
import { NodeSDK } from '@opentelemetry/sdk-node'
import { onShutdown } from './run-process.ts'

/** An unreachable collector must not delay a stopping process. */
const EXPORT_TIMEOUT_MS = 1_000

/** Exports spans by OTLP/HTTP to OTEL_EXPORTER_OTLP_ENDPOINT, which the SDK reads itself. */
export const startTracing = (serviceName: string): void => {
  const sdk = new NodeSDK({
    serviceName,
    traceExporter: new OTLPTraceExporter({ timeoutMillis: EXPORT_TIMEOUT_MS }),
    // Traces only: by default, the SDK would also send its own choice of metrics and logs to the same address.
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [
      new HttpInstrumentation({
        ignoreIncomingRequestHook: (request) => request.url === '/healthz' || request.url === '/readyz',
      }),
      new UndiciInstrumentation(),
      // Polls of the leader have no parent span and would outnumber everything else.
      new PgInstrumentation({ requireParentSpan: true }),
    ],
  })
  sdk.start()
  // The hook patches a built-in module when it is first required; modules that import it, such as the S3 client, need a sync.
  const require = createRequire(import.meta.url)
  require('node:http')
  require('node:https')
  syncBuiltinESMExports()
  onShutdown(() => sdk.shutdown())
}
