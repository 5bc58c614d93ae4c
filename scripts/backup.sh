#!/usr/bin/env bash
# Copies the ledger and every stored object to a folder, while the deployment serves. Safe to repeat into the same
# folder: objects that are there are not copied again, and earlier backups stay restorable. Deletes nothing.
set -euo pipefail
caller="$PWD"
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib/docker-stack.sh
. scripts/lib/docker-stack.sh
# shellcheck source=scripts/lib/backup-folder.sh
. scripts/lib/backup-folder.sh
# The dump holds the hashes of keys and passwords.
umask 077

usage() {
  cat <<'TXT'
Usage: ./scripts/backup.sh FOLDER

  FOLDER  empty, new, or with earlier backups of this deployment; better on another disk, best copied off the machine

Put it back with ./scripts/restore.sh FOLDER. The settings and secrets (.env, conf/gcp-credentials.json) are not in it:
keep them elsewhere.
TXT
}

parse_arguments "$@"

prepare_folder() {
  cd "$caller"
  mkdir -p "$given" || fail "The folder $given cannot be made. Give another one."
  folder="$(absolute_folder "$given")"
  cd "$OLDPWD"
  [ -w "$folder" ] || fail "You may not write to $folder."
  local deployment
  deployment="$(sql 'select system_identifier from pg_control_system()')"
  if [ -f "$folder/deployment" ]; then
    [ "$(cat "$folder/deployment")" = "$deployment" ] ||
      fail "$folder holds backups of another deployment. Give each its own folder."
  elif [ -n "$(ls -A "$folder")" ]; then
    fail "$folder is not empty, and no backup of this deployment. Give an empty folder."
  else
    printf '%s\n' "$deployment" > "$folder/deployment"
  fi
  mkdir -p "$folder/objects"
  exec 9> "$folder/.lock"
  flock -n 9 || fail "Another backup into $folder is running."
}

# The dump is smaller than the database; objects that are there already are not copied again.
check_space() {
  local database objects there free needed
  database="$(sql 'select pg_database_size(current_database())')"
  objects="$(sql 'select coalesce(sum(size_bytes), 0) from (select size_bytes from vss.artifact union all select size_bytes from vss.take) objects')"
  there="$(object_files "$folder" | awk '{ sum += $1 } END { printf "%.0f", sum }')"
  free="$(df -Pk "$folder" | awk 'NR == 2 { printf "%.0f", $4 * 1024 }')"
  needed=$((objects > there ? database + objects - there : database))
  [ "$free" -gt "$needed" ] ||
    fail "$folder has room for $((free / 1000000)) MB, and up to $((needed / 1000000)) MB may be needed. Make room, or give a folder on another disk."
}

dump_ledger() {
  # The container expands the variables.
  # shellcheck disable=SC2016
  docker compose exec -T postgres bash -c \
    'exec pg_dump --format=custom --schema=vss --schema=rag -U "$POSTGRES_USER" -d "$POSTGRES_DB"' \
    </dev/null >"$folder/$stamp.dump.partial" || { rm -f "$folder/$stamp.dump.partial"; fail 'The ledger could not be dumped; see above. Earlier backups are as they were.'; }
  mv "$folder/$stamp.dump.partial" "$folder/$stamp.dump"
}

write_manifest() {
  local dump="$folder/$stamp.dump" counts image
  image="$(env_value VSS_IMAGE):$(env_value VSS_TAG)"
  counts="$(object_files "$folder" | awk '{ sum += $1 } END { printf "objects: %d\nobject_bytes: %.0f", NR, sum }')"
  # On disk before the manifest is written.
  sync -f "$folder"
  cat > "$folder/$stamp.manifest.partial" <<TXT
created: $(date -u +%Y-%m-%dT%H:%M:%SZ)
deployment: $(cat "$folder/deployment")
version: $( (cat VERSION 2>/dev/null || echo unknown) | tr '\n' ' ')
image: $image $(docker image inspect --format '{{.Id}}' "$image" 2>/dev/null || echo unknown)
organizations: $rows_organizations
tasks: $rows_tasks
artifacts: $rows_artifacts
dump_bytes: $(stat -c %s "$dump")
dump_sha256: $(sha256sum "$dump" | cut -d ' ' -f 1)
$counts
TXT
  mv "$folder/$stamp.manifest.partial" "$folder/$stamp.manifest"
}

main() {
  need_stack
  need_running postgres
  [ "$(sql "select to_regclass('vss.task') is not null")" = t ] ||
    fail 'The database has no tables yet: there is nothing to back up.'
  prepare_folder
  check_space

  # A row is written after its object and removed before it. So the object of every row in the dump existed when the dump
  # began: either the first pass copied it, or it was added later and the second pass copies it.
  echo '· objects'
  vss_with_folder "$folder" backup-objects /backup/objects ||
    fail 'The objects could not be copied; see above. Run this again: it goes on where it stopped.'
  echo '· ledger'
  stamp="$(date -u +%Y%m%dT%H%M%SZ)"
  read -r rows_organizations rows_tasks rows_artifacts < <(
    sql "select (select count(*) from vss.organization) || ' ' || (select count(*) from vss.task) || ' ' || (select count(*) from vss.artifact)"
  )
  dump_ledger
  echo '· objects that came meanwhile'
  vss_with_folder "$folder" backup-objects /backup/objects --by-size ||
    fail 'The newest objects could not be copied; see above. Run this again: it goes on where it stopped.'
  write_manifest
  echo
  echo "Backup $stamp is complete: $folder"
  sed 's/^/  /' "$folder/$stamp.manifest"
}

main
