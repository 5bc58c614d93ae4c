import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ConfigError } from '@vss/shared/process/load-config.ts'
import { type Generation, makeEdgeClient } from '../harness/edge-client.ts'
import { runProduction } from '../harness/run-production.ts'
import { sampleProduction } from '../harness/samples.ts'
import { LocalRunError, type Stack, startStack } from '../harness/start-stack.ts'
import { checkPorts, loadLocalConfig } from './local/config.ts'
import { endLeftovers, lockDataDir } from './local/data-dir.ts'
import { nameProviders } from './local/name-providers.ts'
import { prepareTenant, type Tenant } from './local/prepare-tenant.ts'
import { renderTable, saveProduction } from './local/print-results.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)
const since = (start: number) => `${((performance.now() - start) / 1000).toFixed(1)} s`

const FILM_MINUTES = 3

/** Takes both sample stories through all five tasks, each as the client generation that sends its format. */
const runSamples = async (stack: Stack, tenant: Tenant, resultsDir: string) => {
  const run = async (lang: 'zh' | 'en', generation: Generation) => {
    const client = makeEdgeClient(stack.gatewayUrl, tenant, generation)
    const started = performance.now()
    let last = ''
    const result = await runProduction(client, sampleProduction(lang, FILM_MINUTES), (task, view) => {
      const percent = view.progress === null ? '' : ` ${Math.round(view.progress * 100)} %`
      const message = view.progress_message ? ` · ${view.progress_message}` : ''
      const line = `  ${lang}  ${task} ${view.status.toLowerCase()}${percent}${message}`
      if (line !== last) say(line)
      last = line
    })
    say(`  ${lang}  finished in ${since(started)}`)
    return saveProduction(join(resultsDir, lang), result)
  }
  return (await Promise.all([run('zh', 'A'), run('en', 'B')])).flat()
}

const curlLines = (stack: Stack, tenant: Tenant) => {
  const auth = `-H 'X-Instance-ID: ${tenant.instanceId}' -H 'X-Api-Key: ${tenant.apiKey}'`
  const api = `${stack.gatewayUrl}/api/v1`
  return [
    `  curl ${auth} '${api}/tasks/?limit=5'`,
    `  curl ${auth} -F file=@samples/zh/huigan.blueprint.json ${api}/files/upload/`,
    `  curl ${auth} -H 'Content-Type: application/json' -d '{"task_type":"CHARACTER_IDENTIFIER","payload":{"input_file_path":"<relative_path>"}}' ${api}/tasks/`,
    `  curl ${auth} ${api}/tasks/<id>/`,
    `  DATABASE_URL=${stack.databaseUrl} npx -y pnpm@10.34.9 vss list tasks`,
    `  API description: ${stack.gatewayUrl}/api/docs   requests by task: docs/tasks.md`,
  ].join('\n')
}

const untilSignal = () =>
  new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })

const main = async () => {
  const { values } = parseArgs({
    options: { once: { type: 'boolean', default: false }, 'no-job': { type: 'boolean', default: false } },
  })
  const started = performance.now()
  const { dataDir, ports, env } = loadLocalConfig()
  const unlock = lockDataDir(dataDir)
  const interrupted = untilSignal()
  let stack: Stack | null = null
  try {
    const leftovers = await endLeftovers(dataDir)
    if (leftovers > 0) say(`· ended ${leftovers} processes that an earlier run left behind`)
    await checkPorts(ports, env)
    say(`· ${nameProviders(env)}`)
    stack = await startStack({ dataDir, ports, env, durable: true, onStep: (step) => say(`· ${step}`) })
    const tenant = await prepareTenant(stack, dataDir)
    say(`· ready after ${since(started)}: ${stack.gatewayUrl} (logs: ${join(dataDir, 'logs')})`)
    if (tenant.adminPassword)
      say(`· first console user: admin / ${tenant.adminPassword} (shown once; this version has no console yet)`)
    if (!values['no-job']) {
      say('· taking the two sample stories through the five tasks of a film')
      const rows = await Promise.race([runSamples(stack, tenant, join(dataDir, 'results')), interrupted])
      if (!rows) return
      say(`\n${renderTable(rows)}\n\nThe job finished ${since(started)} after the start.`)
    }
    if (values.once) return
    say(`Try:\n${curlLines(stack, tenant)}\n`)
    say('The studio stays up. Stop it with Ctrl-C.')
    await interrupted
  } finally {
    if (stack) say('· stopping')
    await stack?.stop()
    unlock()
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    const known = error instanceof LocalRunError || error instanceof ConfigError
    process.stderr.write(`${known ? error.message : ((error as Error).stack ?? String(error))}\n`)
    process.exit(1)
  },
)
