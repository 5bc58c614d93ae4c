import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
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
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const SCRIPTS = fileURLToPath(new URL('.', import.meta.url))

/** Records each call in one line, and answers as the engine, the database and `vss` would. */
const DOCKER = `#!/usr/bin/env bash
printf '%s\\n' "\${*//$'\\n'/ }" >> "$STUB/calls"
case "$*" in *"$(cat "$STUB/fail-on" 2>/dev/null || echo nothing-fails)"*) echo 'the stub fails' >&2; exit 1 ;; esac
value() { cat "$STUB/$1" 2>/dev/null || echo "$2"; }
folder() { sed -n 's/.*--volume \\([^ ]*\\):\\/backup.*/\\1/p' <<<"$*"; }
case "$*" in
  *'ps --services'*) value services $'postgres\\nminio\\ngateway' ;;
  *'ps --quiet'*) value containers $'c1\\nc2' ;;
  *'pg_control_system()'*) value deployment 7001 ;;
  *'pg_database_size'*) echo 1000 ;;
  *'sum(size_bytes)'*) value object-bytes 10 ;;
  *"to_regclass('vss.task')"*) value has-tables t ;;
  *"|| ' ' ||"*) echo '1 2 3' ;;
  *'count(*) from vss.task) +'*) value used 0 ;;
  *pg_dump*) printf 'the dump' ;;
  *pg_restore*) cat > "$STUB/restored" ;;
  *'--by-size'*) printf 'late' > "$(folder "$*")/objects/late.json" ;;
  *backup-objects*) mkdir -p "$(folder "$*")/objects/orgs"; printf 'early' > "$(folder "$*")/objects/orgs/early.json" ;;
  *'image inspect'*) echo 'sha256:abc' ;;
  *State.Health.Status*) echo healthy ;;
esac
exit 0
`

let root: string
let stub: string
const at = (...path: string[]) => join(root, ...path)
const say = (name: string, text: string) => writeFileSync(join(stub, name), text)
const folderFiles = (folder = at('safe')) => readdirSync(folder).filter((name) => /\.(dump|manifest)/.test(name))

const run = (script: 'backup' | 'restore', args: string[], options: { input?: string; cwd?: string } = {}) => {
  rmSync(join(stub, 'calls'), { force: true })
  const ended = spawnSync(at('vss-cloud', 'scripts', `${script}.sh`), args, {
    cwd: options.cwd ?? root,
    input: options.input ?? '',
    env: { PATH: `${at('bin')}:${process.env.PATH}`, STUB: stub },
    encoding: 'utf8',
  })
  const calls = existsSync(join(stub, 'calls')) ? readFileSync(join(stub, 'calls'), 'utf8').trim().split('\n') : []
  return { ...ended, calls }
}
/** The calls that change something, each by its most specific word, in order. */
const deeds = (calls: string[]) =>
  calls.flatMap(
    (call) =>
      /--by-size|backup-objects|restore-objects|verify-objects|pg_dump|pg_restore|compose stop|start c1 c2|-T provision|-T migrate/.exec(
        call.replace('backup-objects /backup/objects --by-size', '--by-size'),
      )?.[0] ?? [],
  )

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vss-backup-'))
  stub = at('stub')
  for (const folder of ['stub', 'bin', 'vss-cloud/scripts/lib']) mkdirSync(at(folder), { recursive: true })
  for (const name of ['backup.sh', 'restore.sh', 'lib/docker-stack.sh', 'lib/backup-folder.sh']) {
    cpSync(join(SCRIPTS, name), at('vss-cloud', 'scripts', name))
  }
  writeFileSync(at('bin', 'docker'), DOCKER)
  chmodSync(at('bin', 'docker'), 0o755)
  writeFileSync(at('vss-cloud', '.env'), 'COMPOSE_FILE=a.yml:b.yml\nVSS_IMAGE=studio\nVSS_TAG=latest\n')
  writeFileSync(at('vss-cloud', 'VERSION'), '0.1.0\nabc1234\n')
})
afterEach(() => rmSync(root, { recursive: true }))

