#!/usr/bin/env bash
# ./init.sh --dev | --test | --prod: settings, secrets, images, start, first accounts. Safe to repeat; deletes nothing.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=scripts/lib/docker-stack.sh
. scripts/lib/docker-stack.sh
# shellcheck source=scripts/lib/init-settings.sh
. scripts/lib/init-settings.sh

MODE="$1"; shift
SERVICES=(gateway rag narration dubbing editing)
START_TIMEOUT_SEC=600

assume_yes=''
reset=''

parse_arguments() {
  while [ "$#" -gt 0 ]; do
    local name=''
    case "$1" in
      --domain) name=SERVER_DOMAIN ;;
      --google-api-key) name=GOOGLE_API_KEY ;;
      --admin) name=VSS_ADMIN ;;
      --ai-mode) name=AI_MODE ;;
      --yes) assume_yes=1 ;;
      --reset) reset=1 ;;
      *)
        name="$(each_voice_setting name_of_option "$1")"
        [ -n "$name" ] || fail "Unknown option: $1. See ./init.sh --help."
        ;;
    esac
    if [ -n "$name" ]; then
      [ "$#" -ge 2 ] || fail "$1 lacks its value."
      given[$name]="$2"
      shift
    fi
    shift
  done
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

say_voice() { # fields of a line: those of a provider name the file or setting that switches it on
  local title="$1" switch="$2" kind="$3" only_for="$6" state=on
  [ "$kind" = provider ] || return 0
  [ "$only_for" = - ] || state="on, $only_for"
  case "$switch" in
    */*) [ -s "$switch" ] || state="off: no $switch" ;;
    *) [ -n "$(env_value "$switch")" ] || state="off: $switch is empty" ;;
  esac
  printf '  %-22s %s\n' "$title" "$state"
}

# Which providers answer, and what the others lack. With live, a task that needs one of those fails; with auto the
# offline provider answers.
say_providers() {
  [ "$(env_value AI_MODE)" != offline ] || { echo '  providers              offline ones: nothing is paid'; return; }
  local gemini='off: GOOGLE_API_KEY is empty'
  [ -z "$(env_value GOOGLE_API_KEY)" ] || gemini="on, tier $(setting PROVIDER_TIER free): facts, narration, translation, clips, search by meaning"
  printf '  %-22s %s\n' Gemini "$gemini"
  each_voice_setting say_voice
  printf '  %-22s %s\n' 'at most' "$(setting BUDGET_TASK_USD 5) USD a task, $(setting BUDGET_ORGANIZATION_DAY_USD 50) USD a day and organisation"
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
