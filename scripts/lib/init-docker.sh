#!/usr/bin/env bash
# ./init.sh --dev | --test | --prod: settings, secrets, images, start, first accounts. Safe to repeat; deletes nothing.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=scripts/lib/docker-stack.sh
. scripts/lib/docker-stack.sh

MODE="$1"; shift
SERVICES=(gateway rag narration dubbing editing)
# Written into .env when given; what they mean stands in .env.example.
PROVIDER_SETTINGS=(
  PROVIDER_TIER BUDGET_TASK_USD BUDGET_ORGANIZATION_DAY_USD GOOGLE_TTS_ENDPOINT
  GEMINI_MODEL GEMINI_EMBEDDING_MODEL GEMINI_EMBEDDING_DIMENSIONS GEMINI_BASE_URL GEMINI_TEMPERATURE
  GEMINI_THINKING_LEVEL GEMINI_MAX_OUTPUT_TOKENS GEMINI_SAFETY GEMINI_TIMEOUT_MS
)
START_TIMEOUT_SEC=600

# Settings given on the command line, by the names of .env.
declare -A given=()
assume_yes=''
reset=''

parse_arguments() {
  while [ "$#" -gt 0 ]; do
    local name=''
    case "$1" in
      --domain) name=SERVER_DOMAIN ;;
      --google-api-key) name=GOOGLE_API_KEY ;;
      --google-project) name=GOOGLE_CLOUD_PROJECT ;;
      --pai-eas-url) name=PAI_EAS_SERVICE_URL ;;
      --pai-eas-token) name=PAI_EAS_TOKEN ;;
      --admin) name=VSS_ADMIN ;;
      --ai-mode) name=AI_MODE ;;
      --yes) assume_yes=1 ;;
      --reset) reset=1 ;;
      *) fail "Unknown option: $1. See ./init.sh --help." ;;
    esac
    if [ -n "$name" ]; then
      [ "$#" -ge 2 ] || fail "$1 lacks its value."
      given[$name]="$2"
      shift
    fi
    shift
  done
}

new_secret() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

# Command line, environment (NAME, or NAME_FILE with the path of a file that holds it), .env, then the default.
setting() {
  local name="$1" fallback="${2:-}" kept file="${1}_FILE"
  if [ -n "${given[$name]+x}" ]; then printf '%s' "${given[$name]}"; return; fi
  if [ -n "${!name:-}" ]; then printf '%s' "${!name}"; return; fi
  if [ -n "${!file:-}" ]; then cat "${!file}"; return; fi
  kept="$(env_value "$name")"
  printf '%s' "${kept:-$fallback}"
}

# Writes one setting into the new .env: in place of its line, or at the end.
put() {
  local name="$1" value="$2"
  case "$value" in *$'\n'* | *\'* | *\"* | *\$* | *\`* | *' '*) fail "$name holds a blank, quote, dollar or line break, which .env cannot carry." ;; esac
  if grep -q "^$name=" "$new_env"; then
    local rest
    rest="$(grep -v "^$name=" "$new_env" || true)"
    printf '%s\n' "$rest" > "$new_env"
  fi
  printf '%s=%s\n' "$name" "$value" >> "$new_env"
}

ask() { # setting, question; keeps what is known, may be left empty
  local name="$1" question="$2" answer
  [ -z "$(setting "$name")" ] && [ -z "$assume_yes" ] && [ -t 0 ] || return 0
  read -r -p "$question: " answer
  given[$name]="$answer"
}

ask_for_settings() {
  given[AI_MODE]="$(setting AI_MODE "$([ "$MODE" = dev ] && echo auto || echo live)")"
  case "${given[AI_MODE]}" in auto | live | offline) ;; *) fail "AI_MODE is auto, live or offline, not \"${given[AI_MODE]}\"." ;; esac
  [ "$MODE" = dev ] || ask SERVER_DOMAIN 'Domain of this server (studio.example.com)'
  if [ "${given[AI_MODE]}" = live ]; then
    ask GOOGLE_API_KEY 'Gemini API key'
    ask GOOGLE_CLOUD_PROJECT 'Google Cloud project of the voices (empty: none)'
    ask PAI_EAS_SERVICE_URL 'PAI-EAS address of CosyVoice (empty: none)'
    [ -z "$(setting PAI_EAS_SERVICE_URL)" ] || ask PAI_EAS_TOKEN 'PAI-EAS token'
  fi
}