describe('backup.sh', () => {
  test('copies objects, dumps, copies objects that were added meanwhile, and then marks the backup complete', () => {
    const { status, stdout, stderr, calls } = run('backup', ['safe'])
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(deeds(calls)).toEqual(['backup-objects', 'pg_dump', '--by-size'])
    const [dump = '', manifest = ''] = folderFiles()
    expect([dump, manifest]).toEqual([
      expect.stringMatching(/^\d{8}T\d{6}Z\.dump$/),
      expect.stringMatching(/^\d{8}T\d{6}Z\.manifest$/),
    ])
    expect(readFileSync(at('safe', dump), 'utf8')).toBe('the dump')
    const sha256 = createHash('sha256').update('the dump').digest('hex')
    const lines = readFileSync(at('safe', manifest), 'utf8').trim().split('\n')
    expect(lines.slice(1)).toEqual([
      'deployment: 7001',
      'version: 0.1.0 abc1234 ',
      'image: studio:latest sha256:abc',
      'organizations: 1',
      'tasks: 2',
      'artifacts: 3',
      'dump_bytes: 8',
      `dump_sha256: ${sha256}`,
      'objects: 2',
      'object_bytes: 9',
    ])
    expect(stdout).toContain(`is complete: ${at('safe')}`)
  })

  test('writes files that only their owner may read, as the caller and through docker compose', () => {
    const { calls } = run('backup', ['safe'])
    for (const name of [...folderFiles(), 'objects']) expect(statSync(at('safe', name)).mode & 0o077).toBe(0)
    expect(calls.filter((call) => call.includes('backup-objects'))[0]).toBe(
      `compose run --rm --no-deps -T --volume ${at('safe')}:/backup --user ${process.getuid?.()}:${process.getgid?.()} gateway backup-objects /backup/objects`,
    )
    expect(calls.find((call) => call.includes('pg_dump'))).toMatch(
      /^compose exec -T postgres .*--schema=vss --schema=rag/,
    )
  })

  test('can be repeated into the same folder without changing the earlier backup', () => {
    expect(run('backup', ['safe']).status).toBe(0)
    const first = folderFiles()
    for (const name of first) {
      const older = name.replace(/^\d{8}/, '20200101')
      cpSync(at('safe', name), at('safe', older))
      rmSync(at('safe', name))
    }
    expect(run('backup', ['safe']).status).toBe(0)
    expect(folderFiles()).toHaveLength(4)
  })

  test.each([
    ['backup-objects', 'The objects could not be copied'],
    ['pg_dump', 'The ledger could not be dumped'],
    ['--by-size', 'The newest objects could not be copied'],
  ])('when %s fails it says so, and there is no manifest', (what, sentence) => {
    say('fail-on', what)
    const { status, stderr } = run('backup', ['safe'])
    expect(status).toBe(1)
    expect(stderr).toContain(sentence)
    expect(folderFiles().filter((name) => !name.endsWith('.dump'))).toEqual([])
    say('fail-on', 'nothing')
    expect(run('backup', ['safe']).status).toBe(0)
  })

  test.each<[string, () => void, string]>([
    ['no .env', () => rmSync(at('vss-cloud', '.env')), 'There is no .env here'],
    ['no COMPOSE_FILE', () => writeFileSync(at('vss-cloud', '.env'), 'A=1\n'), 'no COMPOSE_FILE'],
    ['a stopped stack', () => say('services', 'nginx'), 'postgres is not running'],
    ['no tables', () => say('has-tables', 'f'), 'no tables yet'],
    ['no room', () => say('object-bytes', '9000000000000000'), 'has room for'],
    ['a folder of something else', () => mkdirSync(at('safe', 'photos'), { recursive: true }), 'is not empty'],
    ['no engine', () => say('fail-on', 'info'), 'The Docker engine does not answer'],
  ])('%s is said in one sentence, and nothing is copied', (_what, prepare, sentence) => {
    prepare()
    const { status, stderr, calls } = run('backup', ['safe'])
    expect(status).toBe(1)
    expect(stderr).toContain(sentence)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(deeds(calls)).toEqual([])
  })

  test('a folder with backups of another deployment is refused', () => {
    expect(run('backup', ['safe']).status).toBe(0)
    say('deployment', '7002')
    const { status, stderr, calls } = run('backup', ['safe'])
    expect([status, deeds(calls)]).toEqual([1, []])
    expect(stderr).toContain('another deployment')
  })

  test('a second backup that runs concurrently into the same folder is refused', () => {
    expect(run('backup', ['safe']).status).toBe(0)
    const held = spawnSync('flock', ['-n', at('safe', '.lock'), at('vss-cloud/scripts/backup.sh'), at('safe')], {
      env: { PATH: `${at('bin')}:${process.env.PATH}`, STUB: stub },
      encoding: 'utf8',
    })
    expect(held.status).toBe(1)
    expect(held.stderr).toContain('Another backup')
  })

  test.each([
    [[], 2, 'Usage:'],
    [['--help'], 0, 'Usage:'],
    [['--fast', 'safe'], 2, 'Unknown option: --fast'],
    [['a', 'b'], 1, 'One folder, not two: a, b.'],
  ])('%j ends with %i', (args, status, words) => {
    const ended = run('backup', args)
    expect(ended.status).toBe(status)
    expect(ended.stdout + ended.stderr).toContain(words)
    expect(ended.calls).toEqual([])
  })
})

