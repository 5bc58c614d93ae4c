import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ServiceName } from '@vss/shared/contracts/task-contract.ts'
import { freePort } from '@vss/shared/local/free-port.ts'
import { type EdgeClient, type EdgeIdentity, type Generation, makeEdgeClient } from './edge-client.ts'
import { ROOT } from './service-process.ts'
import { type Ports, type Stack, startStack } from './start-stack.ts'

export type StudioOptions = {
  /** Settings given to every service. */
  env?: Record<string, string>
  /** The workers to start with the gateway; all by default. */
  workers?: readonly ServiceName[]
  /** Postgres waits for its disk, as in production. Off by default: tests lose nothing that matters. */
  durable?: boolean
}

/** The whole product as real processes, seen from outside. */
export type Studio = {
  stack: Stack
  /** Where and on which ports the servers of the stack keep their data: needed to start one of them again. */
  dataDir: string
  ports: Ports
  identity: EdgeIdentity
  edge(generation: Generation): EdgeClient
  /** Another organisation with an Edge instance of its own. */
  anotherTenant(): Promise<EdgeIdentity>
  close(): Promise<void>
}

const run = promisify(execFile)

/** Runs one command of the operator's command line as a process of its own and returns the JSON that it prints. */
const runAdmin = async ({ env }: Stack, ...args: string[]): Promise<unknown> => {
  const main = join(ROOT, 'services/gateway/src/admin/main.ts')
  const { stdout } = await run(process.execPath, ['--import', 'tsx', main, '--json', ...args], { cwd: ROOT, env })
  return JSON.parse(stdout)
}

let tenants = 0

const makeTenant = async (stack: Stack): Promise<EdgeIdentity> => {
  tenants += 1
  const organization = `Organisation ${tenants}`
  await runAdmin(stack, 'create-organization', organization)
  return (await runAdmin(stack, 'create-edge-instance', 'edge', '--org', organization)) as EdgeIdentity
}

/** Starts the whole product as real processes on free ports, empty, with one organisation. */
export const openStudio = async ({ env, workers, durable = false }: StudioOptions = {}): Promise<Studio> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'vss-studio-'))
  // Postgres runs as an unprivileged account.
  chmodSync(dataDir, 0o711)
  const ports = { gateway: await freePort(), postgres: await freePort(), nats: await freePort(), s3: await freePort() }
  const stack = await startStack({ dataDir, ports, env: { LOG_LEVEL: 'warn', ...env }, durable, workers })
  const close = async () => {
    await stack.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    const identity = await makeTenant(stack)
    return {
      stack,
      dataDir,
      ports,
      identity,
      edge: (generation) => makeEdgeClient(stack.gatewayUrl, identity, generation),
      anotherTenant: () => makeTenant(stack),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
