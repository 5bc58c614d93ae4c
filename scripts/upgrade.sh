#!/usr/bin/env bash
# Brings a running deployment to another version of the image, forward or back, without refusing a request or losing a
# task: migrate while the old version serves, start the new replicas next to the old ones, switch nginx, drain the old ones.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib/docker-stack.sh
. scripts/lib/docker-stack.sh

usage() {
  cat <<'TXT'
Usage: ./scripts/upgrade.sh [TAG] [--no-pull]

  TAG        of VSS_IMAGE; default: the one in .env, fetched anew. An earlier one goes back: migrations only add.
  --no-pull  use the image that is on this machine

Leaves Postgres, NATS, MinIO, Jaeger and nginx as they are. To go back: ./scripts/upgrade.sh <the tag before>.
TXT
}

WORKERS=(rag narration dubbing editing)
DRAIN_SEC=40
DOWNLOADS_END_WITHIN_SEC=120

tag=''
pull=1
while [ "$#" -gt 0 ]; do
  case "$1" in
    --no-pull) pull='' ;;
    -h | --help) usage; exit 0 ;;
    -*) echo "Unknown option: $1" >&2; usage >&2; exit 2 ;;
    *) [ -z "$tag" ] || fail "One tag, not two: $tag, $1."; tag="$1" ;;
  esac
  shift
done

containers() { docker compose ps --quiet --status running "$1"; }

# Starts as many replicas of the new image as the old one has, next to them. Sets old_ids and new_ids.
start_next_to_old() {
  local service="$1" id
  mapfile -t old_ids < <(containers "$service")
  [ "${#old_ids[@]}" -gt 0 ] || fail "No $service is running. Start the deployment first: docker compose up -d"
  docker compose up --detach --no-deps --no-recreate --scale "$service=$((2 * ${#old_ids[@]}))" "$service" >/dev/null 2>&1 ||
    fail "New replicas of $service could not be started: docker compose logs $service"
  new_ids=()
  while read -r id; do
    [[ " ${old_ids[*]} " == *" $id "* ]] || new_ids+=("$id")
  done < <(docker compose ps --all --quiet "$service")
  if ! wait_healthy "${new_ids[@]}"; then
    docker logs --tail 5 "${new_ids[0]}" >&2 || true
    docker rm --force "${new_ids[@]}" >/dev/null
    fail "The new $service did not become healthy and was taken away; the old one goes on. See the lines above."
  fi
}

stop_old() {
  docker stop --timeout "$DRAIN_SEC" "${old_ids[@]}" >/dev/null
  docker rm "${old_ids[@]}" >/dev/null
}

in_nginx() { docker compose exec -T nginx sh -c "$1"; }

# Sends new requests to the named replica; empty: to every gateway.
route_to() {
  if [ -n "$1" ]; then in_nginx "echo 'set \$gateway http://$1:8080;' > /etc/nginx/target.inc"; else in_nginx 'rm -f /etc/nginx/target.inc'; fi
  in_nginx 'nginx -t -q && nginx -s reload'
}

# Requests that began before the switch are still handled by the old workers of nginx and the old gateway. (The brackets
# keep the search from finding itself.)
wait_for_old_requests() {
  local waited=0
  sleep 1
  while in_nginx 'cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\0" "\n" | grep -q "[s]hutting down"'; do
    [ "$waited" -lt "$DOWNLOADS_END_WITHIN_SEC" ] || break
    sleep 1
    waited=$((waited + 1))
  done
}

upgrade_gateway() {
  start_next_to_old gateway
  route_to "$(docker inspect --format '{{slice .Name 1}}' "${new_ids[0]}")"
  wait_for_old_requests
  stop_old
  route_to ''
}

main() {
  need_stack
  [ "$(env_value VSS_MODE)" != dev ] || fail 'A dev deployment has no nginx to switch: run ./init.sh --dev again.'
  local image
  export VSS_TAG="${tag:-$(env_value VSS_TAG)}"
  image="$(env_value VSS_IMAGE):$VSS_TAG"
  if [ -n "$pull" ]; then docker compose pull --quiet gateway || fail "$image could not be fetched. Nothing was changed."; fi
  docker image inspect "$image" >/dev/null 2>&1 || fail "There is no image $image on this machine. Nothing was changed."

  echo "· migrating with $image, while the old version serves"
  for service in provision-storage provision migrate; do
    docker compose run --rm --no-deps -T "$service" >/dev/null || fail "$service failed; the old version goes on. Nothing else was changed."
  done
  echo '· gateway'
  upgrade_gateway
  for service in "${WORKERS[@]}"; do
    echo "· $service"
    start_next_to_old "$service"
    stop_old
  done
  sed -i "s/^VSS_TAG=.*/VSS_TAG=$VSS_TAG/" .env
  echo "Now running $image ($(docker image inspect --format '{{index .Config.Labels "org.opencontainers.image.version"}}' "$image"))."
}

main
