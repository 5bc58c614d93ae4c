import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('./install_deps.sh', import.meta.url))

/** The fingerprint of the key that signs Docker's packages. */
export const DOCKER_KEY = '9DC858229FC7DD38854AE2D88D81803C0EBFCD88'

// Real programs that only read, or write to a given file. Everything else on PATH is a stand-in that records its calls.
const TOOLS = 'bash env cat sed grep awk head dirname install mktemp mv cp rm chmod cut jq'
const REAL = execFileSync('bash', ['-c', `set -e; for tool in ${TOOLS}; do command -v $tool; done`], {
  encoding: 'utf8',
})
const RECORD = `#!/bin/bash\nprintf '%s\\n' "\${0##*/} $*" >>"$MACHINE/calls"\n`
const DOCKER = `[ "$1 $2" = 'version ' ] && { [ ! -e "$MACHINE/daemon-down" ] && echo 'Server: 29.1.0' || { echo 'no daemon' >&2; exit 1; }; }
[ "$1" = --version ] && echo 'Docker version 29.1.0, build 1234567'
[ "$1 $2" = 'compose version' ] && { [ ! -e "$MACHINE/no-compose" ] || exit 1; [ "$3" = --short ] && echo 2.40.3 || echo 'Docker Compose version v2.40.3'; }
[ "$1" = buildx ] && echo 'github.com/docker/buildx v0.29.1 abcdef'
exit 0`
const STAND_INS = {
  id: `echo "\${FAKE_UID:-0}"`,
  dpkg: 'echo amd64',
  'dpkg-query': `grep -qx "\${!#}" "$MACHINE/installed" && printf installed`,
  curl: `while [ "$1" != -o ]; do shift; done; echo "key from $3" >"$2"; [ ! -e "$MACHINE/offline" ]`,
  gpg: `printf 'pub:-:4096:1:8D81803C0EBFCD88:1487788586:::-:::scESA::::::23::0:\\nfpr:::::::::%s:\\nuid:-::::1487792064::x::Docker Release (CE deb) <docker@docker.com>:\\nsub:-:4096:1:7EA0A9C3F273FCD8:1487788586::::::s:\\nfpr:::::::::D3306A018370199E527AE7997EA0A9C3F273FCD8:\\n' "\${FAKE_KEY:-${DOCKER_KEY}}"`,
  'apt-get': `case "$*" in *docker-ce*) [ ! -e "$MACHINE/broken" ] || exit 100; cp "$MACHINE/later/"* "$MACHINE/bin/" ;; esac`,
  systemctl: `[ "$1" != is-enabled ] || [ -e "$MACHINE/enabled" ]`,
  service: '',
  sleep: '',
}

const executable = (path: string, body: string) => {
  writeFileSync(path, RECORD + body)
  chmodSync(path, 0o755)
}

/**
 * A simulated server for scripts/install_deps.sh in a new folder: `osRelease` is its /etc/os-release (undefined:
 * it has none). Files named `offline`, `broken`, `daemon-down`, `no-compose` and `enabled` put in the folder make the
 * stand-ins behave so; `installed` lists the system's packages; FAKE_UID and FAKE_KEY are who runs it and which key it gets.
 */
export const openMachine = (osRelease: string | undefined) => {
  const machine = mkdtempSync(join(tmpdir(), 'install-deps-'))
  const at = (path: string) => join(machine, path)
  const put = (path: string, content = '') => {
    mkdirSync(dirname(at(path)), { recursive: true })
    writeFileSync(at(path), content)
  }
  for (const folder of ['bin', 'later', 'root/run/systemd/system']) mkdirSync(at(folder), { recursive: true })
  for (const path of REAL.trim().split('\n')) symlinkSync(path, at(`bin/${basename(path)}`))
  for (const [name, body] of Object.entries(STAND_INS)) executable(at(`bin/${name}`), body)
  for (const name of ['docker', 'dockerd']) executable(at(`later/${name}`), DOCKER)
  put('root/etc/ssl/certs/ca-certificates.crt')
  put('installed')
  put('calls')
  if (osRelease) put('root/etc/os-release', osRelease)
  const run = (args: string[], env: Record<string, string> = {}) =>
    spawnSync(at('bin/bash'), [script, ...args], {
      encoding: 'utf8',
      env: { PATH: at('bin'), MACHINE: machine, SYSTEM_ROOT: at('root'), ...env },
    })
  const calls = () => readFileSync(at('calls'), 'utf8').split('\n').filter(Boolean)
  /** The calls that change something. */
  const changes = () =>
    calls().filter((call) => /^(apt-get|curl|systemctl (?!is-enabled)|service)/.test(call.replace(/^env \S+ /, '')))
  const withDocker = () => {
    for (const name of ['docker', 'dockerd']) executable(at(`bin/${name}`), DOCKER)
    put('installed', 'docker-ce\ndocker-ce-cli\n')
    put('enabled')
  }
  const read = (path: string) => readFileSync(at(`root${path}`), 'utf8')
  const close = () => rmSync(machine, { recursive: true })
  return { run, calls, changes, put, at, read, withDocker, close }
}
