import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

type Alias = { url: string; accessKey: string; secretKey: string }
type Config = { version: string; aliases: Record<string, Alias> }

const READY_INTERVAL_MS = 5000
const LOCAL: Alias = { url: 'http://localhost:9000', accessKey: '', secretKey: '' }
const folder = process.env.MC_CONFIG_DIR ?? join(homedir(), '.mc')
const configFile = join(folder, 'config.json')

const readConfig = (): Config => {
  try {
    return JSON.parse(readFileSync(configFile, 'utf8')) as Config
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { version: '10', aliases: { local: LOCAL } }
    throw error
  }
}

/** MC_HOST_<alias>=scheme://key:secret@host:port, or what `alias set` wrote. */
const findAlias = (name: string): Alias => {
  const given = process.env[`MC_HOST_${name}`]
  if (given) {
    const url = new URL(given)
    return { url: url.origin, accessKey: decodeURIComponent(url.username), secretKey: decodeURIComponent(url.password) }
  }
  const alias = readConfig().aliases[name]
  if (!alias) throw new Error(`No valid configuration found for '${name}' host alias.`)
  return alias
}

/** Calls the stand-in's administration; throws `what` with the server's sentence. */
const call = async (alias: Alias, method: string, parts: string[], what: string, body?: string): Promise<void> => {
  const url = `${alias.url}/minio/stand-in/${parts.map(encodeURIComponent).join('/')}`
  const authorization = `Basic ${Buffer.from(`${alias.accessKey}:${alias.secretKey}`).toString('base64')}`
  const response = await fetch(url, { method, headers: { authorization }, body: body ?? null }).catch(
    (error: Error) => {
      throw new Error(`${what} Get "${alias.url}/": ${(error.cause as Error | undefined)?.message ?? error.message}`)
    },
  )
  if (response.ok) return
  throw Object.assign(new Error(`${what} ${await response.text()}`), { status: response.status })
}

const setAlias = async (name: string, url: string, accessKey: string, secretKey: string) => {
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name)) throw new Error(`Invalid alias \`${name}\`.`)
  const alias = { url: url.replace(/\/$/, ''), accessKey, secretKey }
  await call(alias, 'GET', ['check'], 'Unable to initialize new alias from the provided credentials.')
  const config = readConfig()
  config.aliases[name] = alias
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(configFile, JSON.stringify(config, null, 2), { mode: 0o600 })
  return `Added \`${name}\` successfully.`
}

const makeBucket = async (target: string, isExistingFine: boolean) => {
  const [name = '', bucket = ''] = target.replace(/\/$/, '').split('/')
  try {
    await call(findAlias(name), 'PUT', ['buckets', bucket], `Unable to make bucket \`${target}\`.`)
  } catch (error) {
    if (!isExistingFine || (error as { status?: number }).status !== 409) throw error
  }
  return `Bucket created successfully \`${target}\`.`
}

const createPolicy = async (name: string, policy: string, file: string) => {
  await call(findAlias(name), 'PUT', ['policies', policy], 'Unable to create new policy:', readFileSync(file, 'utf8'))
  return `Created policy \`${policy}\` successfully.`
}

const addUser = async (name: string, user: string, secret: string) => {
  await call(findAlias(name), 'PUT', ['users', user], 'Unable to add new user:', secret)
  return `Added user \`${user}\` successfully.`
}

const attachPolicy = async (name: string, policy: string, user: string) => {
  const what = 'Unable to make user/group policy association.'
  await call(findAlias(name), 'PUT', ['attachments', user, policy], what)
  return `Attached Policies: [${policy}]\nTo User: ${user}`
}

/** Waits, as the real one does, however long it takes. */
const waitReady = async (name: string): Promise<string> => {
  const { url } = findAlias(name)
  for (;;) {
    const isReady = await fetch(`${url}/minio/health/cluster`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isReady) return `The cluster '${name}' is ready`
    console.log(`The cluster '${name}' is unreachable: ${url}`)
    await delay(READY_INTERVAL_MS)
  }
}

const COMMANDS: [RegExp, (...words: string[]) => Promise<string>][] = [
  [/^alias set (\S+) (\S+) (\S+) (\S+)$/, setAlias],
  [/^mb (?:(--ignore-existing|-p) )?(\S+)$/, (flag, target = '') => makeBucket(target, Boolean(flag))],
  [/^admin policy create (\S+) (\S+) (\S+)$/, createPolicy],
  [/^admin policy attach (\S+) (\S+) --user[ =](\S+)$/, attachPolicy],
  [/^admin user add (\S+) (\S+) (\S+)$/, addUser],
  [/^ready (\S+)$/, waitReady],
]

const main = async () => {
  const words = process.argv.slice(2).filter((word) => !['--quiet', '-q', '--no-color'].includes(word))
  if (words[0] === '--version') return 'mc, the stand-in'
  // Words hold no space: names, addresses and keys of this project have none.
  const line = words.join(' ')
  for (const [shape, command] of COMMANDS) {
    const match = shape.exec(line)
    if (match) return command(...match.slice(1))
  }
  throw new Error(`this stand-in does not know: mc ${words.slice(0, 3).join(' ')} …`)
}

try {
  console.log(await main())
} catch (error) {
  console.error(`mc: <ERROR> ${(error as Error).message}`)
  process.exitCode = 1
}
