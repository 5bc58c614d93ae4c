#!/usr/bin/env bash
# Starts PostgreSQL as the official image documents it: on an empty PGDATA it makes the cluster, the user, the database,
# and runs /docker-entrypoint-initdb.d on a server that listens on its socket alone.
set -euo pipefail

fail() { echo "$1" >&2; exit 1; }

setting() { # name, default: the variable, or the content of the file NAME_FILE names
  local file_name="$1_FILE"
  [ -z "${!1:-}" ] || [ -z "${!file_name:-}" ] || fail "error: both $1 and $file_name are set (but are exclusive)"
  local value="${!1:-${2:-}}"
  [ -z "${!file_name:-}" ] || value="$(<"${!file_name}")"
  export "$1=$value"
  unset "$file_name"
}

as_superuser() { PGHOST='' PGHOSTADDR='' psql -v ON_ERROR_STOP=1 --no-psqlrc --no-password --username "$POSTGRES_USER" "$@"; }

make_cluster() {
  [ -n "$POSTGRES_PASSWORD" ] || [ "${POSTGRES_HOST_AUTH_METHOD:-}" = trust ] \
    || fail 'Error: Database is uninitialized and superuser password is not specified. Set POSTGRES_PASSWORD.'
  local arguments
  # The variable holds words, as on a command line.
  read -ra arguments <<<"$POSTGRES_INITDB_ARGS"
  initdb --username="$POSTGRES_USER" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") ${arguments[@]+"${arguments[@]}"}
  printf '\nhost all all all %s\n' "${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >>"$PGDATA/pg_hba.conf"
}

run_init_files() {
  local file
  for file in /docker-entrypoint-initdb.d/*; do
    case "$file" in
      *.sh)
        echo "$0: running $file"
        # shellcheck disable=SC1090
        if [ -x "$file" ]; then "$file"; else . "$file"; fi
        ;;
      *.sql) echo "$0: running $file"; as_superuser --dbname "$POSTGRES_DB" -f "$file" ;;
      *.sql.gz) echo "$0: running $file"; gunzip -c "$file" | as_superuser --dbname "$POSTGRES_DB" ;;
      *) [ ! -e "$file" ] || echo "$0: ignoring $file" ;;
    esac
  done
}

make_database() {
  make_cluster
  export PGPASSWORD="${PGPASSWORD:-$POSTGRES_PASSWORD}"
  pg_ctl -D "$PGDATA" -o "-c listen_addresses='' -p 5432" -w start
  if [ "$POSTGRES_DB" != postgres ]; then
    as_superuser --dbname postgres --set db="$POSTGRES_DB" <<<'CREATE DATABASE :"db";'
  fi
  run_init_files
  pg_ctl -D "$PGDATA" -m fast -w stop
  unset PGPASSWORD
  echo; echo 'PostgreSQL init process complete; ready for start up.'; echo
}

[ "${1:0:1}" != - ] || set -- postgres "$@"
if [ "$1" = postgres ]; then
  ! grep -q ' /var/lib/postgresql/data ' /proc/mounts \
    || fail 'Error: from version 18 on the volume belongs at /var/lib/postgresql, not at /var/lib/postgresql/data.'
  if [ "$(id -u)" -eq 0 ]; then
    mkdir -p "$PGDATA" /var/run/postgresql
    chmod 700 "$PGDATA"
    find "$PGDATA" ! -user postgres -exec chown postgres {} +
    find /var/run/postgresql ! -user postgres -exec chown postgres {} +
    exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
  fi
  mkdir -p "$PGDATA"
  chmod 700 "$PGDATA" || true
  setting POSTGRES_PASSWORD
  setting POSTGRES_USER postgres
  setting POSTGRES_DB "$POSTGRES_USER"
  setting POSTGRES_INITDB_ARGS
  if [ -s "$PGDATA/PG_VERSION" ]; then
    echo; echo 'PostgreSQL Database directory appears to contain a database; Skipping initialization'; echo
  else
    make_database
  fi
fi
exec "$@"
