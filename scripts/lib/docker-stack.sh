# shellcheck shell=bash
# For scripts that work on a Docker deployment; the working directory is its folder. Sourced, not run.

fail() { printf '%s\n' "$@" >&2; exit 1; }

need_docker() {
  command -v docker >/dev/null || fail 'Docker is missing. Install it with sudo ./scripts/install_deps.sh, then run this again.'
  docker compose version >/dev/null 2>&1 ||
    fail 'Docker Compose v2 is missing. Install it with sudo ./scripts/install_deps.sh, then run this again.'
  docker info >/dev/null 2>&1 ||
    fail "The Docker engine does not answer. Start it (sudo systemctl start docker), or add yourself to its group (sudo usermod -aG docker $(id -un), then log in again)."
}

# The value of a setting in .env, or nothing.
env_value() {
  [ -f .env ] || return 0
  sed -n "s/^$1=//p" .env | tail -n 1
}

need_stack() {
  need_docker
  [ -f .env ] || fail "There is no .env here ($PWD). Run this in the folder of the deployment, after ./init.sh --test or --prod."
  [ -n "$(env_value COMPOSE_FILE)" ] || fail '.env has no COMPOSE_FILE: run ./init.sh with the mode of this folder once.'
}

HEALTHY_WITHIN_SEC=180

# Waits for containers, by id. Fails when one ends or takes too long.
wait_healthy() {
  local id waited=0
  for id in "$@"; do
    until [ "$(docker inspect --format '{{.State.Health.Status}}' "$id" 2>/dev/null)" = healthy ]; do
      [ "$(docker inspect --format '{{.State.Status}}' "$id" 2>/dev/null)" = running ] || return 1
      [ "$waited" -lt "$HEALTHY_WITHIN_SEC" ] || return 1
      sleep 1
      waited=$((waited + 1))
    done
  done
}

# The operator's command line, inside a running gateway.
vss() { docker compose exec -T gateway vss "$@"; }