check_settings() {
  if [ "$MODE" = prod ] && [ -z "$(setting SERVER_DOMAIN)" ]; then
    fail 'SERVER_DOMAIN is missing: give --domain studio.example.com, the name clients reach this server by.'
  fi
  if [[ "$(setting SERVER_DOMAIN)" =~ [/:] ]]; then fail "--domain is a name alone (studio.example.com), not an address with / or :."; fi
  local list
  for list in PROVIDER_PRICING PROVIDER_LIMITS; do
    [ -z "$(setting "$list")" ] || [ -f "$(list_path "$list" '')" ] || fail "$list: there is no file $(setting "$list")."
  done
  [ "${given[AI_MODE]}" != offline ] || return 0
  if [ -n "$(setting PAI_EAS_SERVICE_URL)" ] && [ -z "$(setting PAI_EAS_TOKEN)" ]; then
    fail 'PAI_EAS_TOKEN is missing: give --pai-eas-token, or leave PAI_EAS_SERVICE_URL empty to run without CosyVoice.'
  fi
  [ -z "$(setting GOOGLE_CLOUD_PROJECT)" ] || [ -f conf/gcp-credentials.json ] ||
    fail 'conf/gcp-credentials.json is missing: put the key file of a Google Cloud service account there (it may use Text-to-Speech), or leave GOOGLE_CLOUD_PROJECT empty to run without Google voices.'
  [ "${given[AI_MODE]}" = auto ] || [ -n "$(setting GOOGLE_API_KEY)" ] ||
    fail 'GOOGLE_API_KEY is missing: give --google-api-key, or --ai-mode offline to run without live providers.'
}

