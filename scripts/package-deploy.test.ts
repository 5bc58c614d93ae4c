import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const made: string[] = []
afterAll(() => {
  for (const directory of made) rmSync(directory, { recursive: true })
})
const makeFolder = () => {
  const directory = mkdtempSync(join(tmpdir(), 'package-deploy-'))
  made.push(directory)
  return directory
}

const SECRETS = [
  /AIza[\w-]{8,}/,
  /-----BEGIN/,
  /"private_key"/,
  /\b(gh[opsu]_|github_pat_|xox[abp]-|sk-)\w{16,}/,
  /\bAKIA[A-Z0-9]{12,}/,
  // A name that ends like the name of a secret, with a value that is neither a reference (${…}, $(…), <…>, …) nor a path.
  /(password|passwd|secret|token|api_?key|secret_?key)["']?[ \t]*[=:][ \t]*["']?[A-Za-z0-9+_][A-Za-z0-9+/_-]{5,}/i,
]

/** Lines of a folder's files that look like a secret with its value, as `path:line: text`. */
const findSecrets = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .flatMap((path) =>
      readFileSync(join(folder, path), 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          SECRETS.some((secret) => secret.test(line)) ? [`${path}:${index + 1}: ${line}`] : [],
        ),
    )

const COMPOSE = ['docker-compose.base.yml', 'docker-compose.prod.yml', 'docker-compose.test.yml']
const PACKED = [
  '.env.example',
  'README.md',
  'README.zh-CN.md',
  'conf/nginx/站点.conf',
  'conf/templates.yaml',
  ...COMPOSE,
  'docs/deploy.md',
  'docs/deploy.zh-CN.md',
  'docs/reliability.md',
  'docs/scale.md',
  'docs/stories.md',
  'docs/tasks.md',
  'init.sh',
  'samples/en/story.json',
  'scripts/backup.sh',
  'scripts/install_deps.sh',
  'scripts/lib/say.sh',
  'scripts/restore.sh',
  'scripts/upgrade.sh',
]
const NOT_PACKED = [
  'package.json',
  'docker-compose.dev.yml',
  'Dockerfile',
  'docs/architecture.md',
  'docs/tasks.test.ts',
  'conf/templates.test.ts',
  'services/gateway/src/main.ts',
  'packages/shared/src/main.ts',
  'scripts/local.ts',
]
const UNKNOWN_TO_GIT = [
  '.env',
  'conf/gcp-credentials.json',
  'conf/mine.yaml',
  'secrets/x',
  'prod_data/postgres/PG_VERSION',
]

// Independent of the user and of git hooks that run the tests: git sees only this repository.
const env = {
  PATH: process.env.PATH,
  HOME: tmpdir(),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
  GIT_AUTHOR_DATE: '2026-03-01T23:30:00-0500',
  GIT_COMMITTER_DATE: '2026-03-01T23:30:00-0500',
}

const openRepository = () => {
  const root = makeFolder()
  const put = (path: string, content = `content of ${path}\n`) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, env, encoding: 'utf8' })
  const commit = () => {
    git('add', '.')
    git('commit', '-qm', 'x', '--allow-empty')
  }
  const run = (...args: string[]) =>
    spawnSync('bash', [join(root, 'scripts/package_deploy.sh'), ...args], { cwd: tmpdir(), env, encoding: 'utf8' })
  for (const path of [...PACKED, ...NOT_PACKED]) put(path)
  put('package.json', '{\n  "name": "x",\n  "version": "0.4.2",\n  "private": true\n}\n')
  copyFileSync(join(ROOT, '.gitignore'), join(root, '.gitignore'))
  copyFileSync(join(ROOT, 'scripts/package_deploy.sh'), join(root, 'scripts/package_deploy.sh'))
  chmodSync(join(root, 'init.sh'), 0o755)
  git('init', '-q')
  commit()
  return { root, put, git, commit, run }
}

