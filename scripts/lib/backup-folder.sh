# shellcheck shell=bash
# What backup.sh and restore.sh share. Sourced after docker-stack.sh, not run. A backup folder holds:
#   deployment          which Postgres cluster it belongs to
#   objects/<key>       every object of the store; shared by all backups of the folder, none is ever removed
#   <date>.dump         the ledger (schemas vss and rag), pg_dump's custom format
#   <date>.manifest     written last: a dump without one is no backup

# Options besides --help. A script that has some defines its own: it sets `taken` to the words the option takes.
parse_option() { :; }

# The command line of both scripts: one folder, which becomes `given`, and options. Uses the script's `usage`.
parse_arguments() {
  given=''
  while [ "$#" -gt 0 ]; do
    taken=1
    case "$1" in
      -h | --help) usage; exit 0 ;;
      -*)
        taken=0
        parse_option "$1" "${2:-}"
        [ "$taken" -gt 0 ] || { echo "Unknown option: $1" >&2; usage >&2; exit 2; } ;;
      *) [ -z "$given" ] || fail "One folder, not two: $given, $1."; given="$1" ;;
    esac
    shift "$taken"
  done
  [ -n "$given" ] || { usage >&2; exit 2; }
}

# Runs one statement as the superuser; prints bare values.
sql() {
  # The container expands the variables.
  # shellcheck disable=SC2016
  docker compose exec -T postgres bash -c \
    'exec psql -X -q -A -t -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" -c "$1"' sql "$1" </dev/null
}

# Runs a command of the operator in a new container that sees the folder as /backup. It runs as the caller's user, so that
# it cannot write where the caller may not.
vss_with_folder() { # folder, then the command
  local folder="$1"; shift
  docker compose run --rm --no-deps -T --volume "$folder:/backup" --user "$(id -u):$(id -g)" gateway "$@" </dev/null
}

need_running() {
  local running
  running="$(docker compose ps --services --status running)"
  grep -qx "$1" <<<"$running" || fail "$1 is not running here. Start the deployment first: docker compose up -d"
}

# The folder as an absolute path that docker can mount.
absolute_folder() {
  local folder
  folder="$(cd "$1" && pwd)"
  case "$folder" in *:*) fail "Docker cannot mount a folder with a colon in its name: $folder" ;; esac
  printf '%s' "$folder"
}

# A value of a manifest.
manifest_value() { sed -n "s/^$2: //p" "$1"; }

object_files() { find "$1/objects" -type f -not -path "$1/objects/.partial/*" -printf '%s\n'; }
