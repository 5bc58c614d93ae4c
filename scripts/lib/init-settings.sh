# shellcheck shell=bash
# Settings and secrets of a deployment, for init-docker.sh: where they come from, what is asked, what must be there, and
# the files they end in (.env and secrets/). Needs docker-stack.sh, and `MODE`, `SERVICES` and `assume_yes` of whoever
# sources it.

# Settings given on the command line, by the names of .env.
declare -A given=()

# Written into .env when given; what they mean stands in .env.example.
PROVIDER_SETTINGS=(
  PROVIDER_TIER BUDGET_TASK_USD BUDGET_ORGANIZATION_DAY_USD
  GEMINI_MODEL GEMINI_EMBEDDING_MODEL GEMINI_EMBEDDING_DIMENSIONS GEMINI_BASE_URL GEMINI_TEMPERATURE
  GEMINI_THINKING_LEVEL GEMINI_MAX_OUTPUT_TOKENS GEMINI_SAFETY GEMINI_TIMEOUT_MS
)

# The voice providers and what they need, one line each; the fields are named in the file.
mapfile -t VOICE_SETTINGS < <(grep -v '^#' scripts/lib/voice-settings.tsv)

# Calls a function with the six fields of each line, then with the other arguments.
each_voice_setting() {
  local line fields
  for line in "${VOICE_SETTINGS[@]}"; do
    IFS=$'\t' read -r -a fields <<< "$line"
    "$1" "${fields[@]}" "${@:2}"
  done
}

# Prints the setting that an option of the command line gives, or nothing.
name_of_option() { if [ "$4" = "$7" ] && [ "$4" != - ]; then printf '%s' "$2"; fi; }

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

ask_for_voice() { # fields of a voice setting
  local name="$2" option="$4" needed_with="$5" question="$6"
  [ "$option" != - ] || return 0
  [ "$needed_with" = - ] || [ -n "$(setting "$needed_with")" ] || return 0
  ask "$name" "$question"
}

ask_for_settings() {
  given[AI_MODE]="$(setting AI_MODE "$([ "$MODE" = dev ] && echo auto || echo live)")"
  case "${given[AI_MODE]}" in auto | live | offline) ;; *) fail "AI_MODE is auto, live or offline, not \"${given[AI_MODE]}\"." ;; esac
  [ "$MODE" = dev ] || ask SERVER_DOMAIN 'Domain of this server (studio.example.com)'
  if [ "${given[AI_MODE]}" = live ]; then
    ask GOOGLE_API_KEY 'Gemini API key'
    each_voice_setting ask_for_voice
  fi
}

check_voice() { # fields of a voice setting
  local title="$1" name="$2" kind="$3" option="$4" needed_with="$5" hint="$6"
  if [ "$needed_with" = - ] || [ -z "$(setting "$needed_with")" ]; then return 0; fi
  local otherwise="or leave $needed_with empty to run without $title."
  case "$kind" in
    file:*) [ -f "${kind#file:}" ] || fail "${kind#file:} is missing: $hint, $otherwise" ;;
    *) [ -n "$(setting "$name")" ] || fail "$name is missing: give $option, $otherwise" ;;
  esac
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
  each_voice_setting check_voice
  [ "${given[AI_MODE]}" = auto ] || [ -n "$(setting GOOGLE_API_KEY)" ] ||
    fail 'GOOGLE_API_KEY is missing: give --google-api-key, or --ai-mode offline to run without live providers.'
}

# The shipped file, or the operator's own: compose takes a path for one only if it begins with a dot or slash.
list_path() { # setting, default
  local path
  path="$(setting "$1" "$2")"
  case "$path" in /* | ./* | ../*) ;; *) path="./$path" ;; esac
  printf '%s' "$path"
}

print_voice_secret() { if [ "$3" = secret ]; then printf '%s\n' "$(setting "$2")"; fi; }
print_voice_file() { case "$3" in file:*) cat "${3#file:}" ;; esac; }

# Changes with everything that workers read once, when they start.
providers_stamp() {
  {
    printf '%s\n' "$(setting GOOGLE_API_KEY)"
    each_voice_setting print_voice_secret
    cat "$(list_path PROVIDER_PRICING conf/pricing.yaml)" "$(list_path PROVIDER_LIMITS conf/provider_limits.yaml)"
    { cat conf/dubbing_templates.yaml conf/voices/* || true; each_voice_setting print_voice_file || true; } 2>/dev/null
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

# What can be given by an option has its line in .env, empty or not; another setting only when it is given.
put_voice() { # fields of a voice setting
  local name="$2" kind="$3" option="$4"
  case "$kind" in provider | file:*) return 0 ;; esac
  if [ "$option" != - ] || [ -n "$(setting "$name")" ]; then put "$name" "$(setting "$name")"; fi
}

write_env() {
  umask 077
  new_env="$(mktemp .env.XXXXXX)"
  trap 'rm -f "$new_env"' EXIT
  if [ -f .env ]; then cat .env > "$new_env"; else echo '# Settings and secrets of this deployment, made by ./init.sh. Change what you need, then run ./init.sh again.' > "$new_env"; fi
  put_derived
  local name service
  for name in SERVER_DOMAIN GOOGLE_API_KEY; do put "$name" "$(setting "$name")"; done
  each_voice_setting put_voice
  put AI_MODE "$(setting AI_MODE)"
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

# A secret is named as its setting, a file as it is called: pai_eas_token, gcp_credentials.json.
write_voice_secret() { # fields of a voice setting
  local name="$2" kind="$3" file="${3##*/}"
  case "$kind" in
    secret) secret "${name,,}" "$(env_value "$name")" ;;
    file:*) secret "${file//-/_}" "$(cat "${kind#file:}" 2>/dev/null || true)" ;;
  esac
}

write_secrets() {
  mkdir -p secrets
  chmod 700 secrets
  local service nats=''
  secret postgres_password "$(env_value POSTGRES_PASSWORD)"
  secret database_admin_url "postgres://vss_superuser:$(env_value POSTGRES_PASSWORD)@postgres:5432/vss"
  secret minio_root_password "$(env_value MINIO_ROOT_PASSWORD)"
  secret google_api_key "$(env_value GOOGLE_API_KEY)"
  each_voice_setting write_voice_secret
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