/** Unpacks the archive a run wrote; `files` are all of it, relative to its only folder. */
const unpack = (archive: string) => {
  const folder = makeFolder()
  execFileSync('tar', ['-xzf', archive, '-C', folder])
  expect(readdirSync(folder)).toEqual(['vss-cloud'])
  const root = join(folder, 'vss-cloud')
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(root, path)).isFile())
    .sort()
  return { root, files }
}
const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')

describe('the package', () => {
  const repository = openRepository()
  for (const path of UNKNOWN_TO_GIT) repository.put(path, 'password=hunter2hunter2\n')
  const ended = repository.run()
  const archive = join(repository.root, ended.stdout.trim())

  test('is named for the day (UTC) and the commit it was made of, in dist', () => {
    expect(ended.status).toBe(0)
    const commit = repository.git('rev-parse', 'HEAD').slice(0, 8)
    expect(ended.stdout).toBe(`dist/vss-cloud-deploy-20260302-${commit}.tar.gz\n`)
    expect(readdirSync(dirname(archive))).toHaveLength(2)
  })

  test('has the files a server needs, and no source, .env, credentials, data, or file unknown to git', () => {
    const { root, files } = unpack(archive)
    expect(files).toEqual([...PACKED, 'VERSION'].sort())
    expect(findSecrets(root)).toEqual([])
    expect(ended.stderr).toBe('Left out, because git does not know it: conf/mine.yaml\n')
  })

  test('states its version, commit and date, and keeps executable files executable', () => {
    const { root } = unpack(archive)
    const commit = repository.git('rev-parse', 'HEAD').trim()
    const text = readFileSync(join(root, 'VERSION'), 'utf8')
    expect(text).toBe(`version=0.4.2\ncommit=${commit}\ndate=2026-03-02T04:30:00Z\n`)
    expect(statSync(join(root, 'init.sh')).mode & 0o777).toBe(0o755)
    expect(statSync(join(root, 'README.md')).mode & 0o777).toBe(0o644)
  })

  test('has a checksum file that sha256sum verifies and that detects a changed byte', () => {
    const verify = () => spawnSync('sha256sum', ['-c', `${archive}.sha256`], { cwd: dirname(archive) }).status
    expect(readFileSync(`${archive}.sha256`, 'utf8')).toMatch(/^[0-9a-f]{64} {2}vss-cloud-deploy-[^/]+\.tar\.gz\n$/)
    expect(verify()).toBe(0)
    const bytes = readFileSync(archive)
    writeFileSync(archive, Buffer.concat([bytes, Buffer.from([0])]))
    expect(verify()).not.toBe(0)
    writeFileSync(archive, bytes)
  })

  test('has the same bytes when another person packs the same commit on another day, elsewhere', () => {
    const elsewhere = makeFolder()
    execFileSync('git', ['clone', '-q', repository.root, join(elsewhere, 'clone')], { env })
    const clone = join(elsewhere, 'clone')
    chmodSync(join(clone, 'README.md'), 0o600)
    utimesSync(join(clone, 'init.sh'), 1, 1)
    const again = spawnSync(
      'bash',
      ['-c', 'umask 077; exec bash "$0" --out "$1"', join(clone, 'scripts/package_deploy.sh'), elsewhere],
      {
        env: { ...env, LANG: 'C.UTF-8', TZ: 'America/New_York' },
        encoding: 'utf8',
      },
    )
    expect(again).toMatchObject({ status: 0, stderr: '' })
    expect(basename(again.stdout)).toBe(basename(ended.stdout))
    expect(sha256(again.stdout.trim())).toBe(sha256(archive))
  })

  test.each(['test', 'prod'])('for %s alone has the compose files of that environment', (name) => {
    const out = makeFolder()
    const { files } = unpack(repository.run('--env', name, '2.0.0-rc.1', '--out', out).stdout.trim())
    expect(files.filter((path) => path.startsWith('docker-compose.'))).toEqual([
      'docker-compose.base.yml',
      `docker-compose.${name}.yml`,
    ])
  })

  test('takes the version it is given', () => {
    const { root } = unpack(repository.run('2.0.0-rc.1', '--out', makeFolder()).stdout.trim())
    expect(readFileSync(join(root, 'VERSION'), 'utf8')).toMatch(/^version=2\.0\.0-rc\.1\n/)
  })
})

