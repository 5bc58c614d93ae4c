import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { geminiSettings } from '@vss/shared/ai/provider-settings.ts'
import { describe, expect, test } from 'vitest'
import { providerSettings } from '../packages/shared/src/ai/provider-settings.ts'
import { dubbingConfig } from '../services/dubbing/src/config.ts'
import { editingConfig } from '../services/editing/src/config.ts'
import { gatewayConfig } from '../services/gateway/src/config.ts'
import { narrationConfig } from '../services/narration/src/config.ts'
import { ragConfig } from '../services/rag/src/config.ts'
import { grants, parsePolicy } from '../verification/stand-ins/minio/evaluate-policy.ts'
import { secretFileOf, voiceShellSettings } from './voice-settings.ts'

/** What the compose files promise, read as they are; `scripts/verify_deploy.sh` starts them. */

const { parse } = createRequire(new URL('../services/dubbing/package.json', import.meta.url))('yaml') as {
  parse(text: string, options: { merge: boolean }): ComposeFile
}

type Service = {
  image?: string
  ports?: string[]
  restart?: string
  read_only?: boolean
  cap_drop?: string[]
  user?: string
  secrets?: (string | { source: string; target?: string })[]
  environment?: Record<string, string>
  volumes?: string[]
  labels?: Record<string, string>
  healthcheck?: object
  deploy?: { resources?: { limits?: { memory?: string } } }
  depends_on?: Record<string, { condition: string }>
}
type ComposeFile = { services: Record<string, Service>; secrets?: Record<string, { file: string }> }

const read = (name: string): ComposeFile =>
  parse(readFileSync(new URL(`../docker-compose.${name}.yml`, import.meta.url), 'utf8'), { merge: true })
const base = read('base')
const OURS = ['gateway', 'rag', 'narration', 'dubbing', 'editing'] as const
const SERVERS = ['postgres', 'nats', 'minio', 'jaeger'] as const

test('every image names its version', () => {
  for (const name of ['base', 'test', 'prod'])
    for (const [service, { image }] of Object.entries(read(name).services))
      if (image) expect([service, image]).toEqual([service, expect.stringMatching(/:[^/]*[\w}]$/)])
})

test('production publishes nginx alone, on port 80, and starts everything again', () => {
  const prod = read('prod')
  const published = [...Object.entries(base.services), ...Object.entries(prod.services)].filter(
    ([, { ports }]) => ports,
  )
  expect(published.map(([name, { ports }]) => [name, ports])).toEqual([
    ['nginx', [expect.stringMatching(/:-80\}:8080$/)]],
  ])
  for (const name of [...OURS, ...SERVERS, 'nginx'])
    expect([name, prod.services[name]?.restart]).toEqual([name, 'always'])
})

test('what dev publishes is open on this machine alone', () => {
  const ports = Object.values(read('dev').services).flatMap((service) => service.ports ?? [])
  expect(ports.length).toBeGreaterThan(4)
  expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([])
})

