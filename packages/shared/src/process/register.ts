/**
 * Loaded before anything else (`node --import`), so that `http`, `undici` and `pg` are patched before they are used.
 * Costs nothing when tracing is off.
 */
// biome-ignore lint/style/noProcessEnv: the standard OTel variables, read before any config exists
const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SERVICE_NAME } = process.env

if (OTEL_EXPORTER_OTLP_ENDPOINT) {
  const { startTracing } = await import('./start-tracing.ts')
  startTracing(OTEL_SERVICE_NAME ?? 'vss')
}

export {}
