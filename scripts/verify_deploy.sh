#!/usr/bin/env bash
# Verifies the deployment with a real Docker engine: builds the image, packs and unpacks the deploy package, starts it,
# runs a sample story through nginx, scales, kills, upgrades and goes back, backs up, wipes, restores, and looks at what
# production publishes. Takes half an hour; CI checks what needs no engine.
set -euo pipefail
cd "$(dirname "$0")/.."
ROOT="$PWD"
# shellcheck source=scripts/lib/docker-stack.sh
. scripts/lib/docker-stack.sh

usage() {
  cat <<'TXT'
Usage: ./scripts/verify_deploy.sh [--stand-ins] [--keep] [STEP …]

  --stand-ins  where no image registry is reachable: first build stand-ins for the images from Debian and npm packages
  --keep       leave the deployment running
  STEP         image package compose start rights samples scale chaos upgrade backup prod; default: all, in this order

VERIFY_DIR  where the package is unpacked and data lies (default: a new temporary folder)
TXT
}

IMAGE=ghcr.io/visify/vss-cloud
STEPS=(image package compose start rights samples scale chaos upgrade backup prod)
KILLS=8
KILL_EVERY_SEC=12
export COMPOSE_PROJECT_NAME=vss-verify HTTP_PORT="${HTTP_PORT:-18080}" JAEGER_PORT="${JAEGER_PORT:-26686}"

stand_ins=''
keep=''
steps=()
for arg in "$@"; do
  case "$arg" in
    --stand-ins) stand_ins=1 ;;
    --keep) keep=1 ;;
    -h | --help) usage; exit 0 ;;
    *) [[ " ${STEPS[*]} " == *" $arg "* ]] || { usage >&2; exit 2; }; steps+=("$arg") ;;
  esac
done
[ "${#steps[@]}" -gt 0 ] || steps=("${STEPS[@]}")

work="${VERIFY_DIR:-$(mktemp -d /var/tmp/vss-verify.XXXXXX)}"
mkdir -p "$work"
home="$work/vss-cloud"
url="http://127.0.0.1:$HTTP_PORT"
node="$ROOT/node_modules/.bin/node"

say() { printf '\n### %s\n' "$1"; }
run_ts() { (cd "$ROOT" && "$node" --import tsx verification/deployment/try-deployment.ts "$@"); }
in_home() { (cd "$home" && "$@"); }
identity() { printf '%s\n' "$url" "$(cat "$work/instance")" "$(cat "$work/key")"; }
query() { in_home docker compose exec -T postgres psql -U vss_superuser -d vss -Atc "$1"; }

image() {
  docker build --quiet --tag "$IMAGE:dev" --build-arg VSS_VERSION=dev . >/dev/null
  # The next version: the same with one more migration.
  docker build --quiet --tag "$IMAGE:next" - >/dev/null <<TXT
FROM $IMAGE:dev
USER root
RUN printf 'import { sql } from "kysely"\nexport const up = async (db) => void (await sql\`alter table vss.task add column next_note text\`.execute(db))\n' > packages/shared/src/ledger/migrations/9999-next.ts \
 && sed -i "1i import * as ledger9999 from './migrations/9999-next.ts'" packages/shared/src/ledger/migrate.ts \
 && sed -i "s/'0001-ledger': ledger0001,/&\n  '9999-next': ledger9999,/" packages/shared/src/ledger/migrate.ts \
 && grep -q "'9999-next'" packages/shared/src/ledger/migrate.ts
USER node
LABEL org.opencontainers.image.version=next
TXT
  docker tag "$IMAGE:dev" "$IMAGE:latest"
  docker images --format 'table {{.Repository}}:{{.Tag}}\t{{.Size}}' "$IMAGE"
  docker run --rm --entrypoint sh "$IMAGE:dev" -c 'set -e; id -un; ffmpeg -version | head -n 1; espeak-ng --version; test -s licenses.json'
}