describe('restore.sh', () => {
  let name: string
  beforeEach(() => {
    run('backup', ['safe'])
    name = folderFiles()[0]?.replace('.dump', '') ?? ''
  })

  test('into an empty ledger: objects, then the ledger with the services stopped, checked, and started', () => {
    const { status, stderr, stdout, calls } = run('restore', ['../safe'], { cwd: at('vss-cloud') })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(deeds(calls)).toEqual([
      'restore-objects',
      'compose stop',
      'pg_restore',
      '-T provision',
      '-T migrate',
      'verify-objects',
      'start c1 c2',
    ])
    expect(calls.find((call) => call.includes('compose stop'))).toBe(
      'compose stop gateway rag narration dubbing editing',
    )
    expect(readFileSync(join(stub, 'restored'), 'utf8')).toBe('the dump')
    expect(stdout).toContain(`Backup ${name} is restored`)
  })

  test('a ledger with tasks is not replaced unless the project is named', () => {
    say('used', '5')
    const bare = run('restore', ['safe'])
    expect([bare.status, deeds(bare.calls)]).toEqual([1, []])
    expect(bare.stderr).toContain('--replace')
    for (const [args, input] of [
      [['--replace'], 'yes\n'],
      [['--replace'], ''],
      [['--yes-replace', 'other'], ''],
    ] as const) {
      const refused = run('restore', ['safe', ...args], { input })
      expect([refused.status, deeds(refused.calls)]).toEqual([1, []])
      expect(refused.stderr).toContain("Not the project's name (vss); nothing was changed.")
    }
    expect(run('restore', ['safe', '--replace'], { input: 'vss\n' }).status).toBe(0)
    appendFileSync(at('vss-cloud', '.env'), 'COMPOSE_PROJECT_NAME=studio2\n')
    expect(run('restore', ['safe', '--yes-replace', 'studio2']).status).toBe(0)
  })

  test('a damaged or incomplete backup is refused before anything is touched', () => {
    const refuse = (words: string) => {
      const { status, stderr, calls } = run('restore', ['safe'])
      expect([status, deeds(calls)]).toEqual([1, []])
      expect(stderr).toContain(words)
    }
    rmSync(at('safe', 'objects', 'late.json'))
    refuse('holds 1 files, and the backup had 2')
    writeFileSync(at('safe', `${name}.dump`), 'the bump')
    refuse('is damaged')
    rmSync(at('safe', `${name}.dump`))
    refuse('is gone')
    rmSync(at('safe', `${name}.manifest`))
    refuse('no complete backup')
  })

  test('the newest complete backup is taken, or the one that is named', () => {
    for (const kind of ['dump', 'manifest'])
      cpSync(at('safe', `${name}.${kind}`), at('safe', `20200101T000000Z.${kind}`))
    writeFileSync(at('safe', '99990101T000000Z.dump'), 'never finished')
    expect(run('restore', ['safe']).stdout).toContain(`Backup ${name} is restored`)
    const named = run('restore', ['safe', '--backup', '20200101T000000Z'])
    expect(named.stdout).toContain('Backup 20200101T000000Z is restored')
    const unknown = run('restore', ['safe', '--backup', '2021'])
    expect(unknown.stderr).toContain(`There are: 20200101T000000Z ${name}`)
  })

  test.each([
    ['restore-objects', 'The ledger is as it was', ['restore-objects']],
    ['compose stop', 'nothing was changed', ['restore-objects', 'compose stop', 'start c1 c2']],
    ['pg_restore', 'It is as it was', ['restore-objects', 'compose stop', 'pg_restore', 'start c1 c2']],
    ['-T migrate', 'migrate failed', ['restore-objects', 'compose stop', 'pg_restore', '-T provision', '-T migrate']],
    [
      'verify-objects',
      'some objects are not',
      ['restore-objects', 'compose stop', 'pg_restore', '-T provision', '-T migrate', 'verify-objects'],
    ],
  ])('when %s fails it says how things stand', (what, sentence, done) => {
    say('fail-on', what)
    const { status, stderr, calls } = run('restore', ['safe'])
    expect(status).toBe(1)
    expect(stderr).toContain(sentence)
    expect(deeds(calls)).toEqual(done)
  })

  test('services that did not run before are not started', () => {
    say('containers', '')
    const { status, stdout, calls } = run('restore', ['safe'])
    expect(status).toBe(0)
    expect(calls.some((call) => call.startsWith('start'))).toBe(false)
    expect(stdout).toContain('docker compose up -d')
  })

  test.each([
    [[], 2, 'Usage:'],
    [['--help'], 0, 'Usage:'],
    [['nowhere'], 1, 'There is no folder nowhere.'],
    [['--force', 'safe'], 2, 'Unknown option: --force'],
    [['safe', '--yes-replace'], 1, "takes the project's name"],
  ])('%j ends with %i', (args, status, words) => {
    const ended = run('restore', args)
    expect(ended.status).toBe(status)
    expect(ended.stdout + ended.stderr).toContain(words)
  })
})
