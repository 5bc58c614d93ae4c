#!/usr/bin/env bash
# Starts Visify Story Studio Cloud. See README.md.
set -euo pipefail
cd "$(dirname "$0")"

usage() {
  cat <<'TXT'
Usage: ./init.sh --local [--once]

  --local   everything on this machine, without Docker, keys or accounts: installs what is missing, starts Postgres,
            NATS, S3 and the five services, runs both sample stories through all five tasks, and stays up until Ctrl-C
  --once    with --local: exit after the job

Settings (see .env.example): PORT, POSTGRES_PORT, NATS_PORT, S3_PORT, VSS_LOCAL_DIR, DATABASE_URL, NATS_URL, S3_ENDPOINT …
TXT
}

mode=''
args=()
for arg in "$@"; do
  case "$arg" in
    --local) mode=local ;;
    --once) args+=(--once) ;;
    -h | --help) usage; exit 0 ;;
    *) echo "Unknown option: $arg" >&2; usage >&2; exit 2 ;;
  esac
done
[ "$mode" = local ] || { usage >&2; exit 2; }

bash scripts/setup.sh
PATH="$PWD/node_modules/.bin:$PATH" exec node --import tsx scripts/local.ts ${args[@]+"${args[@]}"}
