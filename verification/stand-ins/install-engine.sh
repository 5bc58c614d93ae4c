#!/usr/bin/env bash
# Installs and starts Docker Engine with Compose and buildx from Debian's own packages, on a bare Debian 12, as root.
# Only for machines that reach Debian but no image registry, where the stand-ins of this folder are used.
# Everybody else installs Docker with scripts/install_deps.sh. Safe to repeat.
set -euo pipefail

LOG=/var/log/stand-in-dockerd.log
PLUGINS="$HOME/.docker/cli-plugins"

usage() { echo "Usage: ./verification/stand-ins/install-engine.sh   (as root; the log of an engine it starts: $LOG)"; }
fail() { echo "$1" >&2; exit 1; }

case "${1:-}" in
  '') ;;
  -h | --help) usage; exit 0 ;;
  *) usage >&2; exit 2 ;;
esac
[ "$(id -u)" -eq 0 ] || fail 'Run this as root.'

missing=()
for tool in dockerd:docker.io debootstrap:debootstrap iptables:iptables; do
  command -v "${tool%%:*}" >/dev/null || [ -x "/usr/sbin/${tool%%:*}" ] || missing+=("${tool##*:}")
done
if [ "${#missing[@]}" -gt 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ca-certificates "${missing[@]}" >/dev/null
fi

# Debian 12 has neither plugin; sid's are single files that run here. Their lists are kept apart from this machine's, so
# that nothing else is ever installed from sid.
if ! docker compose version >/dev/null 2>&1 || ! docker buildx version >/dev/null 2>&1; then
  scratch="$(mktemp -d)"
  trap 'rm -rf "$scratch"' EXIT
  mkdir -p "$scratch"/lists/partial "$scratch"/cache/archives/partial "$PLUGINS"
  : >"$scratch/status"
  keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  echo "deb [signed-by=$keyring] http://deb.debian.org/debian sid main" >"$scratch/sources.list"
  cat >"$scratch/apt.conf" <<TXT
Dir::Etc::sourcelist "$scratch/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::State "$scratch";
Dir::State::lists "$scratch/lists";
Dir::State::status "$scratch/status";
Dir::Cache "$scratch/cache";
APT::Sandbox::User "root";
Acquire::Check-Valid-Until "false";
TXT
  APT_CONFIG="$scratch/apt.conf" apt-get update -qq
  (cd "$scratch" && APT_CONFIG="$scratch/apt.conf" apt-get download -qq docker-compose docker-buildx)
  for package in "$scratch"/*.deb; do dpkg-deb -x "$package" "$scratch/files"; done
  install -m 755 "$scratch"/files/usr/libexec/docker/cli-plugins/docker-{compose,buildx} "$PLUGINS/"
fi

if ! docker info >/dev/null 2>&1; then
  if [ -d /run/systemd/system ]; then
    systemctl start docker
  else
    setsid nohup dockerd >"$LOG" 2>&1 </dev/null &
  fi
  for _ in $(seq 60); do docker info >/dev/null 2>&1 && break; sleep 1; done
  docker info >/dev/null 2>&1 || fail "The engine did not start within a minute. See $LOG or journalctl -u docker."
fi
docker --version
docker compose version
docker buildx version
