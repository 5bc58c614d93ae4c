import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { geminiSettings } from '@vss/shared/ai/provider-settings.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { providerSettings } from '../packages/shared/src/ai/provider-settings.ts'
import { liveProviders } from '../services/dubbing/src/providers/voice-providers.ts'
import { secretFileOf, voiceShellSettings } from './voice-settings.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Records its calls and answers as an engine with every image, whose ledger has what `$STUB/instances` says. */
const DOCKER = `#!/usr/bin/env bash
printf '%s\\n' "$*" >> "$STUB/calls"
case "$*" in *"$(cat "$STUB/fail-on" 2>/dev/null || echo nothing-fails)"*) cat "$STUB/says" >&2; exit 1 ;; esac
case "$*" in
  *'config --images'*) echo postgres:18-bookworm ;;
  *'--json list organizations') echo '[ { "id": "org-1" } ]' ;;
  *'--json list instances') cat "$STUB/instances" 2>/dev/null || echo '[]' ;;
  *create-edge-instance*) echo 'apiKey  shown-once' ; echo '[ 1 ]' > "$STUB/instances" ;;
esac
exit 0
`

let home: string
let stub: string
const inHome = (...path: string[]) => join(home, ...path)
const mode = (path: string) => (statSync(inHome(path)).mode & 0o777).toString(8)
const settings = (): Record<string, string> =>
  Object.fromEntries(
    [...readFileSync(inHome('.env'), 'utf8').matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value ?? '']),
  )

const init = (args: string[], options: { input?: string; env?: Record<string, string> } = {}) => {
  const ended = spawnSync('bash', [inHome('init.sh'), ...args], {
    input: options.input ?? '',
    env: { PATH: `${join(stub, 'bin')}:${process.env.PATH}`, STUB: stub, HOME: home, ...options.env },
    encoding: 'utf8',
  })
  const calls = existsSync(join(stub, 'calls')) ? readFileSync(join(stub, 'calls'), 'utf8') : ''
  return { ...ended, calls }
}

beforeEach(() => {
  stub = mkdtempSync(join(tmpdir(), 'vss-stub-'))
  home = mkdtempSync(join(tmpdir(), 'vss-home-'))
  mkdirSync(join(stub, 'bin'))
  writeFileSync(join(stub, 'bin', 'docker'), DOCKER)
  chmodSync(join(stub, 'bin', 'docker'), 0o755)
  for (const path of ['init.sh', 'scripts/lib', 'conf']) cpSync(join(ROOT, path), inHome(path), { recursive: true })
  rmSync(inHome('conf/gcp-credentials.json'), { force: true })
})
afterEach(() => {
  rmSync(stub, { recursive: true, force: true })
  rmSync(home, { recursive: true, force: true })
})

const TEST = ['--test', '--ai-mode', 'offline', '--yes']

describe('the first start', () => {
  test('makes settings and secrets that nobody else can read, all strong and all different', () => {
    const { status, stdout, stderr } = init(TEST)
    expect([status, stderr]).toEqual([0, ''])
    expect([mode('.env'), mode('secrets')]).toEqual(['600', '700'])
    const secrets = Object.entries(settings()).filter(([name]) => /(PASSWORD|S3_KEY)$/.test(name))
    expect(secrets).toHaveLength(17)
    for (const [, value] of secrets) expect(value).toMatch(/^[0-9a-f]{48}$/)
    expect(new Set(secrets.map(([, value]) => value)).size).toBe(secrets.length)
    for (const [, value] of secrets) expect(stdout).not.toContain(value)
    expect(stdout).toContain('shown-once')
  })

  test('derives a file for every secret of the compose file', () => {
    init(TEST)
    const compose = readFileSync(join(ROOT, 'docker-compose.base.yml'), 'utf8')
    const wanted = [...compose.matchAll(/file: \.\/secrets\/([\w.]+)/g)].map(([, name]) => name)
    expect(readdirSync(inHome('secrets')).sort()).toEqual(wanted.sort())
    const { RAG_DATABASE_PASSWORD, RAG_NATS_PASSWORD } = settings()
    const read = (name: string) => readFileSync(inHome('secrets', name), 'utf8')
    expect(read('rag_database_url')).toBe(`postgres://vss_rag:${RAG_DATABASE_PASSWORD}@postgres:5432/vss`)
    expect(read('nats_passwords.conf')).toContain(`NATS_PASSWORD_RAG = "${RAG_NATS_PASSWORD}"`)
  })
})

