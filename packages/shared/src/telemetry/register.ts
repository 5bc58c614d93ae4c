import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg'
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici'
import { NodeSDK } from '@opentelemetry/sdk-node'

/**
 * Loaded before anything else (`node --import`): exports spans by OTLP/HTTP when OTEL_EXPORTER_OTLP_ENDPOINT is
 * set. `http`, `undici` and `pg` are reached through CommonJS, so patching needs no loader hook.
 */
// biome-ignore lint/style/noProcessEnv: the standard OTel variables are read by the SDK, before any config exists
const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SERVICE_NAME, npm_package_name } = process.env

if (OTEL_EXPORTER_OTLP_ENDPOINT) {
  const sdk = new NodeSDK({
    serviceName: OTEL_SERVICE_NAME ?? npm_package_name?.replace('@vss/', '') ?? 'vss',
    // A dead collector must not hold a stopping process.
    traceExporter: new OTLPTraceExporter({ timeoutMillis: 1_000 }),
    instrumentations: [
      new HttpInstrumentation({
        ignoreIncomingRequestHook: (request) => request.url === '/healthz' || request.url === '/readyz',
      }),
      new UndiciInstrumentation(),
      new PgInstrumentation({ requireParentSpan: true }),
    ],
  })
  sdk.start()
  const { onShutdown } = await import('../lifecycle/shutdown-hooks.ts')
  onShutdown(() => sdk.shutdown())
}
