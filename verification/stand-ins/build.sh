#!/usr/bin/env bash
# Builds stand-ins for the images of the deployment from Debian and npm packages, under the names of the real ones, so
# that the deployment can be verified on a machine that reaches no image registry. See README.md.
set -euo pipefail
cd "$(dirname "$0")"

DEBIAN_MIRROR="${DEBIAN_MIRROR:-http://deb.debian.org/debian}"
PREFIX=vss-stand-in
declare -A TAGS=(
  [node]=node:24-bookworm-slim
  [postgres]=postgres:18-bookworm
  [nats]=nats:2.12-alpine
  [nginx]=nginx:1.28-alpine
  [minio]=minio/minio:RELEASE.2025-09-07T16-13-09Z
  [mc]=minio/mc:RELEASE.2025-08-13T08-35-41Z
  [jaeger]=jaegertracing/jaeger:2.11.0
)
ORDER=(node postgres nats nginx minio mc jaeger)

usage() {
  cat <<TXT
Usage: ./verification/stand-ins/build.sh [--force] [NAME …]     (as root)

  NAME     ${ORDER[*]}; default: all
  --force  replace images of these names that are not stand-ins

DEBIAN_MIRROR  default: http://deb.debian.org/debian
TXT
}

fail() { echo "$1" >&2; exit 1; }

force=''
names=()
for arg in "$@"; do
  case "$arg" in
    --force) force=1 ;;
    -h | --help) usage; exit 0 ;;
    *) [ -n "${TAGS[$arg]:-}" ] || { usage >&2; exit 2; }; names+=("$arg") ;;
  esac
done
[ "${#names[@]}" -gt 0 ] || names=("${ORDER[@]}")
[ "$(id -u)" -eq 0 ] || fail 'Run this as root: debootstrap needs it.'
command -v debootstrap >/dev/null || fail 'debootstrap is missing: apt-get install debootstrap'

scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

write_sources() { # suite, file
  local keyring=/usr/share/keyrings/debian-archive-keyring.gpg suites="$1"
  [ "$1" = sid ] || suites="$1 $1-updates"
  printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' "$DEBIAN_MIRROR" "$suites" "$keyring" >"$2"
  [ "$1" = sid ] || printf '\nTypes: deb\nURIs: %s\nSuites: %s-security\nComponents: main\nSigned-By: %s\n' \
    "${DEBIAN_MIRROR%/}-security" "$1" "$keyring" >>"$2"
}

import_base() { # suite
  local root="$scratch/$1" image="$PREFIX/$1"
  docker image inspect "$image" >/dev/null 2>&1 && return
  echo "· $image"
  debootstrap --variant=minbase "$1" "$root" "$DEBIAN_MIRROR" >"$scratch/$1.log" 2>&1 \
    || { tail -n 20 "$scratch/$1.log" >&2; fail "debootstrap could not make $1."; }
  rm -rf "$root"/var/cache/apt/*.bin "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* \
    "$root"/var/log/*.log "$root"/usr/share/{doc,man,locale,info}/* "$root/etc/apt/sources.list" "$root/etc/resolv.conf"
  write_sources "$1" "$root/etc/apt/sources.list.d/debian.sources"
  cp base/apt.conf "$root/etc/apt/apt.conf.d/90-image"
  cp base/dpkg.cfg "$root/etc/dpkg/dpkg.cfg.d/image"
  # No daemon of a package starts during a build.
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod +x "$root/usr/sbin/policy-rc.d"
  # A network that inspects TLS signs with an authority of its own, which this machine trusts: builds must, too.
  mkdir -p "$root/etc/ssl/certs" "$root/usr/local/share/ca-certificates"
  cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
  find /usr/local/share/ca-certificates -name '*.crt' -exec cp {} "$root/usr/local/share/ca-certificates/" \;
  tar -C "$root" -c . | docker import --change 'CMD ["bash"]' - "$image" >/dev/null
  rm -rf "$root"
}

refuse_real_image() { # tag
  docker image inspect "$1" >/dev/null 2>&1 || return 0
  [ -z "$force" ] || return 0
  [ "$(docker image inspect --format '{{index .Config.Labels "vss.stand-in"}}' "$1")" = true ] \
    || fail "$1 is here already and is no stand-in. To replace it: --force"
}

build() { # name
  local folder="$1" file=Dockerfile
  [ "$1" != mc ] || { folder=minio; file=Dockerfile.mc; }
  refuse_real_image "${TAGS[$1]}"
  echo "· ${TAGS[$1]}"
  docker build --progress plain --label vss.stand-in=true --file "$folder/$file" --tag "${TAGS[$1]}" "$folder" >"$scratch/$1.log" 2>&1 \
    || { tail -n 30 "$scratch/$1.log" >&2; fail "${TAGS[$1]} could not be built."; }
}

import_base bookworm
import_base sid
for name in "${names[@]}"; do build "$name"; done
