import { createRequire, syncBuiltinESMExports } from 'node:module'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg'
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici'
import { NodeSDK } from '@opentelemetry/sdk-node'
import { onShutdown } from './run-process.ts'

/** A dead collector must not hold a stopping process. */
const EXPORT_TIMEOUT_MS = 1_000

/** Exports spans by OTLP/HTTP to OTEL_EXPORTER_OTLP_ENDPOINT, which the SDK reads itself. */
export const startTracing = (serviceName: string): void => {
  const sdk = new NodeSDK({
    serviceName,
    traceExporter: new OTLPTraceExporter({ timeoutMillis: EXPORT_TIMEOUT_MS }),
    // Traces only: the SDK would send metrics and logs of its own choosing to the same address.
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [
      new HttpInstrumentation({
        ignoreIncomingRequestHook: (request) => request.url === '/healthz' || request.url === '/readyz',
      }),
      new UndiciInstrumentation(),
      // Polls of the leader have no parent and would drown everything else.
      new PgInstrumentation({ requireParentSpan: true }),
    ],
  })
  sdk.start()
  // The hook patches a builtin when it is first required; what is imported, as by the S3 client, sees it after a sync.
  const require = createRequire(import.meta.url)
  require('node:http')
  require('node:https')
  syncBuiltinESMExports()
  onShutdown(() => sdk.shutdown())
}
