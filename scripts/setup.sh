#!/usr/bin/env bash
# Installs what a run on this machine needs and what is missing: system packages, then the packages of the lockfile.
# Arguments name further system packages (each with a command of the same name).
# Safe to repeat; asks nothing; prints only what it does.
set -euo pipefail
cd "$(dirname "$0")/.."

PNPM_VERSION=10.34.9
log="$(mktemp)"
trap 'rm -f "$log"' EXIT

fail() { echo "$1" >&2; exit 1; }

quietly() { # what to say when it fails, then the command
  local what="$1"; shift
  "$@" >"$log" 2>&1 || { tail -n 20 "$log" >&2; fail "$what"; }
}

has() { command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || [ -x "/usr/local/sbin/$1" ]; }

[ "$(uname -m)" = x86_64 ] || fail "Needs an x86-64 machine; this one is $(uname -m)."
command -v node >/dev/null || fail 'Node.js is missing. Install Node.js 20 or newer (https://nodejs.org), then run this again.'
major="$(node -p 'process.versions.node.split(".")[0]')"
[ "$major" -ge 20 ] || fail "Node.js $major is too old. Install Node.js 20 or newer, then run this again."
command -v npx >/dev/null || fail 'npx is missing. Install npm, then run this again.'

missing=()
for tool in nats-server espeak-ng ffmpeg "$@"; do has "$tool" || missing+=("$tool"); done
if [ "${#missing[@]}" -gt 0 ]; then
  command -v apt-get >/dev/null || fail "Please install: ${missing[*]} (no apt-get here), then run this again."
  sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || fail "Please run: sudo apt-get install -y ${missing[*]}   then run this again."
    sudo=(sudo -n)
  fi
  echo "· installing ${missing[*]}"
  quietly 'The package lists could not be fetched.' "${sudo[@]}" apt-get update -qq
  quietly "The packages could not be installed: ${missing[*]}" \
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

stamp=node_modules/.vss-lock
if ! cmp -s pnpm-lock.yaml "$stamp"; then
  echo '· installing the packages of the lockfile'
  quietly 'The packages could not be installed.' npx -y "pnpm@$PNPM_VERSION" install --frozen-lockfile
  cp pnpm-lock.yaml "$stamp"
fi