test('an uncommitted change is refused and named; --allow-dirty packs it and says so', () => {
  const { root, put, run } = openRepository()
  put('services/gateway/src/main.ts', 'not packed, so of no concern')
  expect(run().status).toBe(0)
  put('conf/templates.yaml', 'changed')
  const refused = run()
  expect(refused).toMatchObject({ status: 1, stdout: '' })
  expect(refused.stderr).toMatch(/Not committed[\s\S]* M conf\/templates\.yaml[\s\S]*--allow-dirty/)
  const packed = run('--allow-dirty').stdout.trim()
  expect(packed).toMatch(/-dirty\.tar\.gz$/)
  const unpacked = unpack(join(root, packed)).root
  expect(readFileSync(join(unpacked, 'conf/templates.yaml'), 'utf8')).toBe('changed')
  expect(readFileSync(join(unpacked, 'VERSION'), 'utf8')).toMatch(/^commit=[0-9a-f]{40}-dirty$/m)
})

test('credentials that were added to git by force are left out and named', () => {
  const { root, put, git, commit, run } = openRepository()
  put('conf/gcp-credentials.json', '{}')
  git('add', '-f', 'conf/gcp-credentials.json')
  commit()
  const ended = run()
  expect(unpack(join(root, ended.stdout.trim())).files).not.toContain('conf/gcp-credentials.json')
  expect(ended.stderr).toContain('git rm --cached conf/gcp-credentials.json')
})

test('a file that is missing or unknown to git stops the packing and is named', () => {
  const { root, git, put, run } = openRepository()
  git('rm', '-q', 'scripts/backup.sh', 'scripts/lib/say.sh', 'docs/scale.md')
  git('commit', '-qm', 'x')
  put('docs/scale.md')
  expect(run()).toMatchObject({
    status: 1,
    stdout: '',
    stderr: expect.stringContaining('unknown to git: scripts/backup.sh docs/scale.md scripts/lib.'),
  })
  expect(existsSync(join(root, 'dist'))).toBe(false)
})

test.each([
  [['1.0', '2.0'], 1, 'One version, not two: 1.0, 2.0.'],
  [['a b'], 1, 'A version is made of letters'],
  [['../x'], 1, 'A version is made of letters'],
  [['--env', 'dev'], 1, '--env takes test or prod, not "dev".'],
  [['--env'], 1, 'lacks its value'],
  [['--nonsense'], 2, 'Unknown option: --nonsense'],
])('%j ends with status %i and a sentence', (args, status, sentence) => {
  const { root, run } = openRepository()
  expect(run(...args)).toMatchObject({ status, stdout: '', stderr: expect.stringContaining(sentence) })
  expect(existsSync(join(root, 'dist'))).toBe(false)
})

test.each([
  'GOOGLE_API_KEY=AIzaSyD-0123456789',
  '-----BEGIN PRIVATE KEY-----',
  '  password: correcthorse',
  'POSTGRES_PASSWORD="correcthorse"',
  '  "api_key": "0123456789abcdef",',
])('a file that says %s is noticed', (line) => {
  const folder = makeFolder()
  writeFileSync(join(folder, 'a.conf'), `first\n${line}\n`)
  expect(findSecrets(folder)).toEqual([`a.conf:2: ${line}`])
})

test('this repository can be packed, and nothing in the package looks like a secret', () => {
  const script = join(ROOT, 'scripts/package_deploy.sh')
  const ended = spawnSync('bash', [script, '--allow-dirty', '--out', makeFolder()], { encoding: 'utf8' })
  expect(ended.stderr).not.toContain('Missing')
  expect(ended.status).toBe(0)
  expect(findSecrets(unpack(ended.stdout.trim()).root)).toEqual([])
})
