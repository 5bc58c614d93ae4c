#!/bin/sh
# Starts what the container's command names: a service (`watch …` starts it again when its source changes), or a command
# of the operator (see `vss --help`).
set -eu
cd /app

run_service() { # service, then the program that runs it
  service="$1"; shift
  export OTEL_SERVICE_NAME="$service"
  exec "$@" --import ./packages/shared/src/process/register.ts "services/$service/src/main.ts"
}

case "${1:-}" in
  gateway | rag | narration | dubbing | editing) run_service "$1" node --import tsx ;;
  watch) run_service "$2" node_modules/.bin/tsx watch ;;
  sh) exec "$@" ;;
  vss) shift ;;
esac
exec node --import tsx services/gateway/src/admin/main.ts "$@"
