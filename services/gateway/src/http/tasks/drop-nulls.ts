const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const withoutNulls = (record: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null))

/**
 * A copy of a payload without the keys that are null, in itself, in `service_params` and in `control_params`:
 * clients send null for "not set", also where a contract has a default.
 */
export const dropNulls = (payload: Record<string, unknown>): Record<string, unknown> => {
  const result = withoutNulls(payload)
  if (!isRecord(result.service_params)) return result
  const params = withoutNulls(result.service_params)
  if (isRecord(params.control_params)) params.control_params = withoutNulls(params.control_params)
  return { ...result, service_params: params }
}
