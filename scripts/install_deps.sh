#!/usr/bin/env bash
# Installs Docker Engine, the Compose plugin and buildx on Ubuntu 24.04, Debian 12 and Debian 13, from Docker's own apt
# repository. Safe to repeat: installed parts stay as they are. Removes nothing.
set -euo pipefail

usage() {
  cat <<'TXT'
Usage: sudo ./scripts/install_deps.sh [--cn] [--dry-run]

  --cn       from mainland China: packages from mirrors.aliyun.com, and mirrors of Docker Hub added to
             /etc/docker/daemon.json (what is there stays)
  --dry-run  only print the commands

REGISTRY_MIRRORS  with --cn: the mirrors of Docker Hub, separated by spaces (default: https://docker.m.daocloud.io
                  https://docker.1ms.run). They serve Docker Hub alone, no other registry.
TXT
}

# For tests: a folder used in place of /. Commands are found on PATH.
root="${SYSTEM_ROOT:-}"
SUPPORTED='Ubuntu 24.04, Debian 12 and Debian 13'
# https://docs.docker.com/engine/install/debian/ prints this fingerprint; the same key signs for Ubuntu. A mirror is
# a server of a third party: only this key is trusted, whatever its source.
KEY_FINGERPRINT=9DC858229FC7DD38854AE2D88D81803C0EBFCD88
PACKAGES=(docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin)
# Packages of the distributions with the same files: apt would remove them without asking, and their containers too.
CONFLICTING=(docker.io docker-doc docker-compose docker-compose-v2 docker-buildx podman-docker containerd runc)

cn=''
dry_run=''
suite=''
repository=''

fail() { printf '%s\n' "$@" >&2; exit 1; }
say() { printf '· %s\n' "$*"; }
has() { command -v "$1" >/dev/null 2>&1; }

run() { # a command that changes the system
  if [ -z "$dry_run" ]; then "$@"; return; fi
  printf '+'; printf ' %q' "$@"; echo
}

write_file() { # path; the content comes from standard input; owner and mode of a file that is there stay
  local path="$root$1" new
  if [ -n "$dry_run" ]; then echo "+ write $path:"; sed 's/^/    /'; return; fi
  install -d -m 0755 "$(dirname "$path")"
  new="$(mktemp "$path.XXXXXX")"
  if [ -e "$path" ]; then cp -p "$path" "$new"; else chmod 0644 "$new"; fi
  cat >"$new"
  mv "$new" "$path"
}

recognise_system() {
  local id version name file="$root/etc/os-release"
  [ -r "$file" ] || fail "There is no $file to recognise the system by. Supported are $SUPPORTED."
  # shellcheck disable=SC1090 # a file of the system, by definition shell assignments
  read -r id version name < <(. "$file" && echo "${ID:-unknown} ${VERSION_ID:-none} ${PRETTY_NAME:-${ID:-}}")
  case "$id $version" in
    'ubuntu 24.04') suite=noble ;;
    'debian 12') suite=bookworm ;;
    'debian 13') suite=trixie ;;
    *) fail "This system is $name. Supported are $SUPPORTED." \
      'Elsewhere: install Docker Engine and its Compose plugin as https://docs.docker.com/engine/install/ says, then go on with ./init.sh.' ;;
  esac
  local base=https://download.docker.com
  [ -z "$cn" ] || base=https://mirrors.aliyun.com/docker-ce
  repository="$base/linux/$id"
}

is_complete() { has dockerd && docker --version && docker compose version && docker buildx version; } >/dev/null 2>&1

versions() {
  echo "$(docker --version), Compose $(docker compose version --short), buildx $(docker buildx version | cut -d ' ' -f 2)"
}

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

refuse_conflicts() {
  local package found=()
  for package in "${CONFLICTING[@]}"; do
    if is_installed "$package"; then found+=("$package"); fi
  done
  [ "${#found[@]}" -eq 0 ] || fail "In the way of Docker's own packages: ${found[*]}. Nothing was changed." \
    "Remove them, then run this again (images, containers and volumes in /var/lib/docker stay; running containers stop):" \
    "  apt-get remove ${found[*]}"
  if has docker && ! is_installed docker-ce-cli; then
    fail "There is a docker that no package of Docker's brought: $(command -v docker). Nothing was changed." \
      'Add the Compose plugin and buildx to it, or uninstall it the way it was installed, then run this again.'
  fi
}

apt_install() { # --no-remove: fails instead of removing a package that is in use
  run env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-remove --no-upgrade "$@" ||
    fail "These packages could not be installed: $*. What apt-get says is above."
}

apt_update() {
  run apt-get update -q || fail 'The package lists could not be fetched. What apt-get says is above.'
}

install_tools() { # what this script itself needs
  local missing=() tool
  for tool in "$@"; do
    has "$tool" || [ -e "$root/etc/ssl/certs/$tool.crt" ] || missing+=("$tool")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  say "installing ${missing[*]}"
  apt_update
  apt_install "${missing[@]}"
}