describe('another start', () => {
  test('changes no secret, keeps what the operator wrote and makes no second key', () => {
    init(TEST)
    const before = settings()
    writeFileSync(inHome('.env'), `${readFileSync(inHome('.env'), 'utf8')}NARRATION_REPLICAS=4\n`)
    const { status, stdout } = init(['--test', '--yes'])
    expect(status).toBe(0)
    expect(settings()).toEqual({ ...before, NARRATION_REPLICAS: '4' })
    expect(stdout).not.toContain('shown-once')
  })

  test('a developer’s machine logs more and lets every page call', () => {
    init(['--dev', '--ai-mode', 'offline', '--yes'])
    expect(settings()).toMatchObject({ ALLOWED_ORIGINS: '*', LOG_LEVEL: 'debug', PUBLIC_URL: '' })
  })

  test('takes a setting that is given now', () => {
    init(['--prod', '--domain', 'a.example.com', '--ai-mode', 'offline', '--yes'])
    expect(settings()).toMatchObject({
      PUBLIC_URL: 'https://a.example.com',
      ALLOWED_ORIGINS: '',
      VSS_TAG: 'latest',
      HTTP_PORT: '80',
    })
    init(['--prod', '--domain', 'b.example.com', '--yes'])
    expect(settings()).toMatchObject({ SERVER_DOMAIN: 'b.example.com', PUBLIC_URL: 'https://b.example.com' })
  })

  test('of another mode is refused in the same folder', () => {
    init(TEST)
    const { status, stderr } = init(['--prod', '--domain', 'a.example.com', '--ai-mode', 'offline', '--yes'])
    expect(status).toBe(1)
    expect(stderr).toMatch(/set up for --test/)
  })
})