package() {
  rm -rf "$work/dist"
  ./scripts/package_deploy.sh --allow-dirty --out "$work/dist" >/dev/null
  (cd "$work/dist" && sha256sum --check --quiet ./*.sha256)
  tar -xzf "$work"/dist/*.tar.gz -C "$work"
  ls -l "$work"/dist
}

compose() {
  local mode
  for mode in dev test prod; do docker compose -f docker-compose.base.yml -f "docker-compose.$mode.yml" config --quiet; done
  docker compose -f docker-compose.base.yml config --quiet
  echo 'base, dev, test and prod are valid'
}

start() {
  in_home ./init.sh --test --ai-mode offline --yes | tee "$work/init.log"
  if grep -q '^apiKey' "$work/init.log"; then
    sed -n 's/^instanceId  *//p' "$work/init.log" > "$work/instance"
    sed -n 's/^apiKey  *//p' "$work/init.log" > "$work/key"
  fi
  in_home ./init.sh --test --yes >"$work/again.log"
  if grep -q '^apiKey' "$work/again.log"; then fail 'A second init.sh made a second key.'; fi
  [ "$(stat -c %a "$home/.env" "$home/secrets" | tr '\n' ' ')" = '600 700 ' ] || fail 'The secrets can be read by others.'
  in_home docker compose ps --format 'table {{.Service}}\t{{.Status}}'
  local id
  for id in $(in_home docker compose ps --quiet gateway rag narration dubbing editing); do
    docker exec "$id" sh -c '[ "$(id -u)" = 1000 ] && ! touch /app/x 2>/dev/null' || fail 'A service runs as root, or on a writable file system.'
  done
}

# What the account of a worker must not do in the object store; tests cover Postgres and NATS.
rights() {
  in_home docker compose exec -T editing sh -c 'exec node --import tsx --input-type=module' <<'TXT'
import { readFileSync } from 'node:fs'
import { openObjectStore } from '/app/packages/shared/src/artifacts/object-store.ts'
const secretKey = readFileSync('/run/secrets/s3_secret_key', 'utf8')
const base = { endpoint: process.env.S3_ENDPOINT, accessKey: 'vss-editing', secretKey, bucket: 'vss', region: 'us-east-1', timeoutMs: 5000 }
const objects = openObjectStore(base)
await objects.put('orgs/o/tasks/0/probe', Buffer.from('x'), 'text/plain')
const refused = {
  delete: () => objects.remove('orgs/o/tasks/0/probe'),
  'list the bucket': () => objects.ping(),
  'write an upload': () => objects.put('orgs/o/uploads/probe', Buffer.from('x'), 'text/plain'),
  'write outside': () => objects.put('probe', Buffer.from('x'), 'text/plain'),
  'write a take': () => objects.put('orgs/o/cache/takes/probe', Buffer.from('x'), 'text/plain'),
  'come with a wrong key': () => openObjectStore({ ...base, secretKey: 'wrong' }).get('orgs/o/tasks/0/probe'),
}
for (const [what, call] of Object.entries(refused)) {
  const done = await call().then(() => true, () => false)
  if (done) throw new Error(`editing may ${what}`)
}
console.log(`editing may not ${Object.keys(refused).join(', ')}`)
process.exit(0)
TXT
}

samples() {
  mapfile -t target < <(identity)
  run_ts run-samples "${target[@]}" "$work/files.list"
}

scale() {
  in_home docker compose up --detach --no-recreate --wait --scale narration=3 narration >/dev/null 2>&1
  mapfile -t target < <(identity)
  local before
  before="$(query 'select coalesce(max(id), 0) from vss.task')"
  run_ts ask-many "${target[@]}" 24
  query "select split_part(lease_owner, '/', 1) as replica, count(*) from vss.task where id > $before and type = 'GENERATE_NARRATION' group by 1"
  [ "$(query "select count(distinct lease_owner) from vss.task where id > $before and type = 'GENERATE_NARRATION'")" = 3 ] || fail 'Three replicas did not share the work.'
}

# A container that is killed from outside is started again by its restart policy.
chaos() {
  mapfile -t target < <(identity)
  mkfifo -m 600 "$work/stop" 2>/dev/null || true
  run_ts keep-asking "${target[@]}" may-fail < "$work/stop" & local asking=$!
  exec 9> "$work/stop"
  local n service pid
  local services=(narration gateway rag nats dubbing editing rag gateway)
  for ((n = 0; n < KILLS; n++)); do
    sleep "$KILL_EVERY_SEC"
    service="${services[n % ${#services[@]}]}"
    pid="$(docker inspect --format '{{.State.Pid}}' "$(in_home docker compose ps --quiet "$service" | shuf -n 1)")"
    echo "· killing $service"
    kill -9 "$pid"
  done
  sleep "$KILL_EVERY_SEC"
  exec 9>&-
  wait "$asking"
}

upgrade() {
  mapfile -t target < <(identity)
  mkfifo -m 600 "$work/stop" 2>/dev/null || true
  run_ts keep-asking "${target[@]}" < "$work/stop" & local asking=$!
  exec 9> "$work/stop"
  in_home ./scripts/upgrade.sh next --no-pull
  query 'select count(next_note) from vss.task' >/dev/null
  in_home ./scripts/upgrade.sh dev --no-pull
  exec 9>&-
  wait "$asking"
}

backup() {
  mapfile -t target < <(identity)
  in_home ./scripts/backup.sh "$work/backup"
  in_home docker compose down >/dev/null 2>&1
  rm -rf "$work/wiped"
  mkdir "$work/wiped"
  mv "$home/test_data" "$work/wiped/"
  in_home ./init.sh --test --yes >/dev/null
  in_home ./scripts/restore.sh "$work/backup"
  run_ts check-files "${target[@]}" "$work/files.list"
}

prod() {
  local other="$work/prod/vss-cloud" port=18081
  mkdir -p "$work/prod"
  tar -xzf "$work"/dist/*.tar.gz -C "$work/prod"
  in_home docker compose down >/dev/null 2>&1
  (cd "$other" && COMPOSE_PROJECT_NAME=vss-verify-prod HTTP_PORT=$port ./init.sh --prod --domain studio.example.com --ai-mode offline --yes >/dev/null)
  local published
  published="$(docker ps --filter name=vss-verify-prod --format '{{.Ports}}' | tr ',' '\n' | grep -e '->' | sort -u)"
  echo "$published"
  if echo "$published" | grep -qv ":$port->8080/tcp"; then fail 'More than nginx is published.'; fi
  # Without HTTP_PORT it is port 80.
  (cd "$other" && sed -i '/^HTTP_PORT=/d' .env && env -u HTTP_PORT docker compose config | grep -q 'published: "80"')
  local plain behind
  plain="$(curl -s -o /dev/null -w '%{http_code} %{redirect_url}' -H 'Host: studio.example.com' "http://127.0.0.1:$port/api/v1/tasks/")"
  behind="$(curl -s -o /dev/null -w '%{http_code}' -H 'Host: studio.example.com' -H 'X-Forwarded-Proto: https' "http://127.0.0.1:$port/api/v1/tasks/")"
  echo "plain HTTP: $plain; behind the balancer, without a key: $behind; its check: $(curl -s "http://127.0.0.1:$port/healthz")"
  [ "$plain $behind" = '308 https://studio.example.com/api/v1/tasks/ 401' ] || fail 'HTTPS is not enforced as it should be.'
  (cd "$other" && COMPOSE_PROJECT_NAME=vss-verify-prod docker compose down >/dev/null 2>&1)
}

main() {
  if [ -n "$stand_ins" ]; then
    verification/stand-ins/install-engine.sh
    verification/stand-ins/build.sh
  fi
  need_docker
  [ -x "$node" ] || bash scripts/setup.sh
  local step
  for step in "${steps[@]}"; do
    say "$step"
    "$step"
  done
  if [ -z "$keep" ] && [ -f "$home/.env" ]; then in_home docker compose down >/dev/null 2>&1; fi
  say "verified: ${steps[*]}"
  echo "Everything lies in $work"
}

main