check_key() {
  local found
  if [ -n "$dry_run" ]; then echo "+ gpg --show-keys --with-colons $1 # must be $KEY_FINGERPRINT"; return; fi
  found="$(gpg --show-keys --with-colons "$1" | awk -F: '$1 == "pub" { key = 1 } $1 == "fpr" && key { print $10; key = 0 }')" || true
  [ "$found" = "$KEY_FINGERPRINT" ] || {
    rm -f "$1"
    fail "$repository/gpg is not Docker's key ($KEY_FINGERPRINT) but: ${found:-no key at all}. It was not used."
  }
}

add_repository() {
  local key=/etc/apt/keyrings/docker.asc other
  other="$(grep -rlE '^[^#]*(download\.docker\.com|docker-ce/linux)' --include='*.list' --include='*.sources' \
    "$root/etc/apt" 2>/dev/null | grep -v '/docker\.sources$' | head -n 1)" || true
  if [ -n "$other" ]; then
    say "Docker's repository is already in $other, which stays as it is"
  else
    run install -d -m 0755 "$root/etc/apt/keyrings"
    run curl -fsSL --retry 3 -o "$root$key.new" "$repository/gpg" ||
      fail "$repository/gpg could not be fetched.${cn:- From mainland China, add --cn.}"
    check_key "$root$key.new"
    run chmod 0644 "$root$key.new"
    run mv "$root$key.new" "$root$key"
    write_file /etc/apt/sources.list.d/docker.sources <<TXT
Types: deb
URIs: $repository
Suites: $suite
Components: stable
Architectures: $(dpkg --print-architecture)
Signed-By: $key
TXT
  fi
  apt_update
}

add_registry_mirrors() {
  local file=/etc/docker/daemon.json current='' merged mirrors="${REGISTRY_MIRRORS:-https://docker.m.daocloud.io https://docker.1ms.run}"
  if [ -n "$dry_run" ] && ! has jq; then
    echo "+ add to registry-mirrors in $root$file: $mirrors"
    return
  fi
  [ ! -e "$root$file" ] || current="$(<"$root$file")"
  [ -n "${current//[[:space:]]/}" ] || current='{}'
  # shellcheck disable=SC2016 # jq's variables
  merged="$(jq --arg mirrors "$mirrors" \
    '(.["registry-mirrors"] // []) as $have | .["registry-mirrors"] = $have + (($mirrors / " ") - [""] - $have)' <<<"$current")" ||
    fail "$root$file is not the JSON object that Docker reads (what jq says is above). Correct it, then run this again."
  if [ "$merged" = "$(jq . <<<"$current")" ]; then
    say "already in $file: $mirrors"
    return
  fi
  say "adding to $file: $mirrors"
  write_file "$file" <<<"$merged"
  # The daemon reloads mirrors without a restart: running containers continue.
  if ! docker version >/dev/null 2>&1; then return; fi
  if has_systemd; then run systemctl reload docker; else say 'restart Docker when it suits you: it reads the mirrors then'; fi
}

has_systemd() { [ -d "$root/run/systemd/system" ]; }

start_service() { # whether it started is for the check at the end to say
  if ! has_systemd; then
    docker version >/dev/null 2>&1 || run service docker start || true
  elif ! systemctl is-enabled --quiet docker 2>/dev/null || ! docker version >/dev/null 2>&1; then
    run systemctl enable --now docker || true
  fi
}

check_result() {
  local tries
  if [ -n "$dry_run" ]; then run docker version; run docker compose version; return; fi
  # Without systemd the start returns before the daemon listens; it needs far less than half a minute.
  for ((tries = 0; tries < 30; tries++)); do
    if docker version >/dev/null 2>&1; then break; fi
    sleep 1
  done
  docker version || fail 'Docker is installed, but its daemon does not answer.' \
    'What it says: journalctl -u docker -n 50 (without systemd: /var/log/docker.log).'
  docker compose version || fail 'Docker is installed, but "docker compose" does not work.'
}

main() {
  local arg present=''
  for arg in "$@"; do
    case "$arg" in
      --cn) cn=1 ;;
      --dry-run) dry_run=1 ;;
      -h | --help) usage; exit 0 ;;
      *) echo "Unknown option: $arg" >&2; usage >&2; exit 2 ;;
    esac
  done
  recognise_system
  [ -n "$dry_run" ] || [ "$(id -u)" -eq 0 ] ||
    fail "Installing needs root: sudo $0${*:+ $*}   (--dry-run, which needs none, prints what it would do.)"

  if is_complete; then present=1; else refuse_conflicts; fi
  [ -z "$present" ] || say "already there: $(versions)"
  [ -z "$cn" ] || { install_tools jq; add_registry_mirrors; }
  if [ -z "$present" ]; then
    install_tools ca-certificates curl gpg
    add_repository
    say "installing ${PACKAGES[*]}"
    apt_install "${PACKAGES[@]}"
  fi
  start_service
  check_result
  echo
  echo 'Next: ./init.sh --test or ./init.sh --prod, as root or as a member of the group docker'
  echo "(usermod -aG docker ${SUDO_USER:-NAME}, then log in again; that group can do all that root can)."
}

main "$@"
