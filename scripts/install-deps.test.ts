import { chmodSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { DOCKER_KEY, openMachine } from './open-machine.ts'

const OS = {
  noble: 'ID=ubuntu\nVERSION_ID="24.04"\nPRETTY_NAME="Ubuntu 24.04.3 LTS"\n',
  bookworm: 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
  trixie: 'ID=debian\nVERSION_ID="13"\nPRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n',
}

const made: ReturnType<typeof openMachine>[] = []
afterAll(() => {
  for (const machine of made) machine.close()
})
const machineOf = (osRelease: string | undefined) => {
  const machine = openMachine(osRelease)
  made.push(machine)
  return machine
}

describe.each(Object.entries(OS))('on %s', (suite, osRelease) => {
  test.each([
    [[], 'https://download.docker.com/linux/'],
    [['--cn'], 'https://mirrors.aliyun.com/docker-ce/linux/'],
  ])('with %j the engine and its plugins come from %s', (args, base) => {
    const machine = machineOf(osRelease)
    const ended = machine.run(args)
    expect(ended).toMatchObject({ status: 0, stderr: '' })
    const repository = `${base}${suite === 'noble' ? 'ubuntu' : 'debian'}`
    expect(machine.read('/etc/apt/sources.list.d/docker.sources')).toBe(
      `Types: deb\nURIs: ${repository}\nSuites: ${suite}\nComponents: stable\nArchitectures: amd64\nSigned-By: /etc/apt/keyrings/docker.asc\n`,
    )
    expect(machine.read('/etc/apt/keyrings/docker.asc')).toBe(`key from ${repository}/gpg\n`)
    for (const path of ['keyrings/docker.asc', 'sources.list.d/docker.sources']) {
      expect(statSync(machine.at(`root/etc/apt/${path}`)).mode & 0o777).toBe(0o644)
    }
    expect(machine.changes()).toEqual([
      expect.stringContaining(`curl -fsSL --retry 3 -o`),
      'apt-get update -q',
      'apt-get install -y -q --no-remove --no-upgrade docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin',
      'systemctl enable --now docker',
    ])
    expect(machine.calls().slice(-2)).toEqual(['docker version', 'docker compose version'])
    expect(ended.stdout).toMatch(/Server: 29.1.0[\s\S]*Docker Compose version v2.40.3[\s\S]*Next: \.\/init\.sh --test/)
    expect(existsSync(machine.at('root/etc/docker/daemon.json'))).toBe(args.includes('--cn'))
  })
})

test('installed parts are listed with their versions and nothing is changed, also when repeated', () => {
  const machine = machineOf(OS.bookworm)
  machine.withDocker()
  for (let time = 0; time < 2; time++) {
    const ended = machine.run([])
    expect(ended).toMatchObject({ status: 0, stderr: '' })
    expect(ended.stdout).toContain(
      'already there: Docker version 29.1.0, build 1234567, Compose 2.40.3, buildx v0.29.1',
    )
  }
  expect(machine.changes()).toEqual([])
  expect(readdirSync(machine.at('root/etc'))).toEqual(['os-release', 'ssl'])
})

test('a second run after an installation changes nothing', () => {
  const machine = machineOf(OS.trixie)
  machine.run(['--cn'])
  machine.put('enabled')
  machine.put('calls')
  expect(machine.run(['--cn']).stdout).toContain('already in /etc/docker/daemon.json')
  expect(machine.changes()).toEqual([])
})

test('an engine without the Compose plugin gets the plugin and is not upgraded', () => {
  const machine = machineOf(OS.noble)
  machine.withDocker()
  machine.put('no-compose')
  const ended = machine.run([])
  expect(machine.changes().find((call) => call.startsWith('apt-get install'))).toMatch(
    /--no-upgrade .*docker-compose-plugin/,
  )
  expect(ended.status).toBe(1)
  expect(ended.stderr).toContain('"docker compose" does not work')
})

describe('the mirrors of Docker Hub', () => {
  const MIRRORS = ['https://docker.m.daocloud.io', 'https://docker.1ms.run']
  const merge = (before: string | undefined, env = {}) => {
    const machine = machineOf(OS.bookworm)
    machine.withDocker()
    if (before !== undefined) machine.put('root/etc/docker/daemon.json', before)
    if (before !== undefined) chmodSync(machine.at('root/etc/docker/daemon.json'), 0o640)
    return { machine, ended: machine.run(['--cn'], env) }
  }

  test.each([
    ['no file', undefined, { 'registry-mirrors': MIRRORS }],
    ['an empty file', ' \n', { 'registry-mirrors': MIRRORS }],
    [
      'other settings',
      '{"log-opts":{"max-size":"10m"},"data-root":"/数据"}',
      { 'log-opts': { 'max-size': '10m' }, 'data-root': '/数据', 'registry-mirrors': MIRRORS },
    ],
    [
      'mirrors of its own',
      `{"registry-mirrors":["https://hub.example.cn","${MIRRORS[1]}"]}`,
      { 'registry-mirrors': ['https://hub.example.cn', MIRRORS[1], MIRRORS[0]] },
    ],
  ])('are merged into daemon.json (%s); a running daemon reads them without a restart', (_what, before, after) => {
    const { machine, ended } = merge(before)
    expect(ended).toMatchObject({ status: 0, stderr: '' })
    expect(JSON.parse(machine.read('/etc/docker/daemon.json'))).toEqual(after)
    expect(readdirSync(machine.at('root/etc/docker'))).toEqual(['daemon.json'])
    expect(statSync(machine.at('root/etc/docker/daemon.json')).mode & 0o777).toBe(before === undefined ? 0o644 : 0o640)
    expect(machine.changes()).toEqual(['systemctl reload docker'])
  })

  test('are taken from REGISTRY_MIRRORS where it is set', () => {
    const { machine } = merge(undefined, { REGISTRY_MIRRORS: 'https://a.example  https://b.example' })
    expect(JSON.parse(machine.read('/etc/docker/daemon.json'))).toEqual({
      'registry-mirrors': ['https://a.example', 'https://b.example'],
    })
  })

  test.each(['{"log-driver": ', '["a"]', '{"registry-mirrors": "https://one.example"}'])(
    'are not added to a daemon.json that reads %s: it stays as it is',
    (before) => {
      const { machine, ended } = merge(before)
      expect(ended.status).toBe(1)
      expect(ended.stderr).toMatch(/etc\/docker\/daemon\.json is not the JSON object that Docker reads/)
      expect(machine.read('/etc/docker/daemon.json')).toBe(before)
      expect(machine.changes()).toEqual([])
    },
  )
})

describe('nothing is changed', () => {
  test.each([
    ['Fedora', 'ID=fedora\nVERSION_ID=43\nPRETTY_NAME="Fedora Linux 43"\n', 'This system is Fedora Linux 43.'],
    [
      'Ubuntu 22.04',
      'ID=ubuntu\nVERSION_ID="22.04"\nPRETTY_NAME="Ubuntu 22.04.5 LTS"\n',
      'This system is Ubuntu 22.04.5 LTS.',
    ],
    [
      'Debian testing',
      'ID=debian\nPRETTY_NAME="Debian GNU/Linux forky/sid"\n',
      'This system is Debian GNU/Linux forky/sid.',
    ],
    ['a system without a name', '# empty\n', 'This system is '],
    ['a system without os-release', undefined, 'There is no '],
  ])('on %s, with a sentence on which systems are supported', (_name, osRelease, sentence) => {
    const machine = machineOf(osRelease)
    const ended = machine.run([])
    expect(ended.status).toBe(1)
    expect(ended.stderr).toContain(sentence)
    expect(ended.stderr).toContain('Supported are Ubuntu 24.04, Debian 12 and Debian 13.')
    expect(machine.changes()).toEqual([])
  })

  test('without root: the sentence shows the command with sudo', () => {
    const machine = machineOf(OS.noble)
    const ended = machine.run(['--cn'], { FAKE_UID: '1000' })
    expect(ended.status).toBe(1)
    expect(ended.stderr).toMatch(/needs root: sudo .*install_deps\.sh --cn /)
    expect(machine.changes()).toEqual([])
  })

  test('when packages of the distribution conflict: they are listed with the command that removes them', () => {
    const machine = machineOf(OS.bookworm)
    machine.put('installed', 'docker.io\ncontainerd\nrunc\nvim\n')
    const ended = machine.run(['--cn'])
    expect(ended.status).toBe(1)
    expect(ended.stderr).toContain('\n  apt-get remove docker.io containerd runc\n')
    expect(machine.changes()).toEqual([])
    expect(existsSync(machine.at('root/etc/docker'))).toBe(false)
  })

  test('when a docker of unknown origin lacks the Compose plugin', () => {
    const machine = machineOf(OS.bookworm)
    machine.withDocker()
    machine.put('installed')
    machine.put('no-compose')
    const ended = machine.run([])
    expect(ended.status).toBe(1)
    expect(ended.stderr).toContain(`no package of Docker's brought: ${machine.at('bin/docker')}`)
    expect(machine.changes()).toEqual([])
  })

  test('by --dry-run, which needs no root and prints each command and file instead', () => {
    const machine = machineOf(OS.trixie)
    const ended = machine.run(['--cn', '--dry-run'], { FAKE_UID: '1000' })
    expect(ended).toMatchObject({ status: 0, stderr: '' })
    for (const line of [
      /^\+ write .*\/etc\/docker\/daemon\.json:$/m,
      /^\+ curl .* https:\/\/mirrors\.aliyun\.com\/docker-ce\/linux\/debian\/gpg$/m,
      /^ {4}Suites: trixie$/m,
      /^\+ env .*apt-get install .* docker-compose-plugin$/m,
      /^\+ systemctl enable --now docker$/m,
      /^\+ docker compose version$/m,
    ]) {
      expect(ended.stdout).toMatch(line)
    }
    expect(machine.changes()).toEqual([])
    expect(readdirSync(machine.at('root/etc'))).toEqual(['os-release', 'ssl'])
  })

  test('by an unknown option', () => {
    const machine = machineOf(OS.noble)
    expect(machine.run(['--china'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Unknown option: --china'),
    })
    expect(machine.calls()).toEqual([])
  })
})

describe('an installation that fails says where', () => {
  test.each([
    [
      'another key than Docker’s',
      { FAKE_KEY: 'A'.repeat(40) },
      undefined,
      `is not Docker's key (${DOCKER_KEY}) but: ${'A'.repeat(40)}`,
    ],
    [
      'the repository out of reach',
      {},
      'offline',
      'https://download.docker.com/linux/ubuntu/gpg could not be fetched. From mainland China, add --cn.',
    ],
    ['apt-get refusing', {}, 'broken', 'could not be installed: docker-ce docker-ce-cli'],
    ['a daemon that does not answer', {}, 'daemon-down', 'its daemon does not answer.'],
  ])('%s', (_what, env, flag, sentence) => {
    const machine = machineOf(OS.noble)
    if (flag) machine.put(flag)
    const ended = machine.run([], env)
    expect(ended.status).toBe(1)
    expect(ended.stderr).toContain(sentence)
    expect(ended.stdout).not.toContain('Next:')
    expect(existsSync(machine.at('root/etc/apt/keyrings/docker.asc'))).toBe(flag === 'broken' || flag === 'daemon-down')
  })
})

test("Docker's apt source under another name is used and no second one is added", () => {
  const machine = machineOf(OS.noble)
  const line = 'deb [signed-by=/usr/share/keyrings/docker.gpg] https://download.docker.com/linux/ubuntu noble stable\n'
  machine.put('root/etc/apt/sources.list.d/docker.list', line)
  expect(machine.run([]).stdout).toContain('/etc/apt/sources.list.d/docker.list, which stays as it is')
  expect(readdirSync(machine.at('root/etc/apt/sources.list.d'))).toEqual(['docker.list'])
  expect(machine.read('/etc/apt/sources.list.d/docker.list')).toBe(line)
})

test('without systemd the service is started by the init script', () => {
  const machine = machineOf(OS.bookworm)
  rmSync(machine.at('root/run'), { recursive: true })
  machine.put('daemon-down')
  machine.run([])
  expect(machine.changes().slice(-1)).toEqual(['service docker start'])
})
