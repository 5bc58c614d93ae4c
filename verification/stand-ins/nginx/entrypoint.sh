#!/bin/sh
# Before nginx starts: scripts in /docker-entrypoint.d, and templates whose ${VARIABLES} come from the environment. Of
# variables only those that are set are replaced: nginx writes its own the same way.
set -eu

output="${NGINX_ENVSUBST_OUTPUT_DIR:-/etc/nginx/conf.d}"
templates="${NGINX_ENVSUBST_TEMPLATE_DIR:-/etc/nginx/templates}"
suffix="${NGINX_ENVSUBST_TEMPLATE_SUFFIX:-.template}"

if [ "${1:-}" = nginx ] || [ "${1:-}" = nginx-debug ]; then
  for script in /docker-entrypoint.d/*.sh; do
    [ ! -x "$script" ] || "$script"
  done
  # shellcheck disable=SC2016
  names="$(env | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/${\1} /p' | grep -E "${NGINX_ENVSUBST_FILTER:-.}" | tr -d '\n' || true)"
  if [ -d "$templates" ]; then
    find "$templates" -follow -type f -name "*$suffix" | while read -r template; do
      target="$output/${template#"$templates"/}"
      target="${target%"$suffix"}"
      mkdir -p "$(dirname "$target")"
      envsubst "$names" <"$template" >"$target"
      echo "$0: $template -> $target"
    done
  fi
fi
exec "$@"