# A file of ours, or the operator's own: compose takes a path for one only if it begins with a dot or slash.
list_path() { # setting, default
  local path
  path="$(setting "$1" "$2")"
  case "$path" in /* | ./* | ../*) ;; *) path="./$path" ;; esac
  printf '%s' "$path"
}

# Changes with everything that workers read once, when they start.
providers_stamp() {
  {
    printf '%s\n' "$(setting GOOGLE_API_KEY)" "$(setting PAI_EAS_TOKEN)"
    cat "$(list_path PROVIDER_PRICING conf/pricing.yaml)" "$(list_path PROVIDER_LIMITS conf/provider_limits.yaml)"
    cat conf/dubbing_templates.yaml conf/voices/* conf/gcp-credentials.json 2>/dev/null || true
  } | sha256sum | cut -c1-16
}

# What the other settings follow from.
put_derived() {
  put VSS_MODE "$MODE"
  local files
  files="$(env_value COMPOSE_FILE)"
  put COMPOSE_FILE "${files:-docker-compose.base.yml:docker-compose.$MODE.yml}"
  put COMPOSE_PROJECT_NAME "$(setting COMPOSE_PROJECT_NAME vss)"
  put VSS_IMAGE "$(setting VSS_IMAGE ghcr.io/visify/vss-cloud)"
  put VSS_TAG "$(setting VSS_TAG "$([ "$MODE" = prod ] && echo latest || echo dev)")"
  put LOG_LEVEL "$(setting LOG_LEVEL "$([ "$MODE" = dev ] && echo debug || echo info)")"
  if [ "$MODE" = prod ]; then put PUBLIC_URL "https://$(setting SERVER_DOMAIN)"; else put PUBLIC_URL "$(setting PUBLIC_URL)"; fi
  # On a developer's machine pages come from any port; a server lets in what its operator names.
  put ALLOWED_ORIGINS "$(setting ALLOWED_ORIGINS "$([ "$MODE" != dev ] || echo '*')")"
  local list
  for list in PROVIDER_PRICING PROVIDER_LIMITS; do [ -z "$(setting "$list")" ] || put "$list" "$(list_path "$list" '')"; done
  put PROVIDERS_STAMP "$(providers_stamp)"
  if [ "$MODE" != dev ]; then put HTTP_PORT "$(setting HTTP_PORT "$([ "$MODE" = prod ] && echo 80 || echo 8080)")"; fi
}

write_env() {
  umask 077
  new_env="$(mktemp .env.XXXXXX)"
  trap 'rm -f "$new_env"' EXIT
  if [ -f .env ]; then cat .env > "$new_env"; else echo '# Settings and secrets of this deployment, made by ./init.sh. Change what you need, then run ./init.sh again.' > "$new_env"; fi
  put_derived
  local name service
  for name in SERVER_DOMAIN GOOGLE_API_KEY GOOGLE_CLOUD_PROJECT PAI_EAS_SERVICE_URL PAI_EAS_TOKEN AI_MODE; do put "$name" "$(setting "$name")"; done
  for name in "${PROVIDER_SETTINGS[@]}"; do [ -z "$(setting "$name")" ] || put "$name" "$(setting "$name")"; done
  put VSS_ADMIN "$(setting VSS_ADMIN admin)"
  for name in POSTGRES_PASSWORD MINIO_ROOT_PASSWORD; do put "$name" "$(setting "$name" "$(new_secret)")"; done
  for service in "${SERVICES[@]}"; do
    for name in DATABASE_PASSWORD NATS_PASSWORD S3_KEY; do
      put "${service^^}_$name" "$(setting "${service^^}_$name" "$(new_secret)")"
    done
  done
  chmod 600 "$new_env"
  mv "$new_env" .env
  trap - EXIT
}

# A container's user must read them; the folder keeps everybody else of this machine out.
secret() {
  [ "$(cat "secrets/$1" 2>/dev/null)" = "$2" ] && [ -f "secrets/$1" ] || printf '%s' "$2" > "secrets/$1"
  chmod 644 "secrets/$1"
}

write_secrets() {
  mkdir -p secrets
  chmod 700 secrets
  local service nats=''
  secret postgres_password "$(env_value POSTGRES_PASSWORD)"
  secret database_admin_url "postgres://vss_superuser:$(env_value POSTGRES_PASSWORD)@postgres:5432/vss"
  secret minio_root_password "$(env_value MINIO_ROOT_PASSWORD)"
  secret google_api_key "$(env_value GOOGLE_API_KEY)"
  secret pai_eas_token "$(env_value PAI_EAS_TOKEN)"
  secret gcp_credentials.json "$(cat conf/gcp-credentials.json 2>/dev/null || true)"
  for service in "${SERVICES[@]}"; do
    local key="${service^^}"
    secret "${service}_database_password" "$(env_value "${key}_DATABASE_PASSWORD")"
    secret "${service}_database_url" "postgres://vss_$service:$(env_value "${key}_DATABASE_PASSWORD")@postgres:5432/vss"
    secret "${service}_nats_password" "$(env_value "${key}_NATS_PASSWORD")"
    secret "${service}_s3_key" "$(env_value "${key}_S3_KEY")"
    nats+="NATS_PASSWORD_$key = \"$(env_value "${key}_NATS_PASSWORD")\""$'\n'
  done
  secret nats_passwords.conf "$nats"
}

# Data is moved aside, never deleted.
move_aside() {
  local project typed stamp
  project="$(env_value COMPOSE_PROJECT_NAME)"
  project="${project:-vss}"
  [ -f .env ] || fail 'There is nothing to reset here: no .env.'
  read -r -p "This stops the deployment and moves its data aside. Type the project's name ($project) to go on: " typed
  [ "$typed" = "$project" ] || fail 'Not the name; nothing was changed.'
  stamp="$(date +%Y%m%d-%H%M%S)"
  docker compose down --remove-orphans
  for path in .env secrets "${MODE}_data"; do
    if [ -e "$path" ]; then mv "$path" "$path.$stamp"; echo "· moved $path to $path.$stamp"; fi
  done
}

get_images() {
  if [ "$MODE" = dev ]; then
    echo '· building the image'
    docker compose build --quiet --build-arg "DEBIAN_MIRROR=${DEBIAN_MIRROR:-http://deb.debian.org}" \
      --build-arg "NPM_REGISTRY=${NPM_REGISTRY:-https://registry.npmjs.org}" gateway || fail 'The image could not be built; see above.'
    return
  fi
  local image missing=()
  while read -r image; do
    docker image inspect "$image" >/dev/null 2>&1 || missing+=("$image")
  done < <(docker compose config --images | sort -u)
  [ "${#missing[@]}" -gt 0 ] || return 0
  echo "· fetching ${missing[*]}"
  local said
  said="$(docker compose pull --quiet --policy missing 2>&1)" || case "$said" in
    *denied* | *unauthorized* | *authentication*)
      fail "$said" "The registry does not let this machine in. Log in first: docker login $(env_value VSS_IMAGE | cut -d/ -f1)   (a token that may read packages)" ;;
    *) fail "$said" 'The images could not be fetched. Check the network, or load them with docker load, then run this again.' ;;
  esac
}

start() {
  echo '· starting'
  docker compose up --detach --wait --wait-timeout "$START_TIMEOUT_SEC" --quiet-pull >/dev/null 2>"$start_log" || {
    tail -n 5 "$start_log" >&2
    docker compose ps --all --format 'table {{.Service}}\t{{.Status}}' >&2
    fail 'Not everything came up. Look at what it says: docker compose logs <service>. Then run this again: nothing is lost.'
  }
}

first_accounts() {
  vss create-admin "$(env_value VSS_ADMIN)" --role OWNER
  if [ "$(vss --json list organizations)" = '[]' ]; then vss create-organization Studio >/dev/null; fi
  if [ "$(vss --json list instances)" = '[]' ]; then
    local organization
    organization="$(vss --json list organizations | sed -n 's/^ *"id": "\(.*\)",*$/\1/p' | head -n 1)"
    echo
    echo 'The first edge instance. Its key is shown this once:'
    vss create-edge-instance edge-1 --org "$organization"
  fi
}

# Who answers, and what the others lack. With live, what lacks something fails; with auto the offline one answers.
say_providers() {
  [ "$(env_value AI_MODE)" != offline ] || { echo '  providers              offline ones: nothing is paid'; return; }
  local gemini='off: GOOGLE_API_KEY is empty' google='off: no conf/gcp-credentials.json' cosyvoice='off: PAI_EAS_SERVICE_URL is empty'
  [ -z "$(env_value GOOGLE_API_KEY)" ] || gemini="on, tier $(setting PROVIDER_TIER free): facts, narration, translation, clips, search by meaning"
  [ ! -s conf/gcp-credentials.json ] || google='on'
  [ -z "$(env_value PAI_EAS_SERVICE_URL)" ] || cosyvoice='on, for templates with a reference clip (conf/voices/README.md)'
  cat <<TXT
  Gemini                 $gemini
  Google voices          $google
  CosyVoice              $cosyvoice
  at most                $(setting BUDGET_TASK_USD 5) USD a task, $(setting BUDGET_ORGANIZATION_DAY_USD 50) USD a day and organisation
TXT
}

say_address() {
  local address port
  port="$(env_value HTTP_PORT)"
  case "$MODE" in
    dev) port="$(setting PORT 8080)"; address="http://127.0.0.1:$port" ;;
    test) address="http://$(setting SERVER_DOMAIN "$(hostname)"):$port" ;;
    prod) address="https://$(env_value SERVER_DOMAIN)" ;;
  esac
  cat <<TXT

Visify Story Studio Cloud runs ($MODE, AI_MODE=$(env_value AI_MODE)).
$(say_providers)
  address for the Edge   $address
  on this machine        http://127.0.0.1:$port
  API                    $address/api/docs
  more edge instances    docker compose exec gateway vss create-edge-instance --help
Put into the Edge: the address, the instance id and the key.
TXT
}

main() {
  parse_arguments "$@"
  need_docker
  local kept
  kept="$(env_value VSS_MODE)"
  [ -z "$kept" ] || [ "$kept" = "$MODE" ] ||
    fail "This folder is set up for --$kept. Use another folder for --$MODE."
  if [ -n "$reset" ]; then move_aside; fi
  ask_for_settings
  check_settings
  write_env
  write_secrets
  get_images
  start_log="$(mktemp)"
  trap 'rm -f "$start_log"' EXIT
  start
  first_accounts
  say_address
}

main "$@"