describe('going live', () => {
  const GO = ['--test', '--ai-mode', 'auto', '--yes']
  const secret = (name: string) => readFileSync(inHome('secrets', name), 'utf8')
  const stampAfter = (options: Parameters<typeof init>[1] = {}) => {
    expect(init(GO, options)).toMatchObject({ status: 0, stderr: '' })
    return settings().PROVIDERS_STAMP ?? ''
  }

  test('a key, given as such or as a file, ends in its secret alone and is never shown', () => {
    const file = join(stub, 'token')
    writeFileSync(file, 'eas-token\n')
    const env = {
      GOOGLE_API_KEY: 'gemini-key',
      PAI_EAS_SERVICE_URL: 'http://eas.example.com',
      PAI_EAS_TOKEN_FILE: file,
    }
    const { stdout, calls } = init(GO, { env })
    expect([secret('google_api_key'), secret('pai_eas_token')]).toEqual(['gemini-key', 'eas-token'])
    expect(stdout + calls).not.toMatch(/gemini-key|eas-token/)
    const holding = readdirSync(inHome('secrets')).filter((name) => /gemini-key|eas-token/.test(secret(name)))
    expect(holding.sort()).toEqual(['google_api_key', 'pai_eas_token'])
  })

  /** Gives every setting of the voices, and puts their key files into place. */
  const giveVoices = () => {
    for (const { kind } of voiceShellSettings)
      if (typeof kind === 'object') writeFileSync(inHome(kind.file), `in ${kind.file}`)
    const given = voiceShellSettings.filter(({ kind }) => typeof kind !== 'object')
    return Object.fromEntries(given.map(({ name }) => [name, `of-${name}`]))
  }

  test.each(voiceShellSettings)('$name of $title is taken, kept, and reaches the containers', (voiceSetting) => {
    const { name, kind, option } = voiceSetting
    const env = giveVoices()
    const usage = init(['--help']).stdout
    if (typeof kind === 'object') expect(usage).toContain(kind.file)
    else {
      if (option) expect(usage).toContain(`${option} VALUE`)
      init([...GO, ...(option ? [option, 'given'] : [])], { env })
      init(GO)
      expect(settings()[name]).toBe(option ? 'given' : `of-${name}`)
    }
    init(GO, { env })
    const file = secretFileOf(voiceSetting)
    if (file) expect(secret(file)).toBe(typeof kind === 'object' ? `in ${kind.file}` : `of-${name}`)
  })

  test.each(voiceShellSettings.filter(({ neededWith }) => neededWith))(
    '$name of $title is asked for as soon as $neededWith is given',
    ({ name, title, kind, option, neededWith = '' }) => {
      const { status, stderr } = init(GO, { env: { [neededWith]: 'x' } })
      const missing = typeof kind === 'object' ? `${kind.file} is missing: ` : `${name} is missing: give ${option}`
      expect([status, stderr]).toEqual([1, expect.stringContaining(missing)])
      expect(stderr).toContain(`or leave ${neededWith} empty to run without ${title}.`)
    },
  )

  test('the end says who answers, what the others lack, and what it may cost', () => {
    const off = init(GO).stdout
    expect(off).toMatch(/Gemini +off: GOOGLE_API_KEY/)
    expect(off).toMatch(/Google voices +off: no conf\/gcp-credentials\.json/)
    expect(off).toMatch(/CosyVoice +off: PAI_EAS_SERVICE_URL is empty/)
    const env = { ...giveVoices(), BUDGET_TASK_USD: '0.5', PROVIDER_TIER: 'paid' }
    const on = init([...GO, '--google-api-key', 'k'], { env }).stdout
    expect(on).toMatch(/Gemini +on, tier paid/)
    for (const { title, onlyFor } of liveProviders) {
      expect(off).toMatch(new RegExp(`^ {2}${title} +off: `, 'm'))
      const line = on.split('\n').find((each) => each.startsWith(`  ${title} `))
      expect(line?.replace(/ {2,}/g, ' ')).toBe(` ${title} on${onlyFor ? `, ${onlyFor}` : ''}`)
    }
    expect(on).toContain('0.5 USD a task, 50 USD a day')
    expect(init(TEST).stdout).toMatch(/nothing is paid/)
  })

  test('every setting of the providers is taken from the environment and kept', () => {
    const { GOOGLE_API_KEY: _key, ...gemini } = geminiSettings.shape
    const { PROVIDER_LIMITS: _limits, PROVIDER_PRICING: _pricing, ...paid } = providerSettings.shape
    const given = Object.fromEntries(Object.keys({ ...gemini, ...paid }).map((name) => [name, `of-${name}`]))
    init(GO, { env: given })
    expect(settings()).toMatchObject(given)
    init(GO)
    expect(settings()).toMatchObject(given)
  })

  test('a list of the operator is mounted by its path, and has to be there', () => {
    cpSync(inHome('conf/pricing.yaml'), inHome('own.yaml'))
    init(GO, { env: { PROVIDER_PRICING: 'own.yaml' } })
    expect(settings().PROVIDER_PRICING).toBe('./own.yaml')
    const { status, stderr } = init(GO, { env: { PROVIDER_LIMITS: 'none.yaml' } })
    expect([status, stderr]).toEqual([1, 'PROVIDER_LIMITS: there is no file none.yaml.\n'])
  })

  test('workers are recreated when a key or a list has changed, and only then', () => {
    const stamps = [stampAfter(), stampAfter({ env: { GOOGLE_API_KEY: 'one' } }), stampAfter()]
    expect(stamps[2]).toBe(stamps[1])
    writeFileSync(inHome('conf/provider_limits.yaml'), 'tiers: {}\n')
    stamps.push(stampAfter())
    writeFileSync(inHome('conf/gcp-credentials.json'), '{}')
    stamps.push(stampAfter())
    expect(stamps[0]).toMatch(/^[0-9a-f]{16}$/)
    expect(new Set(stamps).size).toBe(4)
  })
})

