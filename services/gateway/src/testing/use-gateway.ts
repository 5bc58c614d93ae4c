import { afterAll } from 'vitest'
import type { GatewayDeps } from '../deps.ts'
import { makeEdgeClient } from './edge-client.ts'
import { openTestGateway } from './open-test-gateway.ts'

/**
 * A gateway for all tests of a file, with one tenant and a client of that tenant. Call it at the top of the file:
 * `const { gateway, tenant, client } = await useGateway()`. It closes itself after the last test.
 */
export const useGateway = async (overrides: Partial<GatewayDeps> = {}) => {
  const gateway = await openTestGateway(overrides)
  afterAll(() => gateway.close())
  const tenant = await gateway.addTenant('Studio')
  return { gateway, tenant, client: makeEdgeClient(gateway, tenant) }
}
