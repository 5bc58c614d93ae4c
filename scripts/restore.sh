#!/usr/bin/env bash
# Puts a backup of backup.sh back into the deployment of this folder, the same or a freshly initialised other machine.
# The ledger is replaced in one transaction; objects are added, none is deleted.
set -euo pipefail
caller="$PWD"
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib/docker-stack.sh
. scripts/lib/docker-stack.sh
# shellcheck source=scripts/lib/backup-folder.sh
. scripts/lib/backup-folder.sh

usage() {
  cat <<'TXT'
Usage: ./scripts/restore.sh FOLDER [--backup DATE] [--replace | --yes-replace PROJECT]

  FOLDER                 made by ./scripts/backup.sh
  --backup DATE          one of its backups, say 20260131T020000Z (default: the newest)
  --replace              replace a ledger that has tasks or files; asks for the project's name
  --yes-replace PROJECT  the same for scripts, with the project's name given

Organisations, instances, keys and users become those of the backup. Services are stopped while the ledger is replaced.
Run it again if it was interrupted.
TXT
}

SERVICES=(gateway rag narration dubbing editing)

backup=''
replace=''
typed=''
parse_option() { # the option, and the word after it
  case "$1" in
    --backup) backup="$2"; [ -n "$backup" ] || fail '--backup lacks its value.'; taken=2 ;;
    --replace) replace=ask; taken=1 ;;
    --yes-replace) replace=typed; typed="$2"; [ -n "$typed" ] || fail "--yes-replace takes the project's name."; taken=2 ;;
  esac
}
parse_arguments "$@"

find_backup() {
  cd "$caller"
  [ -d "$given" ] || fail "There is no folder $given."
  folder="$(absolute_folder "$given")"
  cd "$OLDPWD"
  local manifests
  mapfile -t manifests < <(find "$folder" -maxdepth 1 -name '*.manifest' -printf '%f\n' | sort)
  [ "${#manifests[@]}" -gt 0 ] || fail "There is no complete backup in $folder."
  backup="${backup:-${manifests[-1]%.manifest}}"
  manifest="$folder/$backup.manifest"
  dump="$folder/$backup.dump"
  [ -f "$manifest" ] || fail "There is no backup $backup in $folder. There are: ${manifests[*]%.manifest}"
}

check_backup() {
  local expected found
  [ -f "$dump" ] || fail "The dump of this backup is gone: $dump"
  expected="$(manifest_value "$manifest" dump_sha256)"
  found="$(sha256sum "$dump" | cut -d ' ' -f 1)"
  [ "$found" = "$expected" ] || fail "$dump is damaged: it is not the file that its manifest names. Take another copy of the backup, or --backup with an earlier one."
  [ -d "$folder/objects" ] || fail "The folder $folder/objects is gone."
  expected="$(manifest_value "$manifest" objects)"
  found="$(object_files "$folder" | wc -l)"
  [ "$found" -ge "$expected" ] || fail "$folder/objects holds $found files, and the backup had $expected. Take another copy of the backup."
}

# The ledger of a machine that was just initialised has an organisation and a user, and neither tasks nor files.
check_ledger() {
  local used=0 project
  if [ "$(sql "select to_regclass('vss.task') is not null")" = t ]; then
    used="$(sql 'select (select count(*) from vss.task) + (select count(*) from vss.artifact)')"
  fi
  [ "$used" != 0 ] || return 0
  [ -n "$replace" ] || fail 'This deployment has tasks and files. To replace its ledger by the backup, give --replace (and make a backup of it first).'
  project="$(env_value COMPOSE_PROJECT_NAME)"
  project="${project:-vss}"
  if [ "$replace" = ask ]; then
    read -r -p "This replaces the ledger by the backup of $(manifest_value "$manifest" created). Type the project's name ($project) to go on: " typed || true
  fi
  [ "$typed" = "$project" ] || fail "Not the project's name ($project); nothing was changed."
}

# The services that ran before, with as many replicas.
start_services() {
  [ "${#stopped[@]}" -gt 0 ] || return 0
  docker start "${stopped[@]}" >/dev/null
  wait_healthy "${stopped[@]}" || fail 'Not every service came up again: docker compose ps, docker compose logs <service>'
}

# The dump replaces everything in the database, also tables of a newer version, or nothing changes: psql rolls back
# unless it reaches the commit at the end.
replace_ledger() {
  # The container expands the variables.
  # shellcheck disable=SC2016
  docker compose exec -T postgres bash -c '
    set -euo pipefail
    {
      echo "set client_min_messages = warning; begin; set local lock_timeout = 30000; drop schema if exists vss, rag cascade;" &&
        pg_restore --exit-on-error --file=- &&
        echo "commit;"
    } | psql -X -q -v ON_ERROR_STOP=1 -o /dev/null -U "$POSTGRES_USER" -d "$POSTGRES_DB"' <"$dump"
}

main() {
  need_stack
  need_running postgres
  find_backup
  check_backup
  check_ledger

  echo '· objects'
  vss_with_folder "$folder" restore-objects /backup/objects ||
    fail 'The objects could not be put back; see above. The ledger is as it was. Run this again.'

  echo '· ledger'
  mapfile -t stopped < <(docker compose ps --quiet --status running "${SERVICES[@]}")
  docker compose stop "${SERVICES[@]}" >/dev/null 2>&1 || { start_services; fail 'The services could not be stopped; nothing was changed.'; }
  replace_ledger || { start_services; fail 'The ledger could not be replaced; see above. It is as it was, and the services run again.'; }
  # For a backup of an older version: the migrations since then. The schema of a newer version stays as it is.
  local service
  for service in provision migrate; do
    docker compose run --rm --no-deps -T "$service" </dev/null >/dev/null ||
      fail "The ledger is the backup's, but $service failed; see above. The services stay stopped. Run this again with --replace."
  done

  echo '· verifying'
  docker compose run --rm --no-deps -T gateway verify-objects </dev/null ||
    fail 'The ledger is the backup'\''s, but some objects are not; see above. The services stay stopped: take another copy of the' \
      'backup and run this again with --replace, or start them without those files: docker compose up -d'
  start_services
  echo
  if [ "${#stopped[@]}" -gt 0 ]; then
    echo "Backup $backup is restored, and the services run again."
  else
    echo "Backup $backup is restored. No service ran before; start them: docker compose up -d"
  fi
}

main