describe('what is missing is said in a sentence', () => {
  test.each([
    ['a domain in production', ['--prod', '--ai-mode', 'offline', '--yes'], /SERVER_DOMAIN is missing/],
    [
      'a domain that is an address',
      ['--test', '--domain', 'http://x', '--ai-mode', 'offline', '--yes'],
      /a name alone/,
    ],
    ['the key of Gemini', ['--test', '--yes'], /GOOGLE_API_KEY is missing.*--ai-mode offline/],
    [
      'the credentials of Google',
      ['--test', '--google-api-key', 'k', '--google-project', 'p', '--yes'],
      /conf\/gcp-credentials\.json is missing/,
    ],
    [
      'the token of PAI-EAS',
      ['--test', '--google-api-key', 'k', '--pai-eas-url', 'http://x', '--yes'],
      /PAI_EAS_TOKEN is missing/,
    ],
    ['a mode', ['--ai-mode', 'offline'], /Usage/],
    ['a value', ['--test', '--domain'], /--domain lacks its value/],
    ['an option nobody knows', ['--test', '--frob'], /Unknown option: --frob/],
    ['a sound AI_MODE', ['--test', '--ai-mode', 'on', '--yes'], /auto, live or offline/],
    ['a value .env can carry', ['--test', '--google-api-key', 'a b', '--yes'], /GOOGLE_API_KEY holds a blank/],
  ])('%s', (_what, args, sentence) => {
    const { status, stderr } = init(args)
    expect(status).not.toBe(0)
    expect(stderr).toMatch(sentence)
    expect(existsSync(inHome('secrets'))).toBe(false)
  })

  test('a registry that lets nobody in', () => {
    writeFileSync(join(stub, 'fail-on'), 'image inspect')
    writeFileSync(join(stub, 'says'), '')
    writeFileSync(
      join(stub, 'bin', 'docker'),
      DOCKER.replace('exit 0\n', `case "$*" in *' pull '*) echo 'denied: no' >&2; exit 1 ;; esac\nexit 0\n`),
    )
    const { status, stderr } = init(TEST)
    expect(status).toBe(1)
    expect(stderr).toMatch(/docker login ghcr\.io/)
  })

  test('an engine that does not answer', () => {
    writeFileSync(join(stub, 'fail-on'), 'info')
    writeFileSync(join(stub, 'says'), 'no daemon')
    expect(init(TEST).stderr).toMatch(/does not answer/)
  })

  test('what did not come up, and that nothing is lost', () => {
    writeFileSync(join(stub, 'fail-on'), 'compose up')
    writeFileSync(join(stub, 'says'), 'dependency failed')
    const { status, stderr } = init(TEST)
    expect(status).toBe(1)
    expect(stderr).toMatch(/dependency failed[\s\S]*docker compose logs/)
  })
})

describe('--reset', () => {
  test('moves everything aside once the name was typed, and deletes nothing', () => {
    init(TEST)
    mkdirSync(inHome('test_data'))
    writeFileSync(inHome('test_data', 'kept'), 'x')
    const before = settings()
    expect(init([...TEST, '--reset'], { input: 'vss\n' }).status).toBe(0)
    const aside = readdirSync(home).filter((name) => /^(\.env|secrets|test_data)\.\d/.test(name))
    expect(aside).toHaveLength(3)
    expect(readFileSync(inHome(aside.find((name) => name.startsWith('test_data')) ?? '', 'kept'), 'utf8')).toBe('x')
    expect(settings().POSTGRES_PASSWORD).not.toBe(before.POSTGRES_PASSWORD)
  })

  test('with another name changes nothing', () => {
    init(TEST)
    const before = settings()
    const { status, calls } = init([...TEST, '--reset'], { input: 'yes\n' })
    expect(status).toBe(1)
    expect(calls).not.toContain('compose down')
    expect(settings()).toEqual(before)
  })
})