test.each(OURS)('%s runs without rights it does not need, bounded, with secrets of its own', (name) => {
  const service = base.services[name] as Service
  expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], environment: { NATS_USER: name } })
  expect(service.deploy?.resources?.limits?.memory).toMatch(/^\d+[gm]$/)
  const sources = (service.secrets ?? []).map((secret) => (typeof secret === 'string' ? secret : secret.source))
  const ofOthers = sources.filter((source) => OURS.some((other) => other !== name && source.startsWith(`${other}_`)))
  expect(ofOthers).toEqual([])
  expect(sources).not.toContain('postgres_password')
  expect(sources).not.toContain('database_admin_url')
  for (const [setting, value] of Object.entries(service.environment ?? {}))
    if (/(PASSWORD|SECRET_KEY|TOKEN|API_KEY)(_FILE)?$/.test(setting))
      expect([setting, value]).toEqual([expect.stringMatching(/_FILE$/), expect.stringMatching(/^\/run\/secrets\//)])
})

test('every secret that is used is defined, and lies in the folder that init.sh makes', () => {
  const used = Object.values(base.services).flatMap((service) =>
    (service.secrets ?? []).map((secret) => (typeof secret === 'string' ? secret : secret.source)),
  )
  expect([...new Set(used)].sort()).toEqual(Object.keys(base.secrets ?? {}).sort())
  for (const { file } of Object.values(base.secrets ?? {})) expect(file).toMatch(/^\.\/secrets\/[\w.]+$/)
})

describe('who asks paid providers', () => {
  const PAID = Object.keys({ ...providerSettings.shape, ...geminiSettings.shape })
  const VOICES = voiceShellSettings.map(({ name }) => name)
  /** As compose reads it of `.env`. */
  const setting = (name: string, fallback = '') => `\${${name}:-${fallback}}`
  /** Files, mounted where a service looks for them by itself. */
  const LISTS: Record<string, string> = {
    PROVIDER_PRICING: `${setting('PROVIDER_PRICING', './conf/pricing.yaml')}:/app/conf/pricing.yaml:ro`,
    PROVIDER_LIMITS: `${setting('PROVIDER_LIMITS', './conf/provider_limits.yaml')}:/app/conf/provider_limits.yaml:ro`,
  }
  const SCHEMAS = {
    gateway: gatewayConfig,
    rag: ragConfig,
    narration: narrationConfig,
    dubbing: dubbingConfig,
    editing: editingConfig,
  }
  /** What a container gets of them, whichever way. */
  const reaches = ({ environment = {}, volumes = [] }: Service): string[] => [
    ...Object.keys(environment).map((name) => name.replace(/_FILE$/, '')),
    ...Object.keys(LISTS).filter((name) => volumes.includes(LISTS[name] ?? '')),
  ]
  const secretsOf = ({ secrets = [] }: Service) => secrets.map((one) => (typeof one === 'string' ? one : one.source))
  const having = (wanted: (service: Service) => boolean) =>
    Object.entries(base.services).flatMap(([name, service]) => (wanted(service) ? [name] : []))

  test.each(OURS)('%s gets every setting it reads of them', (name) => {
    const known: string[] = Object.keys(SCHEMAS[name].shape)
    const needed = [...PAID, ...VOICES].filter((one) => known.includes(one))
    const got = reaches(base.services[name] as Service)
    expect(needed.filter((one) => !got.includes(one))).toEqual([])
  })

  test('nobody else gets their settings, and a key only who uses it', () => {
    const workers = ['rag', 'narration', 'dubbing', 'editing']
    expect(having((service) => reaches(service).some((one) => PAID.includes(one)))).toEqual(workers)
    expect(having((service) => reaches(service).some((one) => VOICES.includes(one)))).toEqual(['dubbing'])
    expect(having((service) => secretsOf(service).includes('google_api_key'))).toEqual(workers)
  })

  test.each(voiceShellSettings)('dubbing alone gets $name of $title, a key as a file', (voiceSetting) => {
    const { name } = voiceSetting
    const { environment = {} } = base.services.dubbing as Service
    const file = secretFileOf(voiceSetting)
    if (file === null) return expect(environment[name]).toBe(setting(name))
    const isKeyFile = typeof voiceSetting.kind === 'object'
    expect(environment[isKeyFile ? name : `${name}_FILE`]).toBe(`/run/secrets/${file}`)
    const secret = Object.entries(base.secrets ?? {}).find((entry) => entry[1].file === `./secrets/${file}`)?.[0]
    expect(having((service) => secretsOf(service).some((source) => source === secret))).toEqual(['dubbing'])
  })

  test('a setting that is not given is empty, so that the default of the service holds', () => {
    for (const worker of ['rag', 'narration', 'dubbing', 'editing']) {
      const { environment = {}, labels } = base.services[worker] as Service
      for (const name of PAID) if (name in environment) expect(environment[name]).toBe(setting(name))
      expect(labels).toEqual({ 'vss.providers': setting('PROVIDERS_STAMP') })
    }
  })
})

test('workers and gateway wait for a migrated ledger', () => {
  for (const name of OURS)
    expect(base.services[name]?.depends_on?.migrate).toEqual({ condition: 'service_completed_successfully' })
})

test('each mode keeps its data in a folder of its own', () => {
  for (const mode of ['dev', 'test', 'prod'])
    for (const name of ['postgres', 'nats', 'minio'])
      expect(read(mode).services[name]?.volumes?.[0]).toMatch(new RegExp(`^\\./${mode}_data/${name}:`))
})

describe('the object store lets', () => {
  const policyOf = (name: string) =>
    parsePolicy(readFileSync(new URL(`../conf/minio/policies/${name}.json`, import.meta.url), 'utf8'))
  const may = (name: string, action: string, key: string) =>
    grants([policyOf(name)], { action, resource: `arn:aws:s3:::${key}` })
  const UPLOAD = 'vss/orgs/o/uploads/u/story.json'
  const RESULT = 'vss/orgs/o/tasks/1/result.json'
  const TAKE = 'vss/orgs/o/cache/takes/h/c.wav'

  test.each(OURS)('%s do its work', (name) => {
    expect(may(name, 's3:GetObject', UPLOAD)).toBe(true)
    expect(may(name, 's3:PutObject', RESULT)).toBe(true)
  })

  test.each(OURS.filter((name) => name !== 'gateway'))(
    '%s delete, list, replace an upload or leave orgs/ never',
    (name) => {
      for (const key of [UPLOAD, RESULT, TAKE]) expect([key, may(name, 's3:DeleteObject', key)]).toEqual([key, false])
      expect(may(name, 's3:ListBucket', 'vss')).toBe(false)
      expect(may(name, 's3:PutObject', UPLOAD)).toBe(false)
      expect(may(name, 's3:PutObject', 'vss/elsewhere')).toBe(false)
      expect(may(name, 's3:GetObject', 'other/orgs/o/uploads/u/story.json')).toBe(false)
      expect(may(name, 's3:PutObject', TAKE)).toBe(name === 'dubbing')
    },
  )

  test('the gateway remove files, and neither make nor remove a bucket', () => {
    expect(may('gateway', 's3:DeleteObject', TAKE)).toBe(true)
    expect(may('gateway', 's3:CreateBucket', 'vss')).toBe(false)
    expect(may('gateway', 's3:DeleteBucket', 'vss')).toBe(false)
  })
})
